#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::test {

/// Dimensions of test segments.
inline constexpr std::array<const char*, ledger::kMaxDimensions> kDimensionNames = {"channel", "country", "store",
                                                                                    "zone"};

/// A transaction as a test writes it down; an empty merchant, category or account is none.
struct Row {
  std::string customer;
  Timestamp timestamp = 0;
  Minor amount = 0;
  std::string merchant;
  std::string category;
  std::uint8_t flags = 0;
  std::uint32_t quantity = 0;
  Minor margin = 0;
  std::uint16_t product_count = 0;
  std::string account;
  std::uint64_t key = 0;
  std::array<std::string, ledger::kMaxDimensions> dimension{};  ///< of kDimensionNames

  friend bool operator==(const Row&, const Row&) = default;
};

/// Whose texts keep in the order of their dictionary codes: none comes last.
inline auto row_order(const Row& row) {
  const auto none_last = [](const std::string& text) { return std::pair(text.empty(), text); };
  return std::tuple(text_hash(row.customer), row.customer, none_last(row.merchant), row.timestamp, row.amount,
                    none_last(row.category), none_last(row.account), row.flags, row.quantity, row.margin,
                    row.product_count, row.key, none_last(row.dimension[0]), none_last(row.dimension[1]),
                    none_last(row.dimension[2]), none_last(row.dimension[3]));
}

inline void sort_rows(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return row_order(a) < row_order(b); });
}

/// The distinct texts of a member, without the empty one, sorted.
inline std::vector<std::string> distinct(const std::vector<Row>& rows, std::string Row::*member) {
  std::vector<std::string> texts;
  for (const Row& row : rows)
    if (!(row.*member).empty()) texts.push_back(row.*member);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

/// Likewise of a dimension.
inline std::vector<std::string> distinct_of(const std::vector<Row>& rows, std::size_t dimension) {
  std::vector<std::string> texts;
  for (const Row& row : rows)
    if (!row.dimension[dimension].empty()) texts.push_back(row.dimension[dimension]);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

template <class Code>
Code code_of(const std::vector<std::string>& texts, const std::string& text) {
  if (text.empty()) return static_cast<Code>(~Code{0});
  return static_cast<Code>(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
}

/// The rows without what is not stored, so that they sort by what is.
inline std::vector<Row> with_columns(std::vector<Row> rows, ledger::ColumnSet columns) {
  for (Row& row : rows) {
    if (!columns.has(ledger::Column::kMerchant)) row.merchant.clear();
    if (!columns.has(ledger::Column::kCategory)) row.category.clear();
    if (!columns.has(ledger::Column::kAccount)) row.account.clear();
    if (!columns.has(ledger::Column::kFlags)) row.flags = 0;
    if (!columns.has(ledger::Column::kQuantity)) row.quantity = 0;
    if (!columns.has(ledger::Column::kMargin)) row.margin = 0;
    if (!columns.has(ledger::Column::kProductCount)) row.product_count = 0;
    if (!columns.has(ledger::Column::kKey)) row.key = 0;
    for (std::size_t i = 0; i < ledger::kMaxDimensions; ++i)
      if (!columns.has(ledger::column_of_dimension(i))) row.dimension[i].clear();
  }
  return rows;
}

}  // namespace spendlens::test
