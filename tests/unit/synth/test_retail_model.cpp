#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "retail_log.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::synth;
using namespace spendlens::test;
using Catch::Matchers::Contains;

namespace {

using RowValues = std::tuple<std::uint32_t, Timestamp, Minor, std::uint16_t, std::uint16_t, std::uint8_t, std::uint32_t,
                             Minor, std::uint16_t>;

std::vector<RowValues> values(const GeneratedCustomer& customer) {
  std::vector<RowValues> rows;
  for (const GeneratedRow& row : customer.rows)
    rows.emplace_back(row.merchant, row.timestamp, row.amount, row.category, row.account, row.flags, row.quantity,
                      row.margin, row.product_count);
  return rows;
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments(const std::vector<double>& values) {
  Moments of;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) of.mean += value / count;
  for (const double value : values) of.variance += (value - of.mean) * (value - of.mean) / count;
  return of;
}

/// Orders of each customer, where all are there throughout the history.
Moments orders_of(double orders_per_month, double shape) {
  RetailParameters parameters;
  parameters.existing_share = 1;
  parameters.monthly_churn = 0;
  parameters.orders_per_month = orders_per_month;
  parameters.rate_shape = shape;
  const RetailModel model(parameters, settings());
  std::vector<double> orders;
  for (std::uint64_t number = 0; number < 10 * kCustomers; ++number) orders.push_back(model.size_of(number).rows);
  return moments(orders);
}

void check_refused(const RetailParameters& parameters, const ModelSettings& of, const char* part) {
  CHECK_THROWS_AS(RetailModel(parameters, of), UsageError);
  CHECK_THROWS_WITH(RetailModel(parameters, of), Contains(part));
}

}  // namespace

TEST_CASE("a customer is the same whatever was generated before it and into what") {
  const RetailParameters parameters = scenario_parameters("seasonal");
  const RetailModel one(parameters, settings());
  const RetailModel other(parameters, settings());
  GeneratedCustomer first, again;
  one.generate(17, first);
  for (std::uint64_t number = 400; number > 0; --number) other.generate(number * 1'000'003, again);
  again.accounts.resize(2);
  other.generate(17, again);

  CHECK(values(first) == values(again));
  CHECK(again.accounts.empty());
  again.rows.clear();
  other.generate(18, again);
  CHECK(values(first) != values(again));
  ModelSettings other_seed = settings();
  other_seed.seed = 8;
  RetailModel(parameters, other_seed).generate(17, again);
  CHECK(values(first) != values(again));
}

TEST_CASE("sizes agree with rows, rows lie in the history and hold what a shop's do") {
  const std::uint32_t rows_per_customer = GENERATE(0U, 1U, 12U, 30U);
  const std::string scenario = GENERATE("baseline", "launch", "high-churn", "recall");
  CAPTURE(rows_per_customer, scenario);
  const ModelSettings of = settings(rows_per_customer, "2025-06-17", 500);
  const RetailModel model(scenario_parameters(scenario), of);

  std::uint64_t wrong = 0;
  Day first = of.as_of, last = 0;
  GeneratedCustomer customer;
  for (std::uint64_t number = 0; number < kCustomers; ++number) {
    model.generate(number, customer);
    const CustomerSize size = model.size_of(number);
    const bool any_purchase =
        std::any_of(customer.rows.begin(), customer.rows.end(), [](const GeneratedRow& row) { return row.amount < 0; });
    wrong += size.rows != customer.rows.size() || size.accounts + size.liabilities + size.aprs != 0 ||
             !customer.accounts.empty();
    wrong += (rows_per_customer > 0 && size.rows != rows_per_customer) || !any_purchase || customer.archetype != 0;
    for (const GeneratedRow& row : customer.rows) {
      first = std::min(first, day_of(row.timestamp));
      last = std::max(last, day_of(row.timestamp));
      const Timestamp second = row.timestamp % kSecondsPerDay;
      wrong += second < 7 * 3600 || second >= 23 * 3600;
      wrong += row.amount == 0 || row.quantity < row.product_count || row.product_count == 0;
      wrong += row.category >= model.categories().size() || row.merchant != kNoMerchant || row.account != kNoAccount ||
               row.flags != 0;
    }
  }
  CHECK(wrong == 0);
  CHECK(first > of.as_of - of.history_days);
  CHECK(last == of.as_of);
}

TEST_CASE("what the model says of itself") {
  const RetailModel model(RetailParameters{}, settings());
  using ledger::Column;
  CHECK(model.columns() ==
        ledger::ColumnSet{Column::kCategory, Column::kQuantity, Column::kMargin, Column::kProductCount});
  CHECK(model.merchants().empty());
  CHECK(model.archetypes().empty());
  CHECK(std::is_sorted(model.categories().begin(), model.categories().end()));
  CHECK(std::adjacent_find(model.categories().begin(), model.categories().end()) == model.categories().end());
}

