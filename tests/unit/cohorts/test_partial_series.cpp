// One series of several references against a partial of each.
#include <catch2/catch.hpp>

#include <algorithm>

#include "random_log.hpp"
#include "spendlens/cohorts/partial_series.hpp"

using namespace spendlens;
using namespace spendlens::cohorts;
using namespace spendlens::test;

namespace {

/// Rules that differ in their references, which ascend; two may be equal.
std::vector<CohortRules> rules_of_dates(std::mt19937_64& random, Day days, std::size_t dates) {
  std::vector<CohortRules> rules(dates, random_rules(random, days));
  for (CohortRules& of : rules)
    of.reference = of.first_day + static_cast<Day>(random() % static_cast<std::uint64_t>(days + 30));
  std::sort(rules.begin(), rules.end(),
            [](const CohortRules& a, const CohortRules& b) { return a.reference < b.reference; });
  return rules;
}

/// Adds customers [begin, end) to the series; checks each one's row as of every reference.
void add_customers(CohortSeries& series, const CohortColumns& columns, std::span<const CohortRules> rules,
                   Granularity granularity, std::size_t begin, std::size_t end) {
  PurchaseHistory all(rules.back(), true);
  std::vector<CohortPartial> partials;
  std::vector<PurchaseHistory> histories;
  for (const CohortRules& of : rules) {
    partials.emplace_back(granularity, of);
    histories.emplace_back(of);
  }
  for (std::size_t customer = begin; customer < end; ++customer) {
    all.read(columns, customer);
    const CohortSeries::Placement placement = series.add(all, columns, customer);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      histories[i].read(columns, customer);
      const std::uint32_t expected = partials[i].add(histories[i]);
      REQUIRE((i >= placement.first_reference ? placement.row : kNoRow) == expected);
    }
  }
}

/// The partials of the series equal those of each reference alone.
void check_series(std::mt19937_64& random, const CohortColumns& columns, std::span<const CohortRules> rules,
                  Granularity granularity) {
  const std::size_t customers = columns.transactions.num_customers();
  REQUIRE(CohortSeries::is_of(granularity, rules));
  CohortSeries series(granularity, rules);
  std::vector<CohortPartial> found;
  for (const CohortRules& of : rules) found.emplace_back(granularity, of);
  std::vector<CohortPartial*> to;
  for (CohortPartial& partial : found) to.push_back(&partial);
  const std::size_t cut = customers == 0 ? 0 : random() % customers;  // collected twice, as a stream does
  add_customers(series, columns, rules, granularity, 0, cut);
  series.collect(to);
  add_customers(series, columns, rules, granularity, cut, customers);
  series.collect(to);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    CohortPartial expected(granularity, rules[i]);
    std::vector<std::uint32_t> row(customers);
    expected.add(columns, row);
    expected.reach(found[i].reach());
    found[i].reach(expected.reach());
    REQUIRE((found[i] == expected));
  }
}

}  // namespace

TEST_CASE("a series of references equals the partial of each") {
  std::mt19937_64 random(301);
  for (int round = 0; round < 120; ++round) {
    const Day days = std::array<Day, 3>{40, 500, 1'200}[random() % 3];
    const PurchaseLog log = random_log(random, random() % 30, days, random() % 2 == 0);
    const PurchaseLog::Columns columns(log);
    const std::vector<CohortRules> rules = rules_of_dates(random, days, 1 + random() % 12);
    for (const Granularity granularity : kGranularities) check_series(random, columns.view(), rules, granularity);
  }
}

TEST_CASE("classes of rows and margins count in a series as in a partial") {
  std::mt19937_64 random(302);
  const PurchaseLog::Columns columns(random_log(random, 40, 400, false));
  const ClassedColumns classed(random, columns);
  const CohortColumns& with_all = classed.view();
  std::vector<CohortRules> rules = rules_of_dates(random, 400, 7);
  for (CohortRules& of : rules) of.with_margin = true;
  check_series(random, with_all, rules, Granularity::kMonth);
}

TEST_CASE("a series is of rules that differ in an ascending reference alone, and of no more units than have a row") {
  CohortRules early;
  early.first_day = day("2023-01-01");
  early.reference = day("2023-06-30");
  CohortRules late = early;
  late.reference = day("2024-06-30");
  const auto is_of = [](const CohortRules& a, const CohortRules& b) {
    return CohortSeries::is_of(Granularity::kMonth, std::array{a, b});
  };
  CHECK(is_of(early, late));
  CHECK_FALSE(is_of(late, early));
  CohortRules other = late;
  other.first_day = day("2022-12-31");
  CHECK_FALSE(is_of(early, other));
  other = late;
  other.silence_days = 1;
  CHECK_FALSE(is_of(early, other));
  other = late;
  other.reference = day("2043-01-01");
  CHECK_FALSE(is_of(early, other));
  CHECK(CohortSeries::is_of(Granularity::kYear, std::array{early, other}));
}

TEST_CASE("a history keeps when its first and last purchase of each date was") {
  std::mt19937_64 random(303);
  for (const bool in_order : {false, true}) {
    const PurchaseLog::Columns columns(random_log(random, 60, 90, in_order));
    const CohortColumns view = columns.view();
    CohortRules rules;
    rules.first_day = day("2023-01-01");
    rules.reference = day("2023-12-31");
    PurchaseHistory history(rules, true);
    for (std::size_t customer = 0; customer < view.transactions.num_customers(); ++customer) {
      history.read(view, customer);
      std::map<Day, std::pair<Timestamp, Timestamp>> expected;
      for (std::size_t row = columns.offset[customer]; row < columns.offset[customer + 1]; ++row) {
        if (!is_purchase(columns.amount[row], 0)) continue;
        const Timestamp at = columns.timestamp[row];
        auto& times = expected.try_emplace(day_of(at), at, at).first->second;
        times = {std::min(times.first, at), std::max(times.second, at)};
      }
      REQUIRE(history.times().size() == expected.size());
      std::size_t next = 0;
      for (const auto& [on, times] : expected) {
        CHECK(history.days()[next].day == on);
        CHECK(history.times()[next].first == times.first);
        CHECK(history.times()[next++].last == times.second);
      }
    }
  }
}
