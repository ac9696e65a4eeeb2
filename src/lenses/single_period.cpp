#include "spendlens/lenses/single_period.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "spendlens/core/error.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::lenses {

namespace {

constexpr std::size_t kScalars = 6;
constexpr std::size_t kOrderClasses = std::tuple_size_v<decltype(SinglePeriodPartial::order_distribution)>;

}  // namespace

SinglePeriodPartial::SinglePeriodPartial() : spend_distribution(spend_class_bounds().size()) {}

void SinglePeriodPartial::add(std::span<const std::uint32_t> frequency, std::span<const Minor> total_spend,
                              std::span<const std::uint32_t> refund_counts, std::span<const Minor> refund_totals) {
  const bool with_refunds = !refund_counts.empty() || !refund_totals.empty();
  if (total_spend.size() != frequency.size() ||
      (with_refunds && (refund_counts.size() != frequency.size() || refund_totals.size() != frequency.size())))
    throw UsageError(fmt::format("customers' columns of {}, {}, {} and {} entries do not fit together",
                                 frequency.size(), total_spend.size(), refund_counts.size(), refund_totals.size()));
  if (with_refunds) {  // of who bought nothing as well: what comes back was often bought earlier
    for (const std::uint32_t count : refund_counts) refund_count += count;
    for (const Minor total : refund_totals) refund_total += total;
  }
  // Without a branch, which who bought and who did not would mislead: these are counted apart, with no spend.
  std::array<std::uint64_t, kOrderClasses + 1> by_orders{};
  std::array<std::uint64_t, kNumSpendClasses + 1> by_spend{};
  for (std::size_t i = 0; i < frequency.size(); ++i) {
    const bool bought = frequency[i] != 0;
    const Minor spend = bought ? total_spend[i] : 0;
    if (spend < 0) throw InputError(fmt::format("customer {} (counted from 0): spend {} is below 0", i, spend));
    orders += frequency[i];
    revenue += spend;
    ++by_orders[std::min<std::size_t>(frequency[i], kOrderClasses)];
    ++by_spend[bought ? spend_class_of(spend) : kNumSpendClasses];
  }
  customers += frequency.size() - by_orders[0];
  one_time_buyers += by_orders[1];
  for (std::size_t i = 0; i < kOrderClasses; ++i) order_distribution[i] += by_orders[i + 1];
  for (std::size_t i = 0; i < kNumSpendClasses; ++i) spend_distribution[i] += by_spend[i];
}

void SinglePeriodPartial::merge(const SinglePeriodPartial& other) {
  std::vector<int128> sum = numbers();
  const std::vector<int128> more = other.numbers();
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
  set_numbers(sum);
}

std::vector<int128> SinglePeriodPartial::numbers() const {
  std::vector<int128> all{customers, orders, one_time_buyers, revenue, refund_count, refund_total};
  all.insert(all.end(), order_distribution.begin(), order_distribution.end());
  all.insert(all.end(), spend_distribution.begin(), spend_distribution.end());
  return all;
}

void SinglePeriodPartial::set_numbers(std::span<const int128> numbers) {
  if (numbers.size() != kScalars + order_distribution.size() + spend_distribution.size())
    throw InternalError(fmt::format("{} numbers do not make a Lens 1 partial", numbers.size()));
  const auto count = [&](std::size_t i) { return static_cast<std::uint64_t>(numbers[i]); };
  customers = count(0);
  orders = count(1);
  one_time_buyers = count(2);
  revenue = numbers[3];
  refund_count = count(4);
  refund_total = numbers[5];
  std::size_t next = kScalars;
  for (std::uint64_t& entry : order_distribution) entry = count(next++);
  for (std::uint64_t& entry : spend_distribution) entry = count(next++);
}

}  // namespace spendlens::lenses