TEST_CASE("orders of customers are negative binomial: Poisson at gamma rates") {
  const double months = 730 / 30.4375;
  const Moments many = orders_of(3, 2);
  CHECK(many.mean == Approx(3 * months).epsilon(0.01));
  CHECK(many.variance == Approx(3 * months + 9 * months * months / 2).epsilon(0.03));
}

TEST_CASE("those who might have had no order at all are as they are given that they have one") {
  const double months = 730 / 30.4375;
  for (const auto& [rate, shape] : {std::pair{0.01, 1.2}, {0.02, 0.3}, {0.05, 2.0}, {0.2, 0.5}}) {
    CAPTURE(rate, shape);
    const double mean = rate * months;
    const double any = 1 - std::pow(1 + mean / shape, -shape);
    const double second_moment = (mean + mean * mean + mean * mean / shape) / any;
    const Moments orders = orders_of(rate, shape);
    CHECK(orders.mean == Approx(mean / any).epsilon(0.01));
    CHECK(orders.variance == Approx(second_moment - mean / any * mean / any).epsilon(0.05));
  }
}

TEST_CASE("prices, margins, lines and pieces have the moments asked for") {
  RetailParameters parameters;
  parameters.products_per_order = parameters.quantity_mean = 1;
  parameters.return_share = 0;
  parameters.price_mean = 40;
  parameters.price_spread = 0.5;
  std::vector<double> prices, logarithms, margins;
  for (const GeneratedRow& row : RetailLog(parameters, settings(12)).rows) {
    prices.push_back(static_cast<double>(-row.amount) / 100);
    logarithms.push_back(std::log(prices.back()));
    margins.push_back(static_cast<double>(row.margin) / (100 * prices.back()));
  }
  CHECK(moments(prices).mean == Approx(40).epsilon(0.01));
  CHECK(std::sqrt(moments(logarithms).variance) == Approx(0.5).epsilon(0.01));
  CHECK(moments(margins).mean == Approx(0.35).epsilon(0.01));
  CHECK(std::sqrt(moments(margins).variance) == Approx(0.12).epsilon(0.02));

  std::vector<double> lines, pieces, returns;
  for (const GeneratedRow& row : RetailLog(RetailParameters{}, settings(12)).rows) {
    returns.push_back(row.amount > 0);
    if (row.amount > 0) continue;
    lines.push_back(row.product_count);
    pieces.push_back(static_cast<double>(row.quantity) / row.product_count);
  }
  CHECK(moments(lines).mean == Approx(2.2).epsilon(0.01));
  CHECK(moments(pieces).mean == Approx(1.4).epsilon(0.01));
  CHECK(moments(returns).mean == Approx(0.027).epsilon(0.1));  // none first, few twice or after the history
}

TEST_CASE("weekends have their factor") {
  RetailParameters parameters;
  parameters.weekend_factor = 2;
  parameters.return_share = 0;
  double weekend = 0, weekday = 0;
  for (const GeneratedRow& row : RetailLog(parameters, settings(0, "2025-06-29", 728)).rows)
    ((day_of(row.timestamp) + 3) % 7 >= 5 ? weekend : weekday) += 1;
  CHECK((weekend / 2) / (weekday / 5) == Approx(2).epsilon(0.02));
}

