#pragma once

#include <random>
#include <vector>

#include "signal_customers.hpp"

namespace spendlens::test {

/// Customers of every size whose payees keep rhythms, nearly keep them or have none; some rows before the lookback,
/// after the reference date, pending, of amount 0, without payee or account.
class RandomSignalCustomers {
 public:
  explicit RandomSignalCustomers(unsigned seed) : random_(seed) {}

  [[nodiscard]] std::vector<SignalCustomer> make(std::size_t n) {
    std::vector<SignalCustomer> customers(n);
    for (SignalCustomer& customer : customers) fill(customer);
    return customers;
  }

 private:
  std::uint32_t below(std::uint32_t limit) { return limit == 0 ? 0 : static_cast<std::uint32_t>(random_() % limit); }
  template <class T>
  T pick(std::initializer_list<T> values) {
    return values.begin()[below(static_cast<std::uint32_t>(values.size()))];
  }

  signals::CategoryClass any_class() {
    return static_cast<signals::CategoryClass>(below(signals::kNumCategoryClasses));
  }

  std::uint16_t any_account(const SignalCustomer& customer) {
    if (customer.accounts.empty() || below(4) == 0) return kNoAccount;
    return static_cast<std::uint16_t>(below(static_cast<std::uint32_t>(customer.accounts.size())));
  }

  void fill(SignalCustomer& customer) {
    for (std::uint32_t i = below(4) == 0 ? 0 : below(5); i > 0; --i) add_account(customer);
    for (std::uint32_t payee = 0; payee < below(9); ++payee) add_payee(customer, payee);
    for (std::uint32_t i = below(12); i > 0; --i) add_transfer(customer);
    for (std::uint32_t i = below(20); i > 0; --i)
      customer.rows.push_back({any_day(), any_amount(), below(5) == 0 ? kNoMerchant : below(12), any_class(),
                               any_account(customer), below(10) == 0});
    if (below(2) == 0)
      std::stable_sort(customer.rows.begin(), customer.rows.end(), [](const SignalRow& a, const SignalRow& b) {
        return a.payee != b.payee ? a.payee < b.payee : a.day < b.day;
      });
    else
      std::shuffle(customer.rows.begin(), customer.rows.end(), random_);
  }

  Day any_day() { return kSignalReference + 20 - static_cast<Day>(below(1'000)); }
  Minor any_amount() { return pick<Minor>({0, -500, -12'34, 999, 250'000, -100'000}) * pick<Minor>({1, 1, 2}); }

  void add_account(SignalCustomer& customer) {
    SignalAccount account{static_cast<AccountSubtype>(below(9)), pick<Minor>({0, -5'00, 100'00, 2'345'67, kNoMoney}),
                          pick<Minor>({0, kNoMoney, 1'000'00, 3'000'00}), below(8) == 0};
    account.has_card = below(2) == 0;
    account.statement = pick<Minor>({kNoMoney, 0, -20'00, 500'00, 800'00, 2'400'00});
    account.minimum = pick<Minor>({kNoMoney, 0, 100'00});
    account.paid = pick<Minor>({kNoMoney, 0, 104'99, 105'00, 105'01, 500'00});
    account.is_overdue = below(3) == 0;
    customer.accounts.push_back(account);
  }

  void add_payee(SignalCustomer& customer, std::uint32_t payee) {
    const auto of = any_class();
    const Day step = pick<Day>({0, 1, 5, 7, 14, 15, 28, 30, 61, 91, 182, 365});
    const std::uint32_t jitter = pick<std::uint32_t>({1, 1, 2, 3, 5, 9});
    const Minor sign = below(4) == 0 ? 1 : -1;
    Minor amount = pick<Minor>({9'99, 50'00, 120'00, 260'00, 2'500'00});
    const std::uint32_t spread = pick<std::uint32_t>({1, 1, 1, 50, 2'000});
    const bool by_month = below(2) == 0;
    const int months = pick<int>({1, 1, 1, 2, 3, 6, 12});
    const Day first = kSignalReference - static_cast<Day>(below(900));
    const std::uint32_t charges = 1 + below(26);
    for (std::uint32_t i = 0; i < charges; ++i) {
      if (below(12) == 0) continue;
      if (below(20) == 0) amount += amount / 8;
      const Day day =
          by_month ? signals::add_months(first, static_cast<int>(i) * months) : first + static_cast<Day>(i) * step;
      const SignalRow row{day + static_cast<Day>(below(jitter)), sign * (amount + below(spread)), payee,
                          below(15) == 0 ? any_class() : of,     any_account(customer),           below(30) == 0};
      customer.rows.push_back(row);
      if (below(12) == 0) customer.rows.push_back(row);
      if (below(25) == 0) customer.rows.push_back({row.day, -row.amount, payee, row.category_class, row.account});
    }
  }

  void add_transfer(SignalCustomer& customer) {
    const Minor amount = pick<Minor>({100'00, 100'00, 250'00, 3'33});
    const Day day = any_day();
    customer.rows.push_back({day, -amount, below(12), any_class(), any_account(customer)});
    customer.rows.push_back(
        {day + static_cast<Day>(below(7)), amount, kNoMerchant, any_class(), any_account(customer)});
  }

  std::mt19937 random_;
};

}  // namespace spendlens::test
