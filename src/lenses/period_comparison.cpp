#include "spendlens/lenses/period_comparison.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/error.hpp"

namespace spendlens::lenses {

namespace {

constexpr std::uint64_t kDeciles = 10;

std::size_t index_of(Group group) { return static_cast<std::size_t>(group); }

void check_equal(std::size_t expected, std::initializer_list<std::size_t> lengths) {
  for (const std::size_t length : lengths)
    if (length != expected)
      throw UsageError(fmt::format("a column of {} entries for {} customers of a comparison", length, expected));
}

/// Hands every number of a partial to `visit`, in one fixed order.
template <class Partial, class Visit>
void for_each_number(Partial& partial, Visit visit) {
  for (auto& number : partial.customers) visit(number);
  for (auto& number : partial.period1_revenue) visit(number);
  for (auto& number : partial.period2_revenue) visit(number);
  for (auto& row : partial.moved)
    for (auto& number : row) visit(number);
  for (auto& number : partial.reactivated_into) visit(number);
  for (auto& number : partial.first_time_into) visit(number);
}

}  // namespace

std::uint8_t DecileCuts::decile(Minor total_spend) const {
  int decile = 1;
  for (const Minor smallest : floor) decile += total_spend < smallest ? 1 : 0;
  return static_cast<std::uint8_t>(decile);
}

// A customer is in deciles 1..k where 10·larger < k·n, so where at most ceil(k·n/10) - 1 have a larger spend: where its
// spend is at least that of the rank of this number, counted from the biggest, from 0.
DecileCuts compute_decile_cuts(OrderStatistics& spend) {
  DecileCuts cuts;
  cuts.num_customers = spend.count();
  if (cuts.num_customers == 0) return cuts;
  std::vector<std::uint64_t> ranks;
  for (std::uint64_t k = 1; k < kDeciles; ++k) {
    const std::uint64_t larger = (k * cuts.num_customers + kDeciles - 1) / kDeciles - 1;
    ranks.push_back(cuts.num_customers - 1 - larger);
  }
  const std::vector<OrderStatistics::At> at = spend.at_ranks(ranks);
  for (std::size_t k = 0; k < at.size(); ++k) cuts.floor[k] = at[k].value;
  return cuts;
}

void ComparisonPartial::add(std::span<const std::uint32_t> frequency1, std::span<const Minor> spend1,
                            std::span<const std::uint32_t> frequency2, std::span<const Minor> spend2,
                            std::span<const std::uint8_t> bought_before, std::span<std::uint8_t> group) {
  check_equal(frequency1.size(), {spend1.size(), frequency2.size(), spend2.size(), bought_before.size(), group.size()});
  for (std::size_t i = 0; i < frequency1.size(); ++i) {
    const bool in_period_1 = frequency1[i] != 0;
    const bool in_period_2 = frequency2[i] != 0;
    const Group of_customer = group_of(in_period_1, in_period_2, bought_before[i] != 0);
    group[i] = static_cast<std::uint8_t>(of_customer);
    ++customers[index_of(of_customer)];
    period1_revenue[index_of(of_customer)] += in_period_1 ? spend1[i] : 0;
    period2_revenue[index_of(of_customer)] += in_period_2 ? spend2[i] : 0;
  }
}

void ComparisonPartial::add_moves(std::span<const std::uint8_t> group, std::span<const std::uint8_t> decile1,
                                  std::span<const std::uint8_t> decile2) {
  check_equal(group.size(), {decile1.size(), decile2.size()});
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (decile1[i] == 0 && decile2[i] == 0) continue;
    ++moved.at(decile1[i]).at(decile2[i]);
    if (group[i] == index_of(Group::kReactivated)) ++reactivated_into.at(decile2[i]);
    if (group[i] == index_of(Group::kFirstTime)) ++first_time_into.at(decile2[i]);
  }
}

void ComparisonPartial::merge(const ComparisonPartial& other) {
  std::vector<int128> sum = numbers();
  const std::vector<int128> more = other.numbers();
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
  set_numbers(sum);
}

std::vector<int128> ComparisonPartial::numbers() const {
  std::vector<int128> all;
  for_each_number(*this, [&](const auto& number) { all.push_back(number); });
  return all;
}

void ComparisonPartial::set_numbers(std::span<const int128> numbers) {
  std::size_t expected = 0;
  for_each_number(*this, [&](const auto&) { ++expected; });
  if (numbers.size() != expected)
    throw InternalError(fmt::format("{} numbers do not make a Lens 2 partial of {}", numbers.size(), expected));
  std::size_t next = 0;
  for_each_number(*this, [&](auto& number) { number = static_cast<std::decay_t<decltype(number)>>(numbers[next++]); });
}

}  // namespace spendlens::lenses
