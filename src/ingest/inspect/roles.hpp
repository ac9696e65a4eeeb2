#pragma once

#include <array>
#include <optional>
#include <vector>

#include "ingest/inspect/column_facts.hpp"
#include "ingest/inspect/synonyms.hpp"

namespace spendlens::ingest {

/// Which column has which role in a log, by names and by what the columns hold.
class Roles {
 public:
  Roles(const Table& table, const Synonyms& synonyms);

  /// The column's number; -1: none has the role.
  [[nodiscard]] int column(Role role) const { return column_[static_cast<std::size_t>(role)]; }
  [[nodiscard]] bool has(Role role) const { return column(role) >= 0; }
  [[nodiscard]] const ColumnFacts& facts(Role role) const {
    return table_.columns[static_cast<std::size_t>(column(role))];
  }
  /// All columns that may have the role, the best first.
  [[nodiscard]] std::vector<int> candidates(Role role) const;
  /// Whether the column has its role by its name; otherwise by what it holds alone.
  [[nodiscard]] bool is_named(Role role) const;
  void give(Role role, int column) { column_[static_cast<std::size_t>(role)] = column; }
  void drop(Role role) { give(role, -1); }
  [[nodiscard]] bool is_taken(int column) const;

  /// Whether what the column holds can be read so, whatever its name.
  [[nodiscard]] bool fits(Role role, const ColumnFacts& facts) const;

  /// The log has what shops write: orders of products, quantities, prices.
  [[nodiscard]] bool is_shop() const { return is_shop_; }

 private:
  [[nodiscard]] double score(Role role, std::size_t column) const;
  [[nodiscard]] static bool is_told_by_name(Role role, double by_name, const ColumnFacts& facts);
  void find(Role role);
  void find_times();
  void find_unnamed();

  const Table& table_;
  const Synonyms& synonyms_;
  std::array<int, kNumRoles> column_{};
  bool is_shop_ = false;
};

/// Whether a name, of whatever amounts it speaks, is none of an amount: "sales channel id", "Chq./Ref.No.".
[[nodiscard]] bool is_money_by_name(const std::string& name);

/// A number of Excel's as a day of 1955 to 2118, in most values.
[[nodiscard]] bool may_be_excel(const Table& table, int column);
/// A count of days from some day on.
[[nodiscard]] bool may_be_days(const Table& table, int column);

}  // namespace spendlens::ingest
