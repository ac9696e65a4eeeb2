#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "ingest/exchange/dictionary.hpp"
#include "ingest/exchange/run_spool.hpp"
#include "ingest/fold/order_keys.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/reject_reason.hpp"
#include "ingest/record/wire_row.hpp"

namespace spendlens::ingest {

/// What folding needs to know beside the rows.
struct FoldContext {
  Schema schema;
  bool spend_positive = false;
  const Dictionary* merchants = nullptr;  ///< null where the schema has none
  const Dictionary* categories = nullptr;
  const std::unordered_set<std::string>* conflicting_orders = nullptr;
  std::uint64_t most_turnover = kMaxTurnover;   ///< of a customer: all rows of one above it are rejected
  bool is_order_amount_first = false;           ///< an order's amount is its first line's that has one
  std::span<const Dictionary> dimensions = {};  ///< of each that the schema has
};

/// Customers none of whose rows can be stored, as their sums are beyond what a ledger holds, each with whether it is
/// the margins' sum. Their rows have gone by without their places, and are found again by the customer's id.
using OverflowingCustomers = std::map<std::string, bool, std::less<>>;

/// Accounts of rows of such customers that only their accounts tell of, each with the customer.
using OverflowingAccounts = std::map<std::string, std::string, std::less<>>;

struct FoldResult {
  FinishedRun run;
  std::vector<LateReject> rejects;
  OverflowingCustomers overflowing;
  OverflowingAccounts overflowing_accounts;
  std::uint64_t lines_folded = 0;
  std::uint64_t customers_stored = 0;  ///< rows of files of customers
};

/// Memory that one bucket after the other is folded in. Not for two threads at a time.
struct FoldScratch {
  std::vector<std::uint32_t> customer_of_row;
  std::vector<OrderKeys::Key> keys;
  std::vector<OrderKeys::Key> grouped_keys;
};

/// Rows of a range of hashes, in any order, to finished customers (DEFINITIONS section 1, "Orders"): rows of orders
/// under two customers and second rows of a transaction_id are rejected, the lines of an order become one, the orders
/// are put in the segment's order. An overflowing customer leaves nothing else in the result. Local; does not depend on
/// the order of rows. Throws InputError naming the customer who has too many accounts.
[[nodiscard]] FoldResult fold_rows(std::span<const std::byte> bytes, const FoldContext& context, FoldScratch& scratch);

}  // namespace spendlens::ingest
