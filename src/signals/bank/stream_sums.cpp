#include <algorithm>

#include "signals/bank/payee_streams.hpp"

namespace spendlens::signals::bank {

void StreamFinder::judge_income(const Charges& charges, std::uint8_t of, Stream& stream) {
  const EarningsRules& rules = plan_.rules.income;
  const std::size_t n = std::min<std::size_t>(charges.size(), rules.typical_payments);
  const auto last = charges.amount.last(n);
  const auto values = std::span(sorted_).first(n);
  std::copy(last.begin(), last.end(), values.begin());
  const int128 typical2 = twice_median(values);
  for (std::size_t i = 0; i < n; ++i) {
    const int128 miss2 =
        2 * int128{last[i]} > typical2 ? 2 * int128{last[i]} - typical2 : typical2 - 2 * int128{last[i]};
    fits_ &= miss2 < kNoMoney;
    values[i] = static_cast<Minor>(miss2);
  }
  const bool varies = of == static_cast<std::uint8_t>(CategoryClass::kVariableIncome);
  const std::int64_t pct = varies ? rules.variable_deviation_pct : rules.max_deviation_pct;
  stream.typical2 = static_cast<std::uint64_t>(typical2);
  stream.is_regular = twice_median(values) * 10'000 <= 2 * int128{pct} * typical2;
}

void StreamFinder::claim_income(const Stream& stream, std::span<const std::uint32_t> rows) {
  StreamTotals& totals = *totals_;
  const bool is_live = stream.state != StreamState::kLapsed;
  totals.live_incomes += is_live;
  const bool is_counted = is_live && stream.is_regular;
  if (is_counted) {
    const int128 size = int128{stream.typical2} * rules_.cadences[static_cast<std::size_t>(stream.cadence)].share;
    totals.any_regular = true;
    totals.regular2 += size;
    if (size > totals.largest || (size == totals.largest && stream.cadence < totals.largest_cadence)) {
      totals.largest = size;
      totals.largest_cadence = stream.cadence;
    }
  }
  ByWindow<int128>& sums = is_live ? totals.irregular : totals.lapsed;
  for (const std::uint32_t row : rows) {
    const auto day = static_cast<std::size_t>(all_->day[row]);
    all_->flags[row] |= row_flag::kClaimed;
    if (!is_counted) sums[plan_.window_of[day]] += all_->amount[row];
    if (plan_.low_month_of[day] != Plan::kNoMonth) totals.months[plan_.low_month_of[day]] += all_->amount[row];
  }
}

void StreamFinder::add_outflow(const Stream& stream, std::span<const std::uint32_t> rows) {
  StreamTotals& totals = *totals_;
  const bool is_subscription = stream.kind == StreamKind::kSubscription;
  const auto window_at = [this](Day date) {
    return plan_.window_of[static_cast<std::size_t>(date - plan_.first_day())];
  };
  if (stream.state == StreamState::kEarly) {
    totals.early_subscriptions += is_subscription;
    return;
  }
  if (stream.state == StreamState::kLapsed) {
    if (is_subscription) ++totals.lapsed_subscriptions[window_at(stream.last)];
    return;
  }
  const auto kind = static_cast<std::size_t>(stream.kind);
  ++totals.live[kind];
  totals.shares[kind] += int128{stream.amount} * rules_.cadences[static_cast<std::size_t>(stream.cadence)].share;
  if (is_subscription && stream.price_step.date != kNoDay && stream.price_step.to > stream.price_step.from)
    ++totals.price_rises[window_at(stream.price_step.date)];
  if (is_committed(stream.kind))
    totals.due += int128{stream.amount} * times_due(plan_, stream.cadence, stream.last - plan_.first_day(),
                                                    stream.next - plan_.first_day(), kDueDays);
  for (const std::uint32_t row : rows)
    if (all_->category_class[row] == static_cast<std::uint8_t>(CategoryClass::kTransfer))
      totals.standing_orders[plan_.window_of[static_cast<std::size_t>(all_->day[row])]] -= all_->amount[row];
}

}  // namespace spendlens::signals::bank
