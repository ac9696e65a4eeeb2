#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/parse/currency.hpp"
#include "ingest/exchange/dictionary.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/parse/record_fields.hpp"
#include "ingest/csv/record_scanner.hpp"
#include "ingest/record/reject_reason.hpp"
#include "ingest/parse/split_records.hpp"
#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/record/wire_row.hpp"

namespace spendlens::ingest {

/// Turns records into rows, or says why not. One reason a row: the checks run in the order of the code below.
class RowParser {
 public:
  RowParser(RecordScanner scanner, TimestampParser timestamps, std::vector<FieldMap> maps, NullValues nulls = NullValues())
      : fields_(scanner, std::move(maps), std::move(nulls)), timestamps_(std::move(timestamps)) {}

  /// Null where `row` was filled (its texts are views on the record or on this parser, good until the next call);
  /// otherwise one of reason::, of which kFiltered is no reject, and detail() is the offending text.
  [[nodiscard]] const char* parse(std::string_view record, RejectPlace place, WireRow& row);
  /// The same for a record without quotes that was split already.
  [[nodiscard]] const char* parse(const SplitRecord& record, RejectPlace place, WireRow& row);
  [[nodiscard]] std::string_view detail() const { return detail_; }

  [[nodiscard]] const TextsSeen& merchants() const { return merchants_; }
  [[nodiscard]] const TextsSeen& categories() const { return categories_; }
  [[nodiscard]] const CurrencySightings& currencies() const { return currencies_; }

 private:
  [[nodiscard]] const char* parse_fields(RejectPlace place, WireRow& row);
  [[nodiscard]] const char* read_texts(WireRow& row);
  [[nodiscard]] const char* read_timestamp(WireRow& row);
  [[nodiscard]] const char* read_amount(WireRow& row);
  [[nodiscard]] const char* read_rest(WireRow& row);
  [[nodiscard]] const char* fail(const char* why, std::string_view detail);

  RecordFields fields_;
  bool plain_ = false;   ///< the record's bytes are known to be ASCII without NUL
  TimestampParser timestamps_;
  TextsSeen merchants_;
  TextsSeen categories_;
  CurrencySightings currencies_;
  std::string_view detail_;
};

}  // namespace spendlens::ingest
