#include "ledger/segment/stored_types.hpp"

#include "spendlens/ledger/segment_writer.hpp"

namespace spendlens::ledger {

namespace {

store::ElementType type_of_codes(std::size_t num_texts, store::ElementType in_memory) {
  if (num_texts < std::numeric_limits<std::uint8_t>::max()) return store::element_type<std::uint8_t>();
  if (num_texts < std::numeric_limits<std::uint16_t>::max()) return store::element_type<std::uint16_t>();
  return in_memory;
}

}  // namespace

store::ElementType stored_type_of(Column column, store::ElementType in_memory, const SegmentMetadata& facts,
                                  ColumnSet wide) {
  switch (column) {
    case Column::kMerchant:
      return type_of_codes(facts.merchants.size(), in_memory);
    case Column::kCategory:
      return type_of_codes(facts.categories.size(), in_memory);
    case Column::kDimension0:
    case Column::kDimension1:
    case Column::kDimension2:
    case Column::kDimension3:
      return stored_type_of_codes(facts.dimensions.at(dimension_of(column)).texts.size());
    case Column::kAmount:
    case Column::kMargin:
      return wide.has(column) ? in_memory : store::element_type<std::int32_t>();
    case Column::kAccount:
      return wide.has(column) ? in_memory : store::element_type<std::uint8_t>();
    default:
      return in_memory;
  }
}

store::ElementType stored_type_of_codes(std::size_t num_texts) {
  return type_of_codes(num_texts, store::element_type<std::uint16_t>());
}

store::ElementType stored_type_of_balances(ColumnSet wide) {
  return wide.has(Column::kSnapshot) ? store::element_type<Minor>() : store::element_type<std::int32_t>();
}

ColumnSet wide_columns(const SegmentRun& run) {
  ColumnSet wide;
  wide.add(Column::kAmount, !fits<std::int32_t>(run.amount));
  wide.add(Column::kMargin, !fits<std::int32_t>(run.margin));
  wide.add(Column::kAccount, !fits<std::uint8_t>(run.account));
  if (run.snapshot == nullptr) return wide;
  const Snapshot& snapshot = *run.snapshot;
  for (const auto* money :
       {&snapshot.balance_current, &snapshot.balance_available, &snapshot.balance_limit,
        &snapshot.minimum_payment_amount, &snapshot.last_payment_amount, &snapshot.last_statement_balance})
    wide.add(Column::kSnapshot, !fits<std::int32_t>(std::span<const Minor>(*money)));
  return wide;
}

}  // namespace spendlens::ledger
