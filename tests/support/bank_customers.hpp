#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::test {

struct BankRow {
  Day day = 0;
  Minor amount = 0;
  std::uint32_t merchant = kNoMerchant;
  std::uint8_t classes = 0;
  std::uint16_t account = kNoAccount;
  std::optional<std::uint32_t> second = std::nullopt;  ///< of the day; nothing: BankColumns picks one
};

struct BankLiability {
  LiabilityType type = LiabilityType::kCreditCard;
  Minor statement = kNoMoney;
  Minor minimum = kNoMoney;
  Minor last = kNoMoney;
  bool interest = false;
  std::uint8_t overdue = kNoFlag;
};

struct BankAccount {
  AccountSubtype subtype = AccountSubtype::kChecking;
  Minor balance = 0;
  Minor limit = kNoMoney;
  std::optional<BankLiability> liability = std::nullopt;
};

struct BankCustomer {
  std::vector<BankRow> rows;
  std::vector<BankAccount> accounts;
};

/// Customers as the columns that the signals take, and the memory behind them.
class BankColumns {
 public:
  /// Rows are put in order; those without a time of day get ascending ones.
  explicit BankColumns(std::vector<BankCustomer> customers, bool has_accounts = true) : has_accounts_(has_accounts) {
    for (BankCustomer& customer : customers) add(customer);
  }

  [[nodiscard]] signals::CustomerColumns columns() const {
    signals::CustomerColumns columns;
    columns.transactions = {offset_, timestamp_, amount_, classes_};
    columns.merchant = merchant_;
    if (has_accounts_) {
      columns.accounts = {account_offset_, type_, subtype_, balance_, limit_};
      columns.liabilities = {liability_offset_, owed_account_, owed_type_, interest_,
                             minimum_,          last_,         statement_, overdue_};
    }
    columns.knows_merchants = true;
    columns.knows_income = true;
    return columns;
  }
  [[nodiscard]] std::vector<std::uint8_t>& classes() { return classes_; }
  [[nodiscard]] const std::vector<std::uint16_t>& account() const { return account_; }

