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
  for (Row& row : rows) {
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
  }
  return rows;
}

inline std::vector<Row> without_accounts(std::vector<Row> rows) {
  for (Row& row : rows) row.account.clear();
  return rows;
}

}  // namespace spendlens::test
