#include <algorithm>

#include "signals/reference/detectors.hpp"
#include "signals/reference/signals.hpp"

namespace spendlens::signals::bank_reference {

namespace {

/// The place of the stream that has the row, habits not counted.
std::size_t stream_with(const FoundStreams& streams, const Row& row) {
  std::size_t place = 0;
  for (const FoundStream& found : streams.all) {
    if (found.stream.kind == StreamKind::kHabit) continue;
    if (std::find(found.rows.begin(), found.rows.end(), &row) != found.rows.end()) return place;
    ++place;
  }
  return kNoRow;
}

RowRole role_of(const Scope& scope, const Row& row, bool is_in_stream) {
  const auto& extra = scope.streams.extra;
  if (row.is_paired) return RowRole::kOwnTransfer;
  if (is_spending(scope, row)) return RowRole::kSpending;
  if (is_refund_row(scope, row)) return RowRole::kRefund;
  if (std::find(extra.begin(), extra.end(), &row) != extra.end()) return RowRole::kExtraIncome;
  const bool is_income = row.amount > 0 && (is_in_stream || is_unstreamed(scope, row));
  return is_income ? RowRole::kIncome : RowRole::kNone;
}

}  // namespace

std::vector<RowStory> row_stories(const CustomerColumns& columns, Day reference, const BankRules& rules) {
  const Customer customer = read(columns, reference, rules);
  const FoundStreams streams = find_streams(customer, rules);
  const Scope scope{customer, rules, streams};
  std::vector<RowStory> stories(columns.transactions.timestamp.size(), RowStory{RowRole::kLeftOut});
  for (const Row& row : customer.rows) {
    RowStory& story = stories[row.place];
    story.stream = stream_with(streams, row);
    story.partner = row.partner;
    story.role = role_of(scope, row, story.stream != kNoRow);
  }
  return stories;
}

}  // namespace spendlens::signals::bank_reference
