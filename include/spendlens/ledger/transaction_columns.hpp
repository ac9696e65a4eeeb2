#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/transactions.hpp"
#include "spendlens/ledger/column_set.hpp"

namespace spendlens::ledger {

using spendlens::kNoAccount;
using spendlens::kNoMerchant;
inline constexpr std::uint16_t kNoCategory = 0xFFFF;
inline constexpr std::uint8_t kFlagPending = 1;
inline constexpr std::uint64_t kNoKey = 0;
inline constexpr std::uint16_t kNoDimension = 0xFFFF;

/// One of what Of makes of each column's type, in the order of a segment.
template <template <class> class Of>
struct TransactionFields {
  Of<Timestamp> timestamp{};
  Of<Minor> amount{};  ///< below 0: money leaves the customer; within ±kMaxOrderMinor, as margin
  Of<std::uint32_t> merchant{};
  Of<std::uint16_t> category{};
  Of<std::uint16_t> account{};  ///< index among the customer's own account refs
  Of<std::uint8_t> flags{};
  Of<std::uint32_t> quantity{};
  Of<Minor> margin{};
  Of<std::uint16_t> product_count{};
  Of<std::uint64_t> key{};                                    ///< of the transaction's or order's id; kNoKey: none
  std::array<Of<std::uint16_t>, kMaxDimensions> dimension{};  ///< in the order of the ledger's dimensions
};

/// What a column's values are: it decides how they are checked and shown.
enum class Content : std::uint8_t { kTime, kMoney, kMerchant, kCategory, kAccount, kFlags, kCount, kKey, kDimension };

/// One line of the table below. T is the type in memory.
template <class T, class Access>
struct TransactionColumn {
  using Value = T;

  Column id;
  Content content;
  T none;                   ///< of a row whose source has no such column
  const char* path;         ///< in a segment; null: of a dimension, which has a name of its own there
  const char* exported_as;  ///< name in an export; null: it is not exported, or as a dimension by its name
  const char* units;
  const char* description;
  Access access;

