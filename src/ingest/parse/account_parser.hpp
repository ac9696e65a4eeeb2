#pragma once

#include <string_view>
#include <vector>

#include "ingest/parse/record_fields.hpp"
#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/record/wire_account.hpp"

namespace spendlens::ingest {

/// Turns records of accounts into accounts, or says why not. One reason a row: the checks run in the order of the code.
class AccountParser {
 public:
  AccountParser(RecordScanner scanner, std::vector<FieldMap> maps, bool decimal_comma = false,
                NullValues nulls = NullValues())
      : fields_(scanner, std::move(maps), std::move(nulls)), numbers_(decimal_comma) {}

  /// As RowParser::parse: kFiltered is no reject.
  [[nodiscard]] const char* parse(std::string_view record, RejectPlace place, WireAccount& account);
  [[nodiscard]] std::string_view detail() const { return detail_; }

 private:
  [[nodiscard]] const char* read_ids(WireAccount& account);
  [[nodiscard]] const char* read_types(WireAccount& account);
  [[nodiscard]] const char* read_balances(WireAccount& account);
  [[nodiscard]] const char* fail(const char* why, std::string_view detail);

  RecordFields fields_;
  NumberReader numbers_;
  std::string_view detail_;
};

/// The same for liabilities.
class LiabilityParser {
 public:
  LiabilityParser(RecordScanner scanner, TimestampParser timestamps, std::vector<FieldMap> maps,
                  bool decimal_comma = false, NullValues nulls = NullValues(), bool are_rates_percent = false)
      : fields_(scanner, std::move(maps), std::move(nulls)),
        timestamps_(std::move(timestamps)),
        numbers_(decimal_comma),
        are_rates_percent_(are_rates_percent) {}

  [[nodiscard]] const char* parse(std::string_view record, RejectPlace place, WireLiability& liability);
  [[nodiscard]] std::string_view detail() const { return detail_; }

 private:
  [[nodiscard]] const char* read_names(WireLiability& liability);
  [[nodiscard]] const char* read_rates(WireLiability& liability);
  [[nodiscard]] const char* read_money(WireLiability& liability);
  [[nodiscard]] const char* read_rest(WireLiability& liability);
  [[nodiscard]] const char* fail(const char* why, std::string_view detail);

  RecordFields fields_;
  TimestampParser timestamps_;
  NumberReader numbers_;
  bool are_rates_percent_;
  std::string_view detail_;
};

}  // namespace spendlens::ingest
