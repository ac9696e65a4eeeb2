#include <catch2/catch.hpp>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/activity.hpp"

using namespace spendlens;
using namespace spendlens::rfm;
using namespace spendlens::test;
using Catch::Matchers::Contains;

namespace {

const Period kYear{day("2025-01-01"), day("2026-01-01")};

ActivityTable activity_of(const Log& log, Period period, std::vector<std::uint8_t>* bought_before = nullptr,
                          Day history_end = 0) {
  ActivityTable table;
  table.resize(log.ids().size());
  const ActivityColumns columns = table.columns();
  std::span<std::uint8_t> before;
  if (bought_before != nullptr) {
    bought_before->assign(log.ids().size(), 99);
    before = *bought_before;
  }
  summarize_activity(log.columns(), {&period, 1}, history_end, {&columns, 1}, before, 1);
  return table;
}

}  // namespace

TEST_CASE("no customers make no rows") {
  CHECK(activity_of(Log{}, kYear).size() == 0);
  summarize_activity({}, {}, 0, {}, {}, 1);
}

TEST_CASE("a customer without rows has zeros and no timestamps, whatever the memory held before") {
  Log log;
  log.customer("a", {});
  ActivityTable table;
  table.resize(1);
  table.frequency[0] = table.active_days[0] = table.refund_count[0] = 7;
  table.total_spend[0] = table.refund_total[0] = 7;
  const ActivityColumns columns = table.columns();

  summarize_activity(log.columns(), {&kYear, 1}, 0, {&columns, 1}, {}, 1);

  CHECK(table.frequency[0] == 0);
  CHECK(table.total_spend[0] == 0);
  CHECK(table.active_days[0] == 0);
  CHECK(table.refund_count[0] == 0);
  CHECK(table.refund_total[0] == 0);
  CHECK(table.first_purchase[0] == kNoTimestamp);
  CHECK(table.last_purchase[0] == kNoTimestamp);
}

TEST_CASE("purchases are counted, summed and dated in any order of rows") {
  Log log;
  log.customer("a", {{at("2025-05-03", 60), -250}, {at("2025-02-01", 5), -100}, {at("2025-05-03", 90), -7}});

  const ActivityTable table = activity_of(log, kYear);

  CHECK(table.frequency[0] == 3);
  CHECK(table.total_spend[0] == 357);  // 250 + 100 + 7
  CHECK(table.first_purchase[0] == at("2025-02-01", 5));
  CHECK(table.last_purchase[0] == at("2025-05-03", 90));
  CHECK(table.active_days[0] == 2);  // two of the three on May 3
}

TEST_CASE("an order of value zero is an order") {
  Log log;
  log.customer("a", {{at("2025-05-03"), 0}});

  const ActivityTable table = activity_of(log, kYear);

  CHECK(table.frequency[0] == 1);
  CHECK(table.total_spend[0] == 0);
  CHECK(table.active_days[0] == 1);
}

TEST_CASE("a period holds its first second and not its end") {
  Log log;
  log.customer(
      "a", {{at("2025-01-01") - 1, -1}, {at("2025-01-01"), -2}, {at("2026-01-01") - 1, -4}, {at("2026-01-01"), -8}});

  const ActivityTable table = activity_of(log, kYear);

  CHECK(table.frequency[0] == 2);
  CHECK(table.total_spend[0] == 6);  // 2 + 4
  CHECK(table.first_purchase[0] == at("2025-01-01"));
  CHECK(table.last_purchase[0] == at("2026-01-01") - 1);
}

