#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "ingest/exchange/dictionary.hpp"
#include "ingest/parse/record_fields.hpp"
#include "ingest/record/wire_customer.hpp"

namespace spendlens::ingest {

/// Turns records of customers into their attributes, or says why not.
class CustomerParser {
 public:
  CustomerParser(RecordScanner scanner, std::vector<FieldMap> maps, std::size_t num_attributes,
                 NullValues nulls = NullValues())
      : fields_(scanner, std::move(maps), std::move(nulls)), num_attributes_(num_attributes) {}

  /// As RowParser::parse: kFiltered is no reject.
  [[nodiscard]] const char* parse(std::string_view record, RejectPlace place, WireCustomer& customer);
  [[nodiscard]] std::string_view detail() const { return detail_; }

  /// The texts of an attribute in good records.
  [[nodiscard]] const TextInterner& attribute(std::size_t i) const { return attributes_[i]; }

 private:
  [[nodiscard]] const char* fail(const char* why, std::string_view detail);

  RecordFields fields_;
  std::size_t num_attributes_;
  std::array<TextInterner, ledger::kMaxAttributes> attributes_;
  std::string_view detail_;
};

}  // namespace spendlens::ingest
