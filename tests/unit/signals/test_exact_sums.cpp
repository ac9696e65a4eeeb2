#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;
using Catch::Matchers::Contains;

namespace {

constexpr Minor kMost = kMaxOrderMinor;  // 10^13
const SignalProfile kSpendsense = [] {
  SignalProfile profile;
  profile.set = SignalSet::kSpendsense;
  return profile;
}();

/// One customer of very many rows, given as runs of equal ones in the order of merchants and time, and one account.
class Bulk {
 public:
  Bulk& add(std::size_t n, Day age, Minor amount, std::uint32_t merchant = kNoMerchant, std::uint8_t classes = 0) {
    timestamp_.insert(timestamp_.end(), n, static_cast<Timestamp>(kRef - age) * 86'400);
    amount_.insert(amount_.end(), n, amount);
    merchant_.insert(merchant_.end(), n, merchant);
    classes_.insert(classes_.end(), n, classes);
    return *this;
  }
  Bulk& savings(Minor balance) {
    balance_ = {balance};
    return *this;
  }
  /// As the customer `before` of `customers`; the others have nothing.
  [[nodiscard]] CustomerColumns columns(std::ptrdiff_t before = 0, std::size_t customers = 1) {
    offset_.assign(customers + 1, 0);
    account_offset_ = offset_;
    std::fill(offset_.begin() + before + 1, offset_.end(), amount_.size());
    std::fill(account_offset_.begin() + before + 1, account_offset_.end(), balance_.size());
    CustomerColumns columns;
    columns.transactions = {offset_, timestamp_, amount_, classes_};
    columns.merchant = merchant_;
    columns.accounts = {account_offset_, type_, subtype_, balance_, limit_};
    if (balance_.empty()) columns.accounts = {};
    columns.knows_merchants = columns.knows_income = true;
    return columns;
  }

 private:
  std::vector<std::uint64_t> offset_, account_offset_;
  std::vector<Timestamp> timestamp_;
  std::vector<Minor> amount_, balance_, limit_{kNoMoney};
  std::vector<std::uint32_t> merchant_;
  std::vector<std::uint8_t> classes_, type_{static_cast<std::uint8_t>(AccountType::kDepository)},
      subtype_{static_cast<std::uint8_t>(AccountSubtype::kSavings)};
};

CustomerSummary summary_of_bulk(Bulk& bulk) { return summary_of(bulk.columns()); }

/// One customer is refused, and in a batch the error says which one.
void require_refused(Bulk& bulk) {
  REQUIRE_THROWS_AS(generate_signals_reference(bulk.columns(), kRef, kSpendsense), InputError);
  REQUIRE_THROWS_AS(spendsense_signals(bulk.columns(37, 40)), InputError);
  REQUIRE_THROWS_WITH(spendsense_signals(bulk.columns(37, 40), {}, kRef, ParallelPolicy::always(2)),
                      Contains("customer 37 "));
}

std::string cadence_of_amounts(const std::vector<Minor>& amounts, Day gap) {
  std::vector<BankRow> rows;
  for (const Minor amount : amounts) rows.push_back(charge(4, static_cast<Day>(rows.size()) * gap, -amount));
  const auto got = summary_of(Person{rows});
  return got.subscriptions.empty() ? "irregular" : cadence_names({})[got.subscriptions[0].cadence];
}

}  // namespace

TEST_CASE("thousands of the largest orders are summed exactly") {
  const auto got = summary_of_bulk(Bulk()
                                       .add(3'000, 40, -kMost)
                                       .add(1, 3, 1, kNoMerchant, row_class::kIncome)
                                       .add(7'001, 2, kMost)
                                       .add(5'000, 1, -kMost)
                                       .savings(9'000'000'000'000'000'000));

  CHECK(in(got, 30).spend == 50'000'000'000'000'000);
  CHECK(in(got, 180).spend == 80'000'000'000'000'000);
  CHECK(in(got, 30).total_income == 70'010'000'000'000'001);
  CHECK(in(got, 30).avg_monthly_expenses == 5e14);
  CHECK(in(got, 30).emergency_fund_months == 180.0);
  CHECK(in(got, 180).emergency_fund_months == 675.0);  // 9·10^18 / (8·10^16 / 6)
}

TEST_CASE("a spend of up to 64 bits is exact, and one beyond is refused with the customer's index") {
  // 922,337·10^13 = 9.22337·10^18; the largest 64-bit integer is 9.223372...·10^18.
  CHECK(in(summary_of_bulk(Bulk().add(922'337, 1, -kMost)), 30).spend == 9'223'370'000'000'000'000);
  require_refused(Bulk().add(922'338, 1, -kMost));
}

TEST_CASE("a sum that only the longer window's rows overflow is refused") {
  require_refused(Bulk().add(450'000, 100, -kMost).add(500'000, 1, -kMost));
}

TEST_CASE("an income beyond 64 bits is refused") { require_refused(Bulk().add(922'338, 1, kMost)); }

TEST_CASE("a net inflow beyond 64 bits is refused, either way") {
  const std::uint8_t moved = row_class::kSavings | row_class::kTransfer | row_class::kNotSpending;
  require_refused(Bulk().add(922'338, 1, kMost, kNoMerchant, moved).savings(0));
  require_refused(Bulk().add(922'338, 1, -kMost, kNoMerchant, moved).savings(0));
}

TEST_CASE("a net inflow within 64 bits is exact though its parts are beyond") {
  const std::uint8_t moved = row_class::kSavings | row_class::kTransfer | row_class::kNotSpending;
  const auto got = summary_of_bulk(Bulk()
                                       .add(950'000, 1, kMost, 1, moved)
                                       .add(950'000, 2, -kMost, 2, moved)
                                       .add(1, 3, 5, kNoMerchant, moved)
                                       .savings(10));

  CHECK(in(got, 30).net_inflow == 5);
  CHECK(in(got, 30).savings_growth_rate == 1.0);
}

TEST_CASE("sums of balances and limits beyond 64 bits are refused") {
  const Minor most = 5'000'000'000'000'000'000;
  for (const std::vector<BankAccount>& accounts :
       {std::vector<BankAccount>{{AccountSubtype::kSavings, most}, {AccountSubtype::kCd, most}},
        std::vector<BankAccount>{{AccountSubtype::kCreditCard, 0, most}, {AccountSubtype::kCreditCard, 0, most}}}) {
    const BankColumns bank({{{}, {}}, {{}, accounts}});
    CHECK_THROWS_AS(generate_signals_reference(customer_at(bank.columns(), 1), kRef, kSpendsense), InputError);
    CHECK_THROWS_WITH(spendsense_signals(bank.columns()), Contains("customer 1 "));
  }
}

TEST_CASE("a sum that is the number which stands for null is refused, one less is exact") {
  // 922,337·10^13 + 2,036,854,775,807 = 2^63 - 1.
  CHECK_THROWS_AS(spendsense_signals(Bulk().add(922'337, 1, -kMost).add(1, 1, -2'036'854'775'807).columns()),
                  InputError);
  CHECK_THROWS_AS(spendsense_signals(Bulk().add(922'337, 1, kMost).add(1, 1, 2'036'854'775'807).columns()), InputError);
  CHECK(in(summary_of_bulk(Bulk().add(922'337, 1, -kMost).add(1, 1, -2'036'854'775'806)), 30).spend ==
        9'223'372'036'854'775'806);
  CHECK(in(summary_of_bulk(Bulk().add(922'337, 1, kMost).add(1, 1, 2'036'854'775'806)), 30).total_income ==
        9'223'372'036'854'775'806);
}

TEST_CASE("balances and limits up to the number that stands for null are exact, that one is refused") {
  const auto two = [](AccountSubtype subtype, Minor second, bool limits) {
    const Minor first = 9'000'000'000'000'000'000;
    return std::vector<BankAccount>{{subtype, limits ? 0 : first, limits ? first : kNoMoney},
                                    {subtype, limits ? 0 : second, limits ? second : kNoMoney}};
  };
  const Minor rest = 223'372'036'854'775'807;  // to 2^63 - 1
  CHECK(in(summary_of(Person{{}, two(AccountSubtype::kCd, rest - 1, false)}), 30).total_savings_balance ==
        kNoMoney - 1);
  CHECK(in(summary_of(Person{{}, two(AccountSubtype::kCreditCard, rest - 1, true)}), 30).credit_total_limits ==
        kNoMoney - 1);
  CHECK_THROWS_AS(spendsense_signals(BankColumns({{{}, two(AccountSubtype::kCd, rest, false)}}).columns()), InputError);
  CHECK_THROWS_AS(spendsense_signals(BankColumns({{{}, two(AccountSubtype::kCreditCard, rest, true)}}).columns()),
                  InputError);
}

TEST_CASE("balances of depository accounts beyond 64 bits are refused") {
  const Minor most = 5'000'000'000'000'000'000;
  const BankColumns bank({{{row(1, -1)}, {{AccountSubtype::kChecking, most}, {AccountSubtype::kChecking, most}}}});
  CHECK_THROWS_AS(spendsense_signals(bank.columns()), InputError);
}

TEST_CASE("spendsense: subscriptions of rows that are no purchases are refused beyond 64 bits") {
  Bulk bulk;
  for (Day charge = 0; charge < 3; ++charge) bulk.add(310'000, 7 * charge, -kMost, 4, row_class::kNotSpending);
  CHECK_THROWS_AS(spendsense_signals(bulk.columns(), spendsense_profile()), InputError);
}

TEST_CASE("spendsense: a statement whose double leaves 64 bits is refused") {
  const BankAccount card{AccountSubtype::kCreditCard, 0, 1'000'00,
                         BankLiability{LiabilityType::kCreditCard, 5'000'000'000'000'000'000}};
  const BankColumns bank({{{}, {card}}});
  CHECK_THROWS_AS(spendsense_signals(bank.columns(), spendsense_profile()), InputError);
  CHECK_THROWS_AS(generate_signals_reference(bank.columns(), kRef, spendsense_profile()), InputError);
}

TEST_CASE("growth from a start of more than 64 bits is a number") {
  // From 9.1·10^18 + 10^18 to 9.1·10^18.
  const auto got = summary_of_bulk(
      Bulk().add(100'000, 1, -kMost, kNoMerchant, row_class::kSavings).savings(9'100'000'000'000'000'000));

  CHECK(in(got, 30).savings_growth_rate == -10.0 / 101);
}

TEST_CASE("amounts near 10^13 are compared exactly with a coefficient of variation of 0.20") {
  const Minor a = 8'000'000'000'000;
  const Minor d = a / 5;  // a - d, a, a + d deviate by exactly d
  CHECK(cadence_of_amounts({a - d, a, a + d}, 30) == "monthly");
  // One more: 75·(6d² + 6d + 2) > 2·(3a + 1)², as 450d = 90a > 12a.
  CHECK(cadence_of_amounts({a - d, a, a + d + 1}, 30) == "irregular");
  CHECK(cadence_of_amounts({a - d, a, a + d - 1}, 30) == "monthly");
  CHECK(cadence_of_amounts({a - d + 1, a, a + d}, 30) == "monthly");
  CHECK(cadence_of_amounts({a - d - 1, a, a + d}, 30) == "irregular");
}

TEST_CASE("charges of many rows a date are compared exactly though their squares exceed 128 bits") {
  // 25 weekly charges of 3.6·10^17, S = 9·10^18: (n-1)·S² = 1.9·10^39, and 2^127 is 1.7·10^38.
  Bulk same, halved;
  for (Day c = 24; c >= 0; --c) {
    same.add(36'000, 7 * c, -kMost, 4);
    halved.add(c % 2 == 0 ? 36'000 : 18'000, 7 * c, -kMost, 4);
  }
  const auto constant = summary_of_bulk(same);
  REQUIRE(constant.subscriptions.size() == 1);
  CHECK(constant.subscriptions[0].cadence == 0);
  CHECK(constant.subscriptions[0].charge_count == 25);
  CHECK(constant.subscriptions[0].average_amount == 3.6e15);
  CHECK(in(constant, 180).subscription_spend == 9'000'000'000'000'000'000);
  CHECK(in(constant, 180).subscription_share_pct == 100.0);
  CHECK(in(constant, 180).monthly_recurring_spend == 1.5e16);
  // 13 of 3.6 and 12 of 1.8: mean 2.736, deviation 0.918.
  CHECK(in(summary_of_bulk(halved), 180).recurring_irregular_count == 1);
}

TEST_CASE("a coefficient of variation of 0.20 is exact also beyond 128 bits") {
  // 2.4, 3.0 and 3.6·10^18 deviate by 0.6: the spread 6d² = 2.2·10^36 times 10^8·3 is 6.5·10^44.
  const auto charged = [](Minor more) {
    Bulk bulk;
    bulk.add(240'000, 60, -kMost, 4).add(300'000, 30, -kMost, 4).add(360'000, 0, -kMost, 4);
    if (more > 0) bulk.add(1, 0, -more, 4);
    return in(summary_of_bulk(bulk), 180);
  };
  CHECK(charged(0).subscription_count == 1);
  CHECK(charged(0).recurring_irregular_count == 0);
  CHECK(charged(1).subscription_count == 0);
  CHECK(charged(1).recurring_irregular_count == 1);
}

TEST_CASE("the variability of the largest payments is a number") {
  const auto got = in(summary_of_bulk(Bulk().add(50'000, 2, kMost).add(50'000, 1, kMost)), 30);

  CHECK(got.income_variability_cv == 0.0);
  CHECK(got.avg_income_per_payment == 1e11);
  const auto two = in(summary_of(Person{{row(1, kMost), row(2, kMost - 2)}}), 30);
  CHECK(two.income_variability_cv == Approx(1.41421356237309505e-13).epsilon(1e-12));  // √2 of 10^13
}