TEST_CASE("classes tell purchases, refunds, transfers, income and pending rows apart") {
  using namespace row_class;
  const Timestamp t = at("2025-03-01");
  Log log;
  log.customer("out", {{t, -1},
                       {t, -10, kNotSpending},
                       {t, -100, kNotSpending | kTransfer},
                       {t, -1000, kLeftOut},
                       {t, -10000, kIncome}});
  log.customer(
      "in",
      {{t, 1}, {t, 10, kNotSpending}, {t, 100, kNotSpending | kTransfer}, {t, 1000, kLeftOut}, {t, 10000, kIncome}});

  const ActivityTable table = activity_of(log, kYear);

  // Out: the plain row and the one whose category has INCOME are purchases; the others are not.
  CHECK(table.frequency[0] == 2);
  CHECK(table.total_spend[0] == 10001);
  CHECK(table.refund_count[0] == 0);
  // In: the plain row and the card payment that comes back are refunds.
  CHECK(table.frequency[1] == 0);
  CHECK(table.refund_count[1] == 2);
  CHECK(table.refund_total[1] == 11);
  CHECK(table.last_purchase[1] == kNoTimestamp);
}

TEST_CASE("several periods are filled in one pass, overlapping and empty ones too") {
  Log log;
  log.customer("a", {{at("2025-01-10"), -1}, {at("2025-02-10"), -2}, {at("2025-12-31"), -4}});
  const std::vector<Period> periods{{day("2025-01-01"), day("2025-02-01")},
                                    {day("2025-01-15"), day("2026-01-01")},
                                    {day("2025-02-10"), day("2025-02-10")},
                                    {day("2030-01-01"), day("2030-02-01")}};
  std::vector<ActivityTable> tables(periods.size());
  std::vector<ActivityColumns> columns;
  for (ActivityTable& table : tables) {
    table.resize(1);
    columns.push_back(table.columns());
  }

  summarize_activity(log.columns(), periods, 0, columns, {}, 1);

  CHECK(tables[0].total_spend[0] == 1);
  CHECK(tables[1].total_spend[0] == 6);
  CHECK(tables[1].active_days[0] == 2);
  CHECK(tables[2].frequency[0] == 0);
  CHECK(tables[3].frequency[0] == 0);
}

TEST_CASE("bought_before needs a purchase before the day, at any time") {
  Log log;
  log.customer("long ago", {{at("1970-01-01"), -1}});
  log.customer("the second before", {{at("2025-01-01") - 1, 0}});
  log.customer("on the day", {{at("2025-01-01"), -1}});
  log.customer("a refund only", {{at("2024-01-01"), 5}});
  log.customer("pending only", {{at("2024-01-01"), -5, row_class::kLeftOut}});
  std::vector<std::uint8_t> before;

  activity_of(log, kYear, &before, day("2025-01-01"));

  CHECK(before == std::vector<std::uint8_t>{1, 1, 0, 0, 0});
}