  /// Its field among those of some rows.
  template <class Fields>
  [[nodiscard]] constexpr auto& of(Fields& fields) const {
    return access(fields);
  }
};

template <class T, class Access>
constexpr TransactionColumn<T, Access> transaction_column(Column id, Content content, T none, const char* path,
                                                          const char* exported_as, const char* units,
                                                          const char* description, Access access) {
  return {id, content, none, path, exported_as, units, description, access};
}

/// The column of dimension i.
template <std::size_t i>
constexpr auto dimension_column() {
  return transaction_column(
      column_of_dimension(i), Content::kDimension, kNoDimension, nullptr, nullptr, "",
      "Index into the dictionary of that name; the type's largest value: none. Dimensions follow "
      "key in the order of a customer's rows.",
      [](auto& fields) -> auto& { return fields.dimension[i]; });
}

/// The columns of a transaction: the one list that batches, segments, checks, exports and generators loop over.
inline constexpr std::tuple kTransactionColumns{
    transaction_column(
        Column::kTimestamp, Content::kTime, Timestamp{0}, "/transaction/timestamp", "timestamp",
        "seconds since 1970-01-01 00:00, local",
        "A customer's rows ascend by merchant, timestamp, amount, category, account, flags, quantity, "
        "margin, product_count, key: those that are there.",
        [](auto& fields) -> auto& { return fields.timestamp; }),
    transaction_column(
        Column::kAmount, Content::kMoney, Minor{0}, "/transaction/amount", "amount", "minor units",
        "Signed: below 0 money leaves the customer.", [](auto& fields) -> auto& { return fields.amount; }),
    transaction_column(
        Column::kMerchant, Content::kMerchant, kNoMerchant, "/transaction/merchant", "merchant", "",
        "Index into /dictionary/merchant; the type's largest value: none.",
        [](auto& fields) -> auto& { return fields.merchant; }),
    transaction_column(
        Column::kCategory, Content::kCategory, kNoCategory, "/transaction/category", "category", "",
        "Index into /dictionary/category; the type's largest value: none.",
        [](auto& fields) -> auto& { return fields.category; }),
    transaction_column(
        Column::kAccount, Content::kAccount, kNoAccount, "/transaction/account", "account_id", "",
        "Index among the customer's /account_ref ids; the type's largest value: none.",
        [](auto& fields) -> auto& { return fields.account; }),
    transaction_column(
        Column::kFlags, Content::kFlags, std::uint8_t{0}, "/transaction/flags", "pending", "", "Bit 0: pending.",
        [](auto& fields) -> auto& { return fields.flags; }),
    transaction_column(
        Column::kQuantity, Content::kCount, std::uint32_t{0}, "/transaction/quantity", "quantity", "units",
        "Summed over the order's lines.", [](auto& fields) -> auto& { return fields.quantity; }),
    transaction_column(
        Column::kMargin, Content::kMoney, Minor{0}, "/transaction/margin", "margin", "minor units",
        "Summed over the order's lines.", [](auto& fields) -> auto& { return fields.margin; }),
    transaction_column(
        Column::kProductCount, Content::kCount, std::uint16_t{0}, "/transaction/product_count", "product_count",
        "products", "Distinct products of the order.", [](auto& fields) -> auto& { return fields.product_count; }),
    transaction_column(
        Column::kKey, Content::kKey, kNoKey, "/transaction/key", nullptr, "",
        "XXH3-64, seed 0, of the order's id, where it has none of the transaction's; 0: none.",
        [](auto& fields) -> auto& { return fields.key; }),
    dimension_column<0>(),
    dimension_column<1>(),
    dimension_column<2>(),
    dimension_column<3>(),
};
static_assert(std::tuple_size_v<decltype(kTransactionColumns)> ==
              static_cast<std::size_t>(Column::kDimension0) + kMaxDimensions);

/// The one of an id.
template <Column id>
[[nodiscard]] constexpr const auto& transaction_column_of() {
  constexpr const auto& column = std::get<static_cast<std::size_t>(id)>(kTransactionColumns);
  static_assert(column.id == id, "the table is in the order of Column");
  return column;
}

/// Every row has these.
inline constexpr ColumnSet kRequiredColumns{Column::kTimestamp, Column::kAmount};

/// Calls use(column) for each column, in the order of a segment.
template <class Use>
constexpr void for_each_transaction_column(Use use) {
  std::apply([&use](const auto&... columns) { (use(columns), ...); }, kTransactionColumns);
}

/// All of them, as a set.
[[nodiscard]] constexpr ColumnSet all_transaction_columns() {
  ColumnSet all;
  for_each_transaction_column([&all](const auto& column) { all.add(column.id); });
  return all;
}

namespace detail {
template <class T>
using ValueOf = T;
template <class T>
using VectorOf = std::vector<T>;
template <class T>
using ViewOf = std::span<const T>;
}  // namespace detail

/// One transaction; a new one has no merchant, category and account.
struct TransactionRow : TransactionFields<detail::ValueOf> {
  constexpr TransactionRow() {
    for_each_transaction_column([this](const auto& column) { column.of(*this) = column.none; });
  }
};

/// Transactions as columns; those that are not held are empty.
using TransactionRows = TransactionFields<detail::VectorOf>;

/// The same, as a view.
using TransactionViews = TransactionFields<detail::ViewOf>;

[[nodiscard]] inline TransactionViews views_of(const TransactionRows& rows) {
  TransactionViews views;
  for_each_transaction_column([&](const auto& column) { column.of(views) = column.of(rows); });
  return views;
}

/// Adds a row to the columns that `held` names.
inline void append_row(ColumnSet held, const TransactionRow& row, TransactionRows& rows) {
  for_each_transaction_column([&](const auto& column) {
    if (held.has(column.id)) column.of(rows).push_back(column.of(row));
  });
}

/// The order of a customer's rows: by merchant, then by every other column in the order of a segment.
/// compare(column) gives the order of two rows by one column.
template <class Compare>
[[nodiscard]] constexpr std::strong_ordering order_of_rows(Compare compare) {
  std::strong_ordering order = compare(transaction_column_of<Column::kMerchant>());
  if (order != 0) return order;
  std::apply([&](const auto&... columns) { static_cast<void>(((order = compare(columns), order != 0) || ...)); },
             kTransactionColumns);
  return order;
}

[[nodiscard]] inline std::strong_ordering compare_rows(const TransactionRow& a, const TransactionRow& b) {
  return order_of_rows([&](const auto& column) { return column.of(a) <=> column.of(b); });
}

}  // namespace spendlens::ledger
