#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <numeric>

#include "signals/distribution_kernel.hpp"
#include "spendlens/signals/partial.hpp"

using namespace spendlens;
using namespace spendlens::signals;

namespace {

std::size_t place_of(Signal signal) {
  const auto all = distributions(SignalSet::kSpendsense);
  const auto place = static_cast<std::size_t>(signal);
  return static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [&](const Distribution& d) { return d.signal == place; }) - all.begin());
}

/// Customers by class of one signal, of one partial.
std::vector<std::uint64_t> classes_of(const SignalPartial& partial, Signal signal) {
  return partial.distribution(place_of(signal));
}

template <class T>
SignalPartial partial_of(T Summary::*member, std::vector<T> values) {
  SignalTable table;
  table.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    Summary summary;
    summary.*member = values[i];
    table.put(i, std::array{summary});
  }
  SignalPartial partial;
  partial.add(table, {0, values.size()});
  return partial;
}

}  // namespace

TEST_CASE("edges ascend, and distributions are of signals that can be counted") {
  for (const SignalSet set : {SignalSet::kBank, SignalSet::kSpendsense}) {
    CHECK(distributions(set).size() >= 10);
    for (const Distribution& distribution : distributions(set)) {
      CHECK(std::is_sorted(distribution.edges.begin(), distribution.edges.end(), std::less_equal<>{}));
      const SignalKind kind = catalogue_of(set)[distribution.signal].kind;
      CHECK((kind == SignalKind::kCount || kind == SignalKind::kMoney || kind == SignalKind::kNumber));
    }
  }
}

TEST_CASE("a value lies in the class that begins with it, and a null in none") {
  // Below 0; [0, 5), [5, 10), ..., [95, 100); 100 and more.
  const auto partial =
      partial_of(&Summary::credit_max_utilization_pct, {kNoNumber, -0.01, 0.0, 4.999, 5.0, 99.99, 100.0, 250.0});
  std::vector<std::uint64_t> expected(22, 0);
  expected[0] = 1;
  expected[1] = 2;
  expected[2] = 1;
  expected[20] = 1;
  expected[21] = 2;
  CHECK(classes_of(partial, Signal::kCreditMaxUtilizationPct) == expected);
}

TEST_CASE("counts and money have classes of whole counts and of minor units") {
  const auto counts = classes_of(partial_of(&Summary::subscription_count, {0u, 1u, 1u, 11u, 12u, 400u, kNoCount}),
                                 Signal::kSubscriptionCount);
  CHECK(counts == std::vector<std::uint64_t>{1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2});

  const auto limits =
      classes_of(partial_of(&Summary::credit_total_limits, {Minor{49'999}, Minor{50'000}, Minor{300'000}, kNoMoney}),
                 Signal::kCreditTotalLimits);
  CHECK(limits == std::vector<std::uint64_t>{1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("parts merge to what all customers together give, and travel as numbers") {
  const auto some = partial_of(&Summary::emergency_fund_months, {0.5, 2.5, kNoNumber});
  SignalPartial merged = partial_of(&Summary::emergency_fund_months, {2.5, 30.0});
  merged.merge(some);
  SignalPartial travelled;
  travelled.set_numbers(merged.numbers());

  const auto all = partial_of(&Summary::emergency_fund_months, {0.5, 2.5, kNoNumber, 2.5, 30.0});
  for (std::size_t d = 0; d < distributions(SignalSet::kSpendsense).size(); ++d) {
    CHECK(merged.distribution(d) == all.distribution(d));
    CHECK(travelled.distribution(d) == all.distribution(d));
    const auto classes = all.distribution(d);
    CHECK(std::accumulate(classes.begin(), classes.end(), std::uint64_t{0}) ==
          all.customers() - all.nulls(distributions(SignalSet::kSpendsense)[d].signal));
  }
}

TEST_CASE("every kernel counts alike") {
  std::vector<double> numbers;
  std::vector<Minor> money;
  std::vector<std::uint32_t> counts;
  for (std::uint32_t i = 0; i < 1'003; ++i) {
    numbers.push_back(i % 7 == 0 ? kNoNumber : i * 0.25 - 50);
    money.push_back(i % 5 == 0 ? kNoMoney : Minor{i} * 1'000);
    counts.push_back(i % 3 == 0 ? kNoCount : i);
  }
  const std::array<double, 2> number_edges = {-50.0, 100.0};
  const std::array<Minor, 2> money_edges = {1'000, 900'000};
  const std::array<std::uint32_t, 2> count_edges = {0, 1'000};
  for (const auto& [set, kernel] : distribution_kernels()) {
    INFO(instruction_set_name(set));
    std::array<std::uint64_t, 6> found{};
    kernel.numbers(numbers, number_edges, &found[0]);
    kernel.money(money, money_edges, &found[2]);
    kernel.counts(counts, count_edges, &found[4]);
    // Of 1,003 every seventh, fifth and third are not known, the first among them.
    CHECK(found == std::array<std::uint64_t, 6>{1'003 - 144, 403 - 58, 1'003 - 201, 103 - 21, 1'003 - 335, 2});
  }
}