TEST_CASE("the last accepted second counts, and a timestamp after it is refused with the customer's index") {
  const Period to_the_end{0, 60'000};
  Log log;
  log.customer("a", {{static_cast<Timestamp>(kTimestampLimit - 1), -3}});
  CHECK(activity_of(log, to_the_end).total_spend[0] == 3);
  CHECK(activity_of(log, to_the_end).active_days[0] == 1);

  log.customer("b", {{static_cast<Timestamp>(kTimestampLimit), -3}});
  CHECK_THROWS_WITH(activity_of(log, to_the_end), Contains("customer 1") && Contains("timestamp"));
}

TEST_CASE("an amount beyond the bound is refused with the customer's index, on the bound it counts") {
  for (const int sign : {-1, 1}) {
    Log log;
    log.customer("a", {{at("2025-01-01"), sign * kMaxOrderMinor}});
    CHECK(activity_of(log, kYear).frequency[0] == (sign < 0 ? 1U : 0U));
    log.customer("b", {}).customer("c", {{at("2025-01-01"), -1}, {at("1999-01-01"), sign * (kMaxOrderMinor + 1)}});
    CHECK_THROWS_AS(activity_of(log, kYear), InputError);
    CHECK_THROWS_WITH(activity_of(log, kYear), Contains("customer 2"));
  }
  for (const Minor edge : {std::numeric_limits<Minor>::min(), std::numeric_limits<Minor>::max()}) {
    Log log;
    log.customer("a", {{at("2025-01-01"), edge}});
    CHECK_THROWS_AS(activity_of(log, kYear), InputError);
  }
}

TEST_CASE("a sum comes out right up to 2^63 - 1 and is refused one minor unit above it") {
  // 2^63 - 1 = 922,337 · 10^13 + 2,036,854,775,807
  for (const int sign : {-1, 1}) {
    std::vector<Row> rows(922'337, Row{at("2025-06-01"), sign * kMaxOrderMinor});
    rows.push_back({at("2025-06-01"), sign * Minor{2'036'854'775'807}});
    Log fits;
    fits.customer("a", rows);
    const ActivityTable table = activity_of(fits, kYear);
    CHECK((sign < 0 ? table.total_spend[0] : table.refund_total[0]) == std::numeric_limits<Minor>::max());

    rows.push_back({at("2025-06-01"), sign});
    Log overflows;
    overflows.customer("x", {}).customer("a", rows);
    CHECK_THROWS_AS(activity_of(overflows, kYear), InputError);
    CHECK_THROWS_WITH(activity_of(overflows, kYear), Contains("customer 1") && Contains("overflows"));
  }
}

TEST_CASE("columns that do not fit together are a usage error") {
  const std::vector<std::uint64_t> offset{0, 2}, falling{2, 0};
  const std::vector<Timestamp> time{1, 2};
  const std::vector<Minor> amount{-1, -2}, short_amount{-1};
  const std::vector<std::uint8_t> bits{0};
  ActivityTable table;
  table.resize(1);
  const ActivityColumns columns = table.columns();
  const auto call = [&](const TransactionColumns& transactions, int workers = 1, std::size_t results = 1) {
    summarize_activity(transactions, {&kYear, 1}, 0, {&columns, results}, {}, workers);
  };
  CHECK_NOTHROW(call({offset, time, amount, {}}));
  CHECK_THROWS_AS(call({falling, time, amount, {}}), UsageError);
  CHECK_THROWS_AS(call({offset, time, short_amount, {}}), UsageError);
  CHECK_THROWS_AS(call({offset, time, amount, bits}), UsageError);
  CHECK_THROWS_AS(call({offset, time, amount, {}}, 0), UsageError);
  CHECK_THROWS_AS(call({offset, time, amount, {}}, 1, 0), UsageError);
  CHECK_THROWS_AS(call({{}, {}, {}, {}}), UsageError);  // results of one customer for none
}

TEST_CASE("a batch may be a slice whose offsets do not begin at 0") {
  const std::vector<std::uint64_t> offset{100, 101, 103};
  const std::vector<Timestamp> time{at("2025-01-01"), at("2025-01-02"), at("2025-01-03")};
  const std::vector<Minor> amount{-1, -2, -4};
  ActivityTable table;
  table.resize(2);
  const ActivityColumns columns = table.columns();

  summarize_activity({offset, time, amount, {}}, {&kYear, 1}, 0, {&columns, 1}, {}, 2);

  CHECK(table.total_spend == std::vector<Minor>{1, 6});
}

TEST_CASE("recency counts whole days back from midnight") {
  const Day end = day("2025-07-01");
  CHECK(recency_days(at("2025-07-01") - 1, end) == 0);
  CHECK(recency_days(at("2025-06-30"), end) == 1);      // exactly one day
  CHECK(recency_days(at("2025-06-30") + 1, end) == 0);  // one second less than a day
  CHECK(recency_days(at("2025-06-30") - 1, end) == 1);
  CHECK(recency_days(at("2024-07-01"), end) == 365);
  CHECK(recency_days(kNoTimestamp, end) == kNoTimestamp);
}

TEST_CASE("monetary rounds half up, spend being 0 or more") {
  CHECK(monetary_of(5, 2) == 3);  // 2.5
  CHECK(monetary_of(7, 3) == 2);  // 2.33
  CHECK(monetary_of(8, 3) == 3);  // 2.67
  CHECK(monetary_of(149, 100) == 1);
  CHECK(monetary_of(150, 100) == 2);
  CHECK(monetary_of(0, 4) == 0);
  CHECK(monetary_of(0, 0) == 0);
  CHECK(monetary_of(std::numeric_limits<Minor>::max(), 1) == std::numeric_limits<Minor>::max());
}