TEST_CASE("histories of any length, counts of any size") {
  GeneratedCustomer customer;
  for (const Day days : {1, 2, 31, 20'000}) {
    const ModelSettings of = settings(3, "2025-06-01", days);
    RetailModel(RetailParameters{}, of).generate(5, customer);
    REQUIRE(customer.rows.size() == 3);
    for (const GeneratedRow& row : customer.rows)
      CHECK((day_of(row.timestamp) <= of.as_of && day_of(row.timestamp) > of.as_of - days));
  }
  RetailModel(RetailParameters{}, settings(100'000)).generate(5, customer);
  CHECK(customer.rows.size() == 100'000);
}

TEST_CASE("settings and months that do not fit are refused") {
  const RetailParameters baseline;
  check_refused(baseline, settings(0, "2025-06-30", 0), "1 to 36525 days");
  check_refused(baseline, settings(0, "2025-06-30", 36'526), "1 to 36525 days");
  check_refused(baseline, settings(0, "1971-06-30", 730), "1970-01-01");
  const RetailParameters promotion = scenario_parameters("promotion");
  check_refused(promotion, settings(0, "2025-06-30", 30),
                "promotion_month 2025-05 lies outside of the history, 2025-06-01..2025-07-01");
  check_refused(scenario_parameters("recall"), settings(0, "2025-06-30", 30), "recall_month 2025-05");
  CHECK_NOTHROW(RetailModel(promotion, settings(0, "2025-06-30", 31)));
  CHECK_NOTHROW(RetailModel(baseline, settings(0, "2025-06-30", 30)));

  RetailParameters late;
  set_parameter(late, "launch", "2025-07-01");
  check_refused(late, settings(), "launch 2025-07-01 is after the last day");
  set_parameter(late, "launch", "2025-06-30");
  CHECK_NOTHROW(RetailModel(late, settings()));
  RetailParameters closed;
  closed.weekend_factor = 0;
  check_refused(closed, settings(0, "2025-06-29", 2), "no day of the history has any orders");
  RetailParameters wrong;
  wrong.price_mean = std::nan("");
  check_refused(wrong, settings(), "price_mean must be a number within 0.01 to 10000");
}

namespace {

/// What the lines of a truth say of one column, as numbers.
std::vector<double> column_of_truth(const RetailModel& model, std::size_t column, std::uint64_t customers) {
  std::vector<double> values;
  for (std::uint64_t number = 0; number < customers; ++number) {
    std::string line;
    model.append_truth(number, line);
    std::size_t begin = 0;
    for (std::size_t before = 0; before < column; ++before) begin = line.find(',', begin) + 1;
    values.push_back(std::stod(line.substr(begin)));
  }
  return values;
}

constexpr std::size_t kOrdersPerMonth = 3;
constexpr std::size_t kLeavingPerMonth = 4;
constexpr std::size_t kIsAlive = 6;

}  // namespace

TEST_CASE("those who buy till they die have gamma-distributed rates of buying and leaving") {
  RetailParameters parameters = scenario_parameters("buy-till-you-die");
  parameters.rate_shape = 2;
  parameters.churn_shape = 4;
  parameters.orders_per_month = 1.5;
  parameters.monthly_churn = 1 - std::exp(-0.2);
  const RetailModel model(parameters, settings());
  const Moments buying = moments(column_of_truth(model, kOrdersPerMonth, 20'000));
  CHECK(buying.mean == Approx(1.5).epsilon(0.02));
  CHECK(buying.variance == Approx(1.5 * 1.5 / 2).epsilon(0.06));
  const Moments leaving = moments(column_of_truth(model, kLeavingPerMonth, 20'000));
  CHECK(leaving.mean == Approx(0.2).epsilon(0.02));
  CHECK(leaving.variance == Approx(0.2 * 0.2 / 4).epsilon(0.06));
}

TEST_CASE("as many of those who leave at any time are still there as a gamma mixture of exponential lives says") {
  RetailParameters parameters = scenario_parameters("buy-till-you-die");
  parameters.churn_shape = 0.5;
  parameters.monthly_churn = 1 - std::exp(-0.25);
  const RetailModel model(parameters, settings());
  // Survival (1 + beta t)^-s, beta = 0.25 / 0.5 a month, over arrivals that are uniform in 730 days: the mean of
  // (1 + t / 2)^-1/2 over [0, m] is 4 (sqrt(1 + m / 2) - 1) / m.
  const double m = 730 / 30.4375;
  const double expected = 4 * (std::sqrt(1 + m / 2) - 1) / m;
  CHECK(moments(column_of_truth(model, kIsAlive, 20'000)).mean == Approx(expected).epsilon(0.02));
}

TEST_CASE("those who arrive a year later have a rate that is cohort_quality times as high") {
  RetailParameters parameters;
  parameters.existing_share = 0;
  parameters.monthly_churn = 0;
  parameters.cohort_quality = 0.25;
  const RetailModel model(parameters, settings());
  double earlier = 0, later = 0, of_earlier = 0, of_later = 0;
  for (std::uint64_t number = 0; number < 40'000; ++number) {
    std::string line;
    model.append_truth(number, line);
    const std::string arrived = line.substr(line.find(',') + 1, 7);
    const double rate = std::stod(line.substr(line.find(',', line.find(',', line.find(',') + 1) + 1) + 1));
    if (arrived == "2023-09") earlier += rate, ++of_earlier;
    if (arrived == "2024-09") later += rate, ++of_later;
  }
  REQUIRE(of_earlier > 500);
  CHECK(later / of_later == Approx(0.25 * earlier / of_earlier).epsilon(0.12));
}

TEST_CASE("what does not go with customers who leave at any time is refused") {
  const RetailParameters leaving = scenario_parameters("buy-till-you-die");
  check_refused(leaving, settings(12), "no --transactions-per-customer");
  RetailParameters with_existing = leaving;
  with_existing.existing_share = 0.5;
  check_refused(with_existing, settings(), "existing_share 0");
  RetailParameters for_ever = leaving;
  for_ever.monthly_churn = 0;
  check_refused(for_ever, settings(), "monthly_churn above 0");
}
