#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

constexpr std::uint8_t kPay = row_class::kIncome;

Summary income_of_gaps(const std::vector<Day>& gaps) {
  std::vector<BankRow> rows;
  for (const Day age : ages_from_gaps(gaps)) rows.push_back(row(age, 1'000'00, kPay));
  return in(summary_of(Person{rows}), 180);
}
std::string frequency_of_gaps(const std::vector<Day>& gaps) {
  return payment_frequencies({})[income_of_gaps(gaps).payment_frequency];
}

std::uint32_t payments(Minor amount, std::uint8_t classes) {
  return in(summary_of(Person{{row(1, amount, classes)}}), 30).income_payroll_count;
}

double variability(std::initializer_list<Minor> amounts) {
  std::vector<BankRow> rows;
  for (const Minor amount : amounts) rows.push_back(row(static_cast<Day>(rows.size()), amount, kPay));
  return in(summary_of(Person{rows}), 30).income_variability_cv;
}

}  // namespace

TEST_CASE("the names of frequencies are those of the profile, then irregular and unknown") {
  CHECK(payment_frequencies({}) == std::vector<std::string>{"weekly", "biweekly", "monthly", "irregular", "unknown"});
}

TEST_CASE("income is an inflow of category INCOME, or of at least 500.00, and never a transfer") {
  CHECK(payments(500'00, 0) == 1);
  CHECK(payments(499'99, 0) == 0);
  CHECK(payments(1, kPay) == 1);
  CHECK(payments(0, kPay) == 0);
  CHECK(payments(-1, kPay) == 0);
  CHECK(payments(-500'00, 0) == 0);
  CHECK(payments(500'00, row_class::kTransfer) == 0);
  CHECK(payments(500'00, row_class::kTransfer | kPay) == 0);
  CHECK(payments(500'00, kPay | row_class::kLeftOut) == 0);
  CHECK(payments(500'00, row_class::kNotSpending | row_class::kNotSubscription | row_class::kSavings) == 1);
}

TEST_CASE("income is that of the window, its last second and its first included") {
  const auto got = summary_of(
      Person{{row(-1, 1'000'00, kPay), row_at(0, 86'399, 1'00, kPay), row_at(29, 0, 2'00, kPay),
              row_at(30, 86'399, 4'00, kPay), row_at(179, 0, 8'00, kPay), row_at(180, 86'399, 16'00, kPay)}});

  CHECK(in(got, 30).income_payroll_count == 2);
  CHECK(in(got, 30).total_income == 3'00);
  CHECK(in(got, 30).avg_income_per_payment == 1.5);
  CHECK(in(got, 30).income_median_pay_gap_days == 29.0);
  CHECK(in(got, 180).income_payroll_count == 4);
  CHECK(in(got, 180).total_income == 15'00);
  CHECK(in(got, 180).avg_income_per_payment == 3.75);
  CHECK(in(got, 180).income_median_pay_gap_days == 29.0);  // 149, 1, 29
}

TEST_CASE("one payment has a count and a total; the frequency is unknown and the rest null") {
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}}) {
    const auto got = in(summary_of(Person{std::vector<BankRow>(n, row(3, 700'00))}), 30);
    CHECK(got.income_payroll_count == n);
    CHECK(got.total_income == static_cast<Minor>(n) * 700'00);
    CHECK(payment_frequencies({})[got.payment_frequency] == "unknown");
    CHECK(got.has_regular_income == 0);
    CHECK(is_null(got, Signal::kAvgIncomePerPayment));
    CHECK(is_null(got, Signal::kIncomeMedianPayGapDays));
    CHECK(is_null(got, Signal::kIncomeVariabilityCv));
    CHECK(got.income_complete == n);
  }
}

TEST_CASE("one gap deviates by nothing, and its ends decide the frequency") {
  const std::vector<std::pair<Day, std::string>> expected = {
      {4, "irregular"}, {5, "weekly"},     {9, "weekly"},     {10, "irregular"}, {11, "irregular"},
      {12, "biweekly"}, {16, "biweekly"},  {17, "irregular"}, {27, "irregular"}, {28, "monthly"},
      {32, "monthly"},  {33, "irregular"}, {90, "irregular"}};
  for (const auto& [gap, frequency] : expected) {
    INFO("gap " << gap);
    const Summary got = income_of_gaps({gap});
    CHECK(payment_frequencies({})[got.payment_frequency] == frequency);
    CHECK(got.has_regular_income == (frequency == "irregular" ? 0 : 1));
    CHECK(got.income_median_pay_gap_days == static_cast<double>(gap));
  }
}

TEST_CASE("the median of an even count of gaps is the mean of the two middle ones") {
  CHECK(frequency_of_gaps({9, 10}) == "irregular");   // 9.5
  CHECK(frequency_of_gaps({8, 10}) == "weekly");      // 9
  CHECK(frequency_of_gaps({27, 28}) == "irregular");  // 27.5
  CHECK(frequency_of_gaps({32, 33}) == "irregular");  // 32.5
  CHECK(frequency_of_gaps({31, 33}) == "monthly");    // 32
  CHECK(income_of_gaps({31, 28, 30, 32}).income_median_pay_gap_days == 30.5);
  CHECK(income_of_gaps({7, 7, 20}).income_median_pay_gap_days == 7.0);
}

TEST_CASE("gaps that deviate by exactly 7 days are regular, by more irregular") {
  CHECK(frequency_of_gaps({23, 37}) == "monthly");            // mean 30, deviation 7
  CHECK(frequency_of_gaps({23, 37, 38, 23}) == "irregular");  // 14² + 15² + 0 + 1² + 14² + 15² = 843 > 49·16
  CHECK(frequency_of_gaps({20, 30, 37}) == "monthly");        // 10² + 7² + 17² = 438 <= 49·9 = 441
  CHECK(frequency_of_gaps({19, 30, 36}) == "irregular");      // 11² + 6² + 17² = 446
  CHECK(frequency_of_gaps({0, 14}) == "weekly");              // mean 7, deviation 7
  CHECK(frequency_of_gaps({0, 15}) == "irregular");           // deviation 7.5
}

TEST_CASE("payments of one date are payments of their own, with a gap of zero") {
  const auto got = in(summary_of(Person{{row(5, 600'00), row(5, 400'00, kPay)}}), 30);

  CHECK(got.income_payroll_count == 2);
  CHECK(got.total_income == 1'000'00);
  CHECK(got.income_median_pay_gap_days == 0.0);
  CHECK(payment_frequencies({})[got.payment_frequency] == "irregular");
  CHECK(got.has_regular_income == 0);
}

TEST_CASE("payments are put in the order of dates, whoever pays") {
  const auto got = in(summary_of(Person{{charge(1, 0, 600'00), charge(1, 28, 600'00), charge(2, 14, 600'00),
                                         charge(9, 21, 600'00), charge(kNoMerchant, 7, 600'00)}}),
                      30);

  CHECK(got.income_payroll_count == 5);
  CHECK(got.income_median_pay_gap_days == 7.0);
  CHECK(payment_frequencies({})[got.payment_frequency] == "weekly");
}

TEST_CASE("gaps are differences of dates") {
  const auto got = in(summary_of(Person{{row_at(0, 0, 600'00), row_at(5, 86'399, 600'00)}}), 30);

  CHECK(got.income_median_pay_gap_days == 5.0);
  CHECK(payment_frequencies({})[got.payment_frequency] == "weekly");
}

TEST_CASE("variability is the sample standard deviation over the mean") {
  CHECK(variability({800'00, 1'000'00, 1'200'00}) == Approx(0.2).epsilon(1e-15));  // deviation 200
  CHECK(variability({1'000'00, 1'000'00}) == 0.0);
  CHECK(variability({100'00, 300'00}) == Approx(0.70710678118654752440).epsilon(1e-15));  // 100·√2 of 200
  // √(50000/3) of 250
  CHECK(variability({100'00, 200'00, 300'00, 400'00}) == Approx(0.51639777949432220).epsilon(1e-14));
}

TEST_CASE("averages are not rounded") {
  CHECK(
      in(summary_of(Person{{row(1, 1'00, kPay), row(2, 1'00, kPay), row(3, 2'00, kPay)}}), 30).avg_income_per_payment ==
      4.0 / 3);
}

TEST_CASE("the cash flow buffer is what depository accounts hold over monthly expenses") {
  Minor balance = 1'00;
  std::vector<BankAccount> accounts;  // checking 1, savings 2, money market 4, cd 8, hsa 16, then credit and loans
  for (std::uint8_t subtype = 0; subtype < kAccountSubtypeNames.size(); ++subtype, balance *= 2)
    accounts.push_back({static_cast<AccountSubtype>(subtype), balance});
  const auto got = summary_of(Person{{row(1, -10'00), row(100, -20'00)}, accounts});

  CHECK(in(got, 30).cash_flow_buffer_months == 3.1);   // 31 / 10, without any income
  CHECK(in(got, 180).cash_flow_buffer_months == 6.2);  // 31 / 5
}

TEST_CASE(
    "the cash flow buffer is null without expenses or accounts, 0 without depository accounts, negative if overdrawn") {
  const std::vector<BankRow> spent{row(1, -10'00)};
  const auto buffer = [](const Person& person) {
    return value_of(in(summary_of(person), 30), Signal::kCashFlowBufferMonths);
  };

  CHECK_FALSE(buffer(Person{{row(31, -10'00)}, {{{AccountSubtype::kChecking, 50'00}}}}));
  CHECK_FALSE(buffer(Person{spent}));
  CHECK_FALSE(buffer(Person{spent, std::vector<BankAccount>{}}));
  CHECK(buffer(Person{spent, {{{AccountSubtype::kCreditCard, 50'00}}}}) == 0.0);
  CHECK(buffer(Person{spent, {{{AccountSubtype::kChecking, -5'00}}}}) == -0.5);
}

TEST_CASE("a log that knows neither accounts nor income has null income signals, the count too") {
  Person person{{row(1, 600'00), row(8, 600'00), row(9, -100'00)}};
  person.knows_income = false;
  const auto got = summary_of(person);

  for (const Day window : {30, 180})
    for (const Signal signal :
         {Signal::kIncomePayrollCount, Signal::kTotalIncome, Signal::kAvgIncomePerPayment,
          Signal::kIncomeMedianPayGapDays, Signal::kPaymentFrequency, Signal::kIncomeVariabilityCv,
          Signal::kHasRegularIncome, Signal::kCashFlowBufferMonths}) {
      INFO(info_of(signal).name);
      CHECK(is_null(in(got, window), signal));
    }
  CHECK(in(got, 30).spend == 100'00);
}
