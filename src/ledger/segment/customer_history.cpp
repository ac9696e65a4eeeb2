#include "ledger/segment/customer_history.hpp"

#include <algorithm>

#include "spendlens/core/category.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::ledger {

HistoryRule::HistoryRule(std::span<const std::string> categories) : spends_(kNoCategory + 1, history_bit::kPurchase) {
  const std::vector<std::uint8_t> classes = classify_categories(categories, kDefaultNotSpending);
  for (std::size_t code = 0; code < classes.size(); ++code)
    if (!is_purchase(0, classes[code])) spends_[code] = 0;
}

HistoryColumns history_of(const SegmentRun& run, ColumnSet held, const HistoryRule& rule) {
  static_assert(history_bit::kOutflow << 2 == history_bit::kPendingOutflow &&
                history_bit::kPurchase << 2 == history_bit::kPendingPurchase);
  HistoryColumns columns;
  columns.history.assign(run.hash.size(), 0);
  const bool has_flags = held.has(Column::kFlags);
  const bool has_category = held.has(Column::kCategory);
  if (has_flags) columns.first_settled.assign(run.hash.size(), kNoTimestamp);
  std::size_t row = 0;
  for (std::size_t c = 0; c < run.hash.size(); ++c)
    for (const std::size_t end = row + run.num_rows[c]; row < end; ++row) {
      const std::uint8_t flags = has_flags ? run.flags[row] : std::uint8_t{0};
      columns.history[c] = static_cast<std::uint8_t>(
          columns.history[c] | rule.bits_of(run.amount[row], has_category ? run.category[row] : kNoCategory, flags));
      if (has_flags && (flags & kFlagPending) == 0)
        columns.first_settled[c] = std::min(columns.first_settled[c], run.timestamp[row]);
    }
  return columns;
}

}  // namespace spendlens::ledger
