#include <fmt/core.h>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/column_specs.hpp"
#include "ledger/segment/stored_types.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ledger {

void append_attribute_columns(std::vector<store::ColumnSpec>& columns, const SegmentMetadata& facts,
                              const SegmentPart& totals) {
  const auto add_codes = [&](const char* beginning, std::uint64_t n) {
    for (const NamedTexts& attribute : facts.attributes)
      columns.push_back({names::path_of(beginning, attribute.name),
                         stored_type_of_codes(attribute.texts.size()),
                         n,
                         "",
                         fmt::format("Index into {}; the type's largest value: none.",
                                     names::path_of(names::kAttributeDictionary, attribute.name)),
                         {}});
  };
  add_codes(names::kAttribute, totals.num_customers);
  columns.push_back({names::kListedId,
                     store::text_type(totals.listed_width),
                     totals.num_listed,
                     "",
                     "Ids that the file of customers names and that have neither a transaction nor an account in "
                     "this segment, as /customer/id.",
                     {}});
  columns.push_back({names::kListedHash, kU64, totals.num_listed, "", "XXH3-64 of the id, seed 0.", {}});
  add_codes(names::kListedAttribute, totals.num_listed);
  for (const NamedTexts& attribute : facts.attributes)
    columns.push_back(dictionary_column(names::kAttributeDictionary, attribute, "Texts of the attribute"));
  columns.push_back({names::kListedIndex,
                     kU64,
                     kHashPrefixes + 1,
                     "rows",
                     "First listed customer of each value of a hash's upper 16 bits, then the number of them.",
                     {}});
  append_reasons(columns, facts.counts.customers, names::kCustomerReason, names::kCustomerRejected);
}

}  // namespace spendlens::ledger