 private:
  void add(BankCustomer& customer) {
    std::stable_sort(customer.rows.begin(), customer.rows.end(), [](const BankRow& a, const BankRow& b) {
      if (a.merchant != b.merchant) return a.merchant < b.merchant;
      return a.day != b.day ? a.day < b.day : a.second < b.second;
    });
    std::uint32_t second = 0;
    for (const BankRow& row : customer.rows) {
      // Ascending within a day, so that a merchant's rows stay in order; both midnights' neighbours occur.
      second = std::min<std::uint32_t>(second + 7'919, 86'399);
      if (&row == customer.rows.data() || (&row)[-1].merchant != row.merchant || (&row)[-1].day != row.day) second = 0;
      timestamp_.push_back(static_cast<Timestamp>(row.day) * 86'400 + row.second.value_or(second));
      amount_.push_back(row.amount);
      merchant_.push_back(row.merchant);
      classes_.push_back(row.classes);
      account_.push_back(row.account);
    }
    offset_.push_back(timestamp_.size());
    for (std::size_t i = 0; i < customer.accounts.size(); ++i) {
      const BankAccount& account = customer.accounts[i];
      type_.push_back(static_cast<std::uint8_t>(type_of(account.subtype)));
      subtype_.push_back(static_cast<std::uint8_t>(account.subtype));
      balance_.push_back(account.balance);
      limit_.push_back(account.limit);
      if (!account.liability) continue;
      owed_account_.push_back(static_cast<std::uint16_t>(i));
      owed_type_.push_back(static_cast<std::uint8_t>(account.liability->type));
      interest_.push_back(account.liability->interest);
      minimum_.push_back(account.liability->minimum);
      last_.push_back(account.liability->last);
      statement_.push_back(account.liability->statement);
      overdue_.push_back(account.liability->overdue);
    }
    account_offset_.push_back(type_.size());
    liability_offset_.push_back(owed_type_.size());
  }

  bool has_accounts_;
  std::vector<std::uint64_t> offset_{0}, account_offset_{0}, liability_offset_{0};
  std::vector<Timestamp> timestamp_;
  std::vector<Minor> amount_, balance_, limit_, minimum_, last_, statement_;
  std::vector<std::uint32_t> merchant_;
  std::vector<std::uint8_t> classes_, type_, subtype_, owed_type_, interest_, overdue_;
  std::vector<std::uint16_t> account_, owed_account_;
};

inline const Day kBankReference = *parse_date("2025-07-31");

/// Customers of every size, with rhythms, windows' ends, limits and absent values hit on purpose.
inline std::vector<BankCustomer> random_bank_customers(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t limit) { return static_cast<std::int64_t>(random() % limit); };
  const auto pick = [&](std::initializer_list<Minor> values) {
    return values.begin()[below(static_cast<std::uint32_t>(values.size()))];
  };
  std::vector<BankCustomer> customers(n);
  for (BankCustomer& customer : customers) {
    const std::int64_t accounts = below(3) == 0 ? 0 : below(6);
    for (std::int64_t i = 0; i < accounts; ++i) {
      BankAccount account{static_cast<AccountSubtype>(below(9)),
                          pick({0, -5'00, 100'00, 2'345'67, kNoMoney, 1}),
                          pick({0, kNoMoney, 1'000'00, 3'000'00, 1}),
                          {}};
      if (below(2) == 0)
        account.liability = BankLiability{static_cast<LiabilityType>(below(4) == 0 ? below(3) : 0),
                                          pick({kNoMoney, 0, -20'00, 500'00, 799'99, 800'00, 2'400'00}),
                                          pick({kNoMoney, 0, 100'00}),
                                          pick({kNoMoney, 0, 104'99, 105'00, 105'01}),
                                          below(2) == 0,
                                          static_cast<std::uint8_t>(pick({0, 1, kNoFlag}))};
      customer.accounts.push_back(account);
    }
    const auto classes = [&] { return static_cast<std::uint8_t>(below(3) == 0 ? below(64) : 0); };
    const auto account = [&] {
      return accounts > 0 && below(2) == 0 ? static_cast<std::uint16_t>(below(static_cast<std::uint32_t>(accounts)))
                                           : kNoAccount;
    };
    const std::int64_t merchants = below(8);
    for (std::int64_t m = 0; m < merchants; ++m) {  // rhythms
      const std::int64_t gap = pick({0, 1, 5, 7, 9, 12, 14, 16, 25, 30, 35, 59, 60, 61});
      const std::int64_t jitter = pick({1, 1, 2, 8, 20});
      const std::int64_t charges = 1 + below(gap < 3 ? 60 : 9);
      const Minor price = 1 + below(100'000);
      const std::int64_t spread = pick({1, 1, 5, 50});
      const std::uint8_t bits = classes();
      Day day = kBankReference - static_cast<Day>(below(40)) + 3;
      for (std::int64_t i = 0; i < charges;
           ++i, day -= static_cast<Day>(gap + below(static_cast<std::uint32_t>(jitter))))
        customer.rows.push_back(
            {day, below(25) == 0 ? price : -(price + price * below(static_cast<std::uint32_t>(spread)) / 100),
             static_cast<std::uint32_t>(m * 3), bits, account()});
    }
    for (std::int64_t i = below(60); i > 0; --i)  // noise
      customer.rows.push_back(
          {kBankReference + 2 - static_cast<Day>(pick({below(200), below(40), 2, 31, 32, 33, 181, 182, 183})),
           pick({0, 1, -1, 49'999, 50'000, 50'001, -kMaxOrderMinor, kMaxOrderMinor, 1'234'56, -below(100'000)}),
           below(3) == 0 ? kNoMerchant : static_cast<std::uint32_t>(below(9)), classes(), account()});
    const std::int64_t pay_gap = pick({0, 7, 14, 30, 50, 90});
    const std::int64_t pay = below(3) == 0 ? 0 : below(14);
    for (std::int64_t i = 0; i < pay; ++i)
      customer.rows.push_back({kBankReference - static_cast<Day>(i * pay_gap + below(5)), 2'000'00 + below(50'000),
                               kNoMerchant, row_class::kIncome, account()});
  }
  return customers;
}

}  // namespace spendlens::test
