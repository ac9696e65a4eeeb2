#pragma once

#include <random>
#include <string>
#include <vector>

#include "small_segment.hpp"

namespace spendlens::test {

/// Rows with many ties, of customers of different id lengths; the same for the same seed.
inline std::vector<Row> random_rows(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  const auto text = [&](const char* stem, std::uint32_t limit) {
    const std::uint32_t number = below(limit + 1);
    return number == limit ? std::string() : stem + std::to_string(number * number);
  };
  std::vector<Row> rows(n);
  std::uint64_t key = std::uint64_t{seed} << 32;  // each row's its own
  for (Row& row : rows) {
    row.key = ++key;
    row.customer = "c" + std::to_string(below(static_cast<std::uint32_t>(n / 5 + 1)));
    row.timestamp = 1'700'000'000 + below(5) * 86'400;
    row.amount = -static_cast<Minor>(below(3)) * 100;
    row.merchant = text("shop ", 6);
    row.category = text("CATEGORY_", 4);
    row.account = text("account-", 3);
    row.flags = static_cast<std::uint8_t>(below(2));
    row.quantity = below(3);
    row.margin = static_cast<Minor>(below(3)) - 1;
    row.product_count = static_cast<std::uint16_t>(below(3));
    for (std::string& text_of : row.dimension) text_of = text("value ", 3);
  }
  return rows;
}

/// Accounts of some of the customers of random_rows(n), of some that have no rows, and liabilities of some accounts.
inline std::vector<Account> random_accounts(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  const auto money = [&] { return below(4) == 0 ? kNoMoney : static_cast<Minor>(below(100'000)); };
  std::vector<Account> accounts;
  for (std::size_t customer = 0; customer < n / 4 + 1; ++customer) {
    for (std::uint32_t number = 0; number < 5; ++number) {
      if (below(2) == 0) continue;
      accounts.push_back({"c" + std::to_string(customer), "account-" + std::to_string(number * number),
                          AccountSubtype{static_cast<std::uint8_t>(below(9))}, static_cast<Minor>(below(9)) - 4,
                          money(), money(), std::nullopt});
      if (below(2) == 0) continue;
      Liability liability;
      liability.type = LiabilityType{static_cast<std::uint8_t>(below(3))};
      for (std::uint32_t apr = below(4); apr > 0; --apr) liability.aprs.push_back(below(3) / 7.0);
      if (below(2) == 0) liability.interest_rate = below(10) / 30.0;
      liability.minimum_payment_amount = money();
      liability.last_payment_amount = money();
      liability.last_statement_balance = money();
      liability.is_overdue = below(3) == 2 ? kNoFlag : static_cast<std::uint8_t>(below(2));
      if (below(2) == 0) liability.next_payment_due_date = 86'400 * below(20'000);
      accounts.back().liability = liability;
    }
  }
  return accounts;
}

}  // namespace spendlens::test
