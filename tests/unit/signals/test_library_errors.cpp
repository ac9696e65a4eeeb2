#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;
using Catch::Matchers::Contains;

namespace {

/// validate() refuses the profile, and so does everything that takes one.
template <class Change>
void check_refused(const std::string& what, Change change) {
  SignalProfile profile;
  REQUIRE_NOTHROW(validate(profile));
  change(profile);
  INFO(what);
  CHECK_THROWS_AS(validate(profile), UsageError);
  CHECK_THROWS_AS(Summarizer(kRef, profile), UsageError);
  const BankColumns bank({{{row(1, -1)}, {}}});
  CHECK_THROWS_AS(generate_signals(bank.columns(), kRef, profile), UsageError);
  CHECK_THROWS_AS(generate_signals_reference(bank.columns(), kRef, profile), UsageError);
  CHECK_THROWS_AS(spendsense_signals(bank.columns(), profile), UsageError);
}

/// The columns of two customers with everything, for one of them to be broken.
BankColumns two_customers() {
  const std::vector<BankAccount> accounts{{AccountSubtype::kSavings, 5'00},
                                          {AccountSubtype::kCreditCard, 0, 9'00, BankLiability{}}};
  return BankColumns({{{charge(1, 3, -1'00), charge(2, 2, -1'00), row(1, 9'00)}, accounts},
                      {{charge(1, 3, -1'00), row(1, 9'00)}, accounts}});
}

template <class Change>
void check_unfit(const std::string& what, Change change) {
  const BankColumns bank = two_customers();
  CustomerColumns columns = bank.columns();
  REQUIRE_NOTHROW(spendsense_signals(columns));
  change(columns);
  INFO(what);
  CHECK_THROWS_AS(spendsense_signals(columns), UsageError);
}

}  // namespace

TEST_CASE("shipped profiles are possible") {
  CHECK_NOTHROW(validate(SignalProfile{}));
  CHECK_NOTHROW(validate(spendsense_profile()));
}

TEST_CASE("a profile with impossible windows is refused") {
  check_refused("none", [](SignalProfile& p) { p.windows = {}; });
  check_refused("zero", [](SignalProfile& p) { p.windows = {0, 30}; });
  check_refused("negative", [](SignalProfile& p) { p.windows = {-1}; });
  check_refused("descending", [](SignalProfile& p) { p.windows = {180, 30}; });
  check_refused("twice", [](SignalProfile& p) { p.windows = {30, 30}; });
  check_refused("nine", [](SignalProfile& p) { p.windows = {1, 2, 3, 4, 5, 6, 7, 8, 9}; });
}

TEST_CASE("a profile with impossible rules of subscriptions is refused") {
  check_refused("lookback 0", [](SignalProfile& p) { p.subscriptions.lookback_days = 0; });
  check_refused("lookback -1", [](SignalProfile& p) { p.subscriptions.lookback_days = -1; });
  check_refused("one charge", [](SignalProfile& p) { p.subscriptions.min_charges = 1; });
  check_refused("no charge", [](SignalProfile& p) { p.subscriptions.min_charges = 0; });
  check_refused("from above to", [](SignalProfile& p) { p.subscriptions.cadences[1].gap_from = 17; });
  check_refused("from below 0", [](SignalProfile& p) { p.subscriptions.cadences[0].gap_from = -1; });
  check_refused("deviation below 0", [](SignalProfile& p) { p.subscriptions.cadences[2].max_deviation = -1; });
  check_refused("no name", [](SignalProfile& p) { p.subscriptions.cadences[0].name = ""; });
  check_refused("name twice", [](SignalProfile& p) { p.subscriptions.cadences[0].name = "monthly"; });
  check_refused("named irregular", [](SignalProfile& p) { p.subscriptions.cadences[0].name = "irregular"; });
  check_refused("irregular below 0", [](SignalProfile& p) { p.subscriptions.irregular_gap_days_below = -1; });
  check_refused("variation below 0", [](SignalProfile& p) { p.subscriptions.max_amount_variation = -1; });
  check_refused("active below 0", [](SignalProfile& p) { p.subscriptions.active_median_gaps = -1; });
}

TEST_CASE("a profile with impossible rules of savings, credit or income is refused") {
  check_refused("no such subtype", [](SignalProfile& p) { p.savings.subtypes = {"savings", "piggy_bank"}; });
  check_refused("moderate above high", [](SignalProfile& p) { p.credit.moderate_pct = 5'001; });
  check_refused("high above very high", [](SignalProfile& p) { p.credit.high_pct = 8'001; });
  check_refused("limit of nothing", [](SignalProfile& p) { p.credit.limit_without_balance = 0; });
  check_refused("minimum payment below 0", [](SignalProfile& p) { p.credit.minimum_payment_pct = -1; });
  check_refused("one payment", [](SignalProfile& p) { p.income.min_payments = 1; });
  check_refused("no payment", [](SignalProfile& p) { p.income.min_payments = 0; });
  check_refused("deviation below 0", [](SignalProfile& p) { p.income.max_deviation_days = -1; });
  check_refused("from above to", [](SignalProfile& p) { p.income.frequencies[0].gap_from = 10; });
  check_refused("no name", [](SignalProfile& p) { p.income.frequencies[0].name = ""; });
  check_refused("name twice", [](SignalProfile& p) { p.income.frequencies[0].name = "monthly"; });
  check_refused("named unknown", [](SignalProfile& p) { p.income.frequencies[0].name = "unknown"; });
  check_refused("named irregular", [](SignalProfile& p) { p.income.frequencies[0].name = "irregular"; });
}

TEST_CASE("columns that do not fit together are refused") {
  static const std::vector<std::uint64_t> kDecreasing{0, 3, 2}, kTooFar{0, 3, 6}, kTooShort{0, 3}, kBackwards{0, 6, 5};
  static const std::vector<std::uint64_t> kAccounts{0, 2, 4}, kOneMore{0, 2, 4, 4};

  check_unfit("offset decreases", [](CustomerColumns& c) { c.transactions.offset = kDecreasing; });
  check_unfit("offset decreases to the number of rows", [](CustomerColumns& c) { c.transactions.offset = kBackwards; });
  check_unfit("offset beyond the rows", [](CustomerColumns& c) { c.transactions.offset = kTooFar; });
  check_unfit("offset of one customer", [](CustomerColumns& c) { c.transactions.offset = kTooShort; });
  check_unfit("amounts missing", [](CustomerColumns& c) { c.transactions.amount = c.transactions.amount.first(4); });
  check_unfit("timestamps missing",
              [](CustomerColumns& c) { c.transactions.timestamp = c.transactions.timestamp.first(4); });
  check_unfit("classes missing",
              [](CustomerColumns& c) { c.transactions.row_class = c.transactions.row_class.first(4); });
  check_unfit("merchants missing", [](CustomerColumns& c) { c.merchant = c.merchant.first(4); });
  check_unfit("accounts of one customer", [](CustomerColumns& c) { c.accounts.offset = c.accounts.offset.first(2); });
  check_unfit("accounts of three customers", [](CustomerColumns& c) { c.accounts.offset = kOneMore; });
  check_unfit("types missing", [](CustomerColumns& c) { c.accounts.type = c.accounts.type.first(3); });
  check_unfit("subtypes missing", [](CustomerColumns& c) { c.accounts.subtype = {}; });
  check_unfit("balances missing",
              [](CustomerColumns& c) { c.accounts.balance_current = c.accounts.balance_current.first(3); });
  check_unfit("limits missing",
              [](CustomerColumns& c) { c.accounts.balance_limit = c.accounts.balance_limit.first(3); });
  check_unfit("liabilities beyond their columns", [](CustomerColumns& c) { c.liabilities.offset = kAccounts; });
  check_unfit("statements missing", [](CustomerColumns& c) { c.liabilities.last_statement_balance = {}; });
  check_unfit("overdue missing", [](CustomerColumns& c) { c.liabilities.is_overdue = {}; });
  check_unfit("liabilities without accounts", [](CustomerColumns& c) { c.accounts = {}; });
}

TEST_CASE("a liability of an account that the customer does not have is refused") {
  static const std::vector<std::uint16_t> kBeyond{1, 2};
  const BankColumns bank = two_customers();
  CustomerColumns columns = bank.columns();
  columns.liabilities.account = kBeyond;
  CHECK_THROWS_AS(spendsense_signals(columns), Error);
}

TEST_CASE("savings rows are not marked in columns that do not fit together") {
  const BankColumns bank = two_customers();
  CustomerColumns columns = bank.columns();
  const std::vector<std::uint16_t> account(columns.transactions.amount.size(), 0);
  std::vector<std::uint8_t> row_class(account.size(), 0);
  REQUIRE_NOTHROW(mask_savings_rows(columns, account, {}, row_class));
  CHECK_THROWS_AS(mask_savings_rows(columns, std::span(account).first(1), {}, row_class), UsageError);
  columns.accounts.offset = columns.accounts.offset.first(2);
  CHECK_THROWS_AS(mask_savings_rows(columns, account, {}, row_class), UsageError);
}

TEST_CASE("offsets may begin anywhere: the first is the origin") {
  static const std::vector<std::uint64_t> kRows{100, 103, 105}, kAccounts{7, 9, 11}, kLiabilities{1, 2, 3};
  const BankColumns bank = two_customers();
  CustomerColumns moved = bank.columns();
  moved.transactions.offset = kRows;
  moved.accounts.offset = kAccounts;
  moved.liabilities.offset = kLiabilities;
  const SignalResults expected = spendsense_signals(bank.columns()), got = spendsense_signals(moved);
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK_FALSE(first_difference(got.tables[1], c, expected.tables[1], c));
    CHECK_FALSE(first_difference(spendsense_signals(customer_at(moved, c)).tables[1], 0, expected.tables[1], c));
  }
  CHECK(expected.tables[0].get(1).spend == 1'00);
  CHECK(expected.tables[0].get(0).spend == 2'00);
}

TEST_CASE("absent classes are all zero, and no customers give empty tables") {
  const BankColumns bank = two_customers();
  CustomerColumns columns = bank.columns();
  columns.transactions.row_class = {};
  CHECK(spendsense_signals(columns).tables[0].get(0).spend == 2'00);

  const SignalResults none = spendsense_signals(CustomerColumns{});
  REQUIRE(none.tables.size() == 2);
  CHECK(none.windows == std::vector<Window>{Window::days(30), Window::days(180)});
  CHECK(none.tables[0].size() == 0);
  CHECK(none.streams.empty());
}

TEST_CASE("a number of workers below 1 is a usage error") {
  const BankColumns bank = two_customers();
  CHECK_THROWS_AS(spendsense_signals(bank.columns(), {}, kRef, ParallelPolicy::always(0)), UsageError);
  CHECK_THROWS_AS(spendsense_signals(bank.columns(), {}, kRef, ParallelPolicy::always(-1)), UsageError);
  CHECK_NOTHROW(spendsense_signals(bank.columns(), {}, kRef, ParallelPolicy::always(7)));
}

namespace {

/// The spend of a customer among forty who has this row beside one of -0.01.
Minor spend_with(const BankRow& last) {
  std::vector<BankCustomer> customers(40, BankCustomer{{row(1, -1)}, {}});
  customers[37].rows.push_back(last);
  const BankColumns bank(customers);
  return spendsense_signals(bank.columns()).tables[0].get(37).spend;
}
const std::vector<BankRow> kOutOfRange = {row(0, -kMaxOrderMinor - 1),
                                          row(0, kMaxOrderMinor + 1),
                                          row(-10, kMaxOrderMinor + 1),
                                          row(500, std::numeric_limits<Minor>::min()),
                                          row(500, std::numeric_limits<Minor>::max()),
                                          BankRow{*parse_date("2105-12-31") + 1, -1, kNoMerchant, 0, kNoAccount, 0}};

}  // namespace

TEST_CASE("an amount or a time out of range is refused, the largest are taken") {
  CHECK(spend_with(row(0, -kMaxOrderMinor)) == kMaxOrderMinor + 1);
  CHECK(spend_with(row(0, kMaxOrderMinor)) == 1);
  CHECK(spend_with({*parse_date("2105-12-31"), -1, kNoMerchant, 0, kNoAccount, 86'399}) == 1);
  for (const BankRow& bad : kOutOfRange) CHECK_THROWS_AS(spend_with(bad), InputError);
}

TEST_CASE("a row out of range is refused with its customer's index") {
  for (const BankRow& bad : kOutOfRange) CHECK_THROWS_WITH(spend_with(bad), Contains("customer 37 "));
}

TEST_CASE("what is said of one customer takes exactly one") {
  const BankColumns bank = two_customers();
  for (const SignalProfile& profile : {SignalProfile{}, spendsense_profile()}) {
    CHECK_THROWS_AS(generate_signals_reference(bank.columns(), kRef, profile), UsageError);
    CHECK_THROWS_AS(generate_signals_reference(CustomerColumns{}, kRef, profile), UsageError);
    CHECK_THROWS_AS(list_cards(bank.columns(), kRef, profile), UsageError);
  }
  CHECK_THROWS_AS(list_income_rows(bank.columns(), kRef, spendsense_profile()), UsageError);
  CHECK_THROWS_AS(list_income_rows(customer_at(bank.columns(), 0), kRef, {}), UsageError);
}
