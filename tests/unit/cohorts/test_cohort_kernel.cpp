// The partial of one pass against the reference, in parts of any size, merged in any order.
#include <catch2/catch.hpp>

#include "random_log.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::cohorts;
using namespace spendlens::test;

namespace {

/// The customers [begin, end) of columns.
CohortColumns part_of(const CohortColumns& columns, std::size_t begin, std::size_t end) {
  const auto offset = columns.transactions.offset;
  const std::size_t row = offset[begin] - offset[0];
  const std::size_t rows = offset[end] - offset[begin];
  return {{offset.subspan(begin, end - begin + 1),
           columns.transactions.timestamp.subspan(row, rows),
           columns.transactions.amount.subspan(row, rows),
           {}},
          {}};
}

}  // namespace

TEST_CASE("the partial equals its reference, and so does every customer's cohort") {
  std::mt19937_64 random(201);
  for (int round = 0; round < 150; ++round) {
    const Day days = std::array<Day, 3>{40, 500, 1'200}[random() % 3];
    const PurchaseLog log = random_log(random, random() % 30, days, random() % 2 == 0);
    const CohortRules rules = random_rules(random, days);
    const PurchaseLog::Columns columns(log);
    const std::size_t customers = columns.offset.size() - 1;
    for (const Granularity granularity : kGranularities) {
      CohortPartial fast(granularity, rules);
      CohortPartial plain(granularity, rules);
      std::vector<std::uint32_t> row(customers, 7);
      std::vector<std::uint32_t> expected_row(customers, 8);
      fast.add(columns.view(), row);
      add_reference(plain, columns.view(), expected_row);
      REQUIRE((fast == plain));
      REQUIRE(row == expected_row);
    }
  }
}

TEST_CASE("classes of rows and margins count in both alike") {
  std::mt19937_64 random(202);
  const PurchaseLog::Columns columns(random_log(random, 40, 400, false));
  const ClassedColumns classed(random, columns);
  const CohortColumns& with_all = classed.view();
  CohortRules rules = random_rules(random, 400);
  rules.reference = rules.first_day + 399;
  rules.with_margin = true;
  CohortPartial fast(Granularity::kMonth, rules);
  CohortPartial plain(Granularity::kMonth, rules);
  std::vector<std::uint32_t> row(columns.offset.size() - 1);
  fast.add(with_all, row);
  add_reference(plain, with_all, row);
  CHECK((fast == plain));
  Minor all = 0;
  for (const BaseFigures& base : finish_cohorts(fast).base) all += base.margin;
  CHECK(all != 0);
}

TEST_CASE("parts of any size, merged in any order, are the whole") {
  std::mt19937_64 random(203);
  for (int round = 0; round < 40; ++round) {
    const PurchaseLog::Columns columns(random_log(random, 1 + random() % 40, 700, random() % 2 == 0));
    const CohortRules rules = random_rules(random, 700);
    const std::size_t customers = columns.offset.size() - 1;
    const Granularity granularity = kGranularities[random() % 3];
    CohortPartial whole(granularity, rules);
    std::vector<std::uint32_t> row(customers);
    whole.add(columns.view(), row);
    std::vector<CohortPartial> parts;
    std::vector<std::uint32_t> row_of_parts(customers);
    for (std::size_t begin = 0; begin < customers;) {
      const std::size_t end = std::min<std::size_t>(customers, begin + 1 + random() % 7);
      parts.emplace_back(granularity, rules);
      parts.back().add(part_of(columns.view(), begin, end), std::span(row_of_parts).subspan(begin, end - begin));
      begin = end;
    }
    std::shuffle(parts.begin(), parts.end(), random);
    for (std::size_t part = 1; part < parts.size(); ++part) parts[0].merge(parts[part]);
    CHECK(row_of_parts == row);
    if (!parts.empty()) CHECK((finish_cohorts(parts[0]) == finish_cohorts(whole)));
    for (const int workers : {1, 2, 3})
      CHECK((analyze_cohorts(columns.view(), granularity, rules, ParallelPolicy::always(workers)) ==
             finish_cohorts(whole)));
  }
}

TEST_CASE("a partial is a list of numbers that may be added up, and back") {
  std::mt19937_64 random(204);
  const PurchaseLog::Columns columns(random_log(random, 30, 700, false));
  CohortRules rules = random_rules(random, 700);
  rules.reference = rules.first_day + 699;
  std::vector<std::uint32_t> row(10);
  CohortPartial a(Granularity::kMonth, rules);
  CohortPartial b(Granularity::kMonth, rules);
  CohortPartial both(Granularity::kMonth, rules);
  a.add(part_of(columns.view(), 0, 10), row);
  b.add(part_of(columns.view(), 10, 20), row);
  both.merge(b);
  both.merge(a);
  std::vector<std::uint64_t> reach = a.reach();
  const std::vector<std::uint64_t> other = b.reach();
  for (std::size_t unit = 0; unit < reach.size(); ++unit) reach[unit] = std::max(reach[unit], other[unit]);
  a.reach(reach);
  b.reach(reach);
  std::vector<int128> sum = a.numbers();
  const std::vector<int128> more = b.numbers();
  REQUIRE(sum.size() == more.size());
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
  a.set_numbers(sum);
  CHECK((finish_cohorts(a) == finish_cohorts(both)));
  sum.pop_back();
  CHECK_THROWS_AS(a.set_numbers(sum), InternalError);
}

TEST_CASE("rows that cannot be are refused, and so are sums beyond 64 bits") {
  PurchaseLog log = PurchaseLog().add("A", "2025-01-10", 100).add("B", "2025-01-10", kMaxOrderMinor + 1);
  std::vector<std::uint32_t> row(2);
  CohortPartial partial(Granularity::kMonth, log.rules("2025-01-31"));
  CHECK_THROWS_AS(partial.add(PurchaseLog::Columns(log).view(), row), InputError);
  CohortRules late = log.rules("2025-01-31");
  late.first_day += 1;
  CohortPartial from_later(Granularity::kMonth, late);
  CHECK_THROWS_AS(from_later.add(PurchaseLog::Columns(log).view(), row), UsageError);
  row.resize(1);
  CHECK_THROWS_AS(partial.add(PurchaseLog::Columns(log).view(), row), UsageError);
  CHECK_THROWS_AS(CohortPartial(Granularity::kMonth, CohortRules{10, 9, {}, 180, false}), UsageError);
  const PurchaseLog two = PurchaseLog().add("A", "2025-01-10", 100).add("B", "2025-01-11", 200);
  const PurchaseLog::Columns columns(two);
  CohortColumns short_of_margins = columns.view();
  const std::vector<Minor> margin(1);
  short_of_margins.margin = margin;
  CohortRules with_margin = two.rules("2025-01-31");
  with_margin.with_margin = true;
  for (const int workers : {1, 2})
    CHECK_THROWS_AS(
        analyze_cohorts(short_of_margins, Granularity::kMonth, with_margin, ParallelPolicy::always(workers)),
        UsageError);
  CohortPartial full(Granularity::kMonth, log.rules("2025-01-31"));
  full.add_turnover(kMaxTurnover, 0);
  CHECK_NOTHROW(full.check_turnover());
  full.add_turnover(1, 0);
  CHECK_THROWS_AS(finish_cohorts(full), InputError);
}
