#include <catch2/catch.hpp>

#include "rfm/activity_kernel.hpp"
#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::rfm;
using namespace spendlens::test;

namespace {

struct Outcome {
  std::vector<ActivityTable> tables;
  std::vector<std::uint8_t> before;

  Outcome(std::size_t periods, std::size_t customers) : tables(periods), before(customers, 77) {
    for (ActivityTable& table : tables) table.resize(customers);
  }
  std::vector<ActivityColumns> columns() {
    std::vector<ActivityColumns> all;
    for (ActivityTable& table : tables) all.push_back(table.columns());
    return all;
  }
  bool operator==(const Outcome& other) const {
    for (std::size_t p = 0; p < tables.size(); ++p)
      if (!same(tables[p], other.tables[p])) return false;
    return before == other.before;
  }
};

const std::vector<Period> kPeriods{{day("2024-03-01"), day("2024-09-15")},
                                   {day("2024-09-15"), day("2025-08-01")},
                                   {0, 49'673},
                                   {day("2024-05-05"), day("2024-05-06")}};

/// Every kernel of this machine, with 1 to 4 workers, must do what the reference does.
void check_against_reference(const Log& log) {
  const std::size_t customers = log.ids().size();
  const Day history_end = day("2024-02-01");
  Outcome expected(kPeriods.size(), customers);
  const auto expected_columns = expected.columns();
  summarize_activity_reference(log.columns(), kPeriods, history_end, expected_columns, expected.before);
  for (const auto& [set, kernel] : activity_kernels()) {
    for (const int workers : {1, 2, 3, 4}) {
      Outcome outcome(kPeriods.size(), customers);
      const auto columns = outcome.columns();
      summarize_activity_with(kernel, log.columns(), kPeriods, history_end, columns, outcome.before, workers);
      INFO(instruction_set_name(set) << ", " << workers << " workers");
      CHECK(outcome == expected);
    }
  }
}

}  // namespace

TEST_CASE("the kernels equal the reference on customers of every small size") {
  for (const bool classified : {false, true}) {
    std::mt19937_64 random(11);
    Log log;
    for (std::size_t rows = 0; rows <= 70; ++rows)
      for (int repeat = 0; repeat < 3; ++repeat) log.customer("c", random_rows(random, rows, classified));
    check_against_reference(log);
  }
}

TEST_CASE("the kernels equal the reference on sizes around a scratch full of rows") {
  for (const bool classified : {false, true}) {
    std::mt19937_64 random(12);
    Log log;
    for (const std::size_t rows : {1023U, 1024U, 1025U, 0U, 1U, 2048U, 2049U, 3U, 1024U, 1024U, 777U, 0U, 0U, 5U})
      log.customer("c", random_rows(random, rows, classified));
    check_against_reference(log);
  }
}

TEST_CASE("the kernels equal the reference with one customer of 100,000 rows among small ones") {
  for (const bool classified : {false, true}) {
    std::mt19937_64 random(13);
    Log log;
    for (int c = 0; c < 300; ++c) log.customer("c", random_rows(random, random() % 101, classified));
    log.customer("big", random_rows(random, 100'000, classified));
    for (const std::size_t rows : {0U, 1U, 3U, 100U}) log.customer("c", random_rows(random, rows, classified));
    check_against_reference(log);
  }
}

TEST_CASE("the kernels equal the reference on many customers") {
  check_against_reference(random_log(14, 20'000, 12, true));
  check_against_reference(random_log(15, 20'000, 12, false));
  check_against_reference(random_log(16, 5'000, 0, false));  // nobody has rows
}

TEST_CASE("the first customer in the ledger's order is named, whatever thread finds it") {
  Log log = random_log(17, 30'000, 10, false);
  log.customer("bad", {{at("2025-01-01"), kMaxOrderMinor + 1}});  // number 30,000
  for (int c = 0; c < 30'000; ++c) log.customer("worse", {{at("2025-01-01"), kMaxOrderMinor + 2}});
  for (const auto& [set, kernel] : activity_kernels())
    for (const int workers : {1, 2, 3, 4}) {
      Outcome outcome(kPeriods.size(), log.ids().size());
      const auto columns = outcome.columns();
      CHECK_THROWS_WITH(summarize_activity_with(kernel, log.columns(), kPeriods, 0, columns, outcome.before, workers),
                        Catch::Matchers::Contains("customer 30000 "));
    }
}
