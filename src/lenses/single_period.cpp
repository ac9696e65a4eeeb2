#include "spendlens/lenses/single_period.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/error.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::lenses {

namespace {

constexpr std::size_t kScalars = 6;

}  // namespace

SinglePeriodPartial::SinglePeriodPartial() : spend_distribution(spend_class_bounds().size()) {}

void SinglePeriodPartial::add(std::span<const std::uint32_t> frequency, std::span<const Minor> total_spend,
                              std::span<const std::uint32_t> refund_counts, std::span<const Minor> refund_totals) {
  const bool with_refunds = !refund_counts.empty() || !refund_totals.empty();
  if (total_spend.size() != frequency.size() ||
      (with_refunds && (refund_counts.size() != frequency.size() || refund_totals.size() != frequency.size())))
    throw UsageError(fmt::format("customers' columns of {}, {}, {} and {} entries do not fit together",
                                 frequency.size(), total_spend.size(), refund_counts.size(), refund_totals.size()));
  for (std::size_t i = 0; i < frequency.size(); ++i) {
    if (with_refunds) {  // of who bought nothing as well: what comes back was often bought earlier
      refund_count += refund_counts[i];
      refund_total += refund_totals[i];
    }
    if (frequency[i] == 0) continue;
    if (total_spend[i] < 0)
      throw InputError(fmt::format("customer {} (counted from 0): spend {} is below 0", i, total_spend[i]));
    ++customers;
    orders += frequency[i];
    one_time_buyers += frequency[i] == 1 ? 1U : 0U;
    revenue += total_spend[i];
    ++order_distribution[std::min<std::size_t>(frequency[i], order_distribution.size()) - 1];
    ++spend_distribution[spend_class_of(total_spend[i])];
  }
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
