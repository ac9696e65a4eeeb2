#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/fold/fold.hpp"
#include "ingest/record/wire_row.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

/// An order as it will be stored, but for its account, whose index is known when all of the customer's are.
struct FoldedOrder : ledger::TransactionRow {
  std::string_view account_id;
};

/// Folds the lines of one customer after the other into orders (DEFINITIONS section 1, "Orders"). Local.
class LineFold {
 public:
  explicit LineFold(const FoldContext& context) : context_(context) {}

  /// The orders, in no order, without their accounts' indices; good until the next call, their texts as long as the
  /// rows'. Rows that are rejected and lines that were folded are added to the result. `rows`: all of one customer,
  /// sorted by order, file and line.
  [[nodiscard]] std::span<FoldedOrder> orders_of(std::span<const WireRow> rows, FoldResult& result);

 private:
  void reject(const WireRow& row, const char* reason, std::string_view detail);
  void drop_conflicting_orders();
  void drop_second_transactions();
  void fold_order(std::span<const WireRow* const> lines);
  [[nodiscard]] static std::span<const WireRow* const> first_amount(std::span<const WireRow* const> lines);
  [[nodiscard]] std::int64_t merchant_of(const WireRow& row) const;
  [[nodiscard]] std::int64_t category_of(const WireRow& row) const;
  [[nodiscard]] std::array<std::int64_t, ledger::kMaxDimensions> dimensions_of(const WireRow& row) const;
  [[nodiscard]] std::uint16_t count_products(std::span<const WireRow* const> lines);

  const FoldContext& context_;
  FoldResult* result_ = nullptr;
  std::vector<const WireRow*> kept_;
  std::vector<FoldedOrder> orders_;
  std::vector<std::string_view> products_;
};

}  // namespace spendlens::ingest
