#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/segment/customer_history.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

/// What the customers and rows of one rank add up to.
struct CheckTotals {
  std::vector<std::uint64_t> customers_by_prefix;
  std::vector<std::uint64_t> transactions_by_prefix;
  Timestamp first_timestamp = kNoTimestamp;
  Timestamp last_timestamp = 0;
  uint128 turnover = 0;
};

/// "segment 'x': what it is; what to do", as InputError.
[[noreturn]] void refuse_segment(const Segment& segment, const std::string& what);

/// Checks the attributes of customers in some prefixes and those that are listed for them alone: hashes are those of
/// the ids, and none is a customer of the segment. Local; throws InputError.
void check_attributes(const Segment& segment, PrefixRange range);

/// Some consecutive customers of a segment.
struct CustomerChunk {
  std::uint64_t first = 0;
  std::vector<char> id;
  std::vector<std::uint64_t> hash;
  std::vector<Timestamp> first_timestamp;
  std::vector<std::uint8_t> history;  ///< empty where the segment has none, as first_settled
  std::vector<Timestamp> first_settled;
  std::vector<std::uint64_t> offset;          ///< as in the file, n + 1
  std::vector<std::uint64_t> account_offset;  ///< likewise; empty where the segment has no accounts

  [[nodiscard]] std::uint64_t size() const { return hash.size(); }
};

/// Reads customers and checks them, those before a chunk's first included. Local; throws InputError.
class CustomerCheck {
 public:
  explicit CustomerCheck(const Segment& segment) : segment_(segment) {}

  /// Reads [range.begin, range.end), checks ids, hashes, order, offsets and account ids, and counts them by prefix.
  void read(ItemRange range, CustomerChunk& chunk, CheckTotals& totals);

  /// For messages.
  [[nodiscard]] std::string customer_text(const CustomerChunk& chunk, std::uint64_t index) const;

 private:
  void read_previous(std::uint64_t customer);
  void check_one(const CustomerChunk& chunk, std::uint64_t index);
  void check_offsets(const std::vector<std::uint64_t>& offset, std::uint64_t first, std::uint64_t limit,
                     const char* column) const;
  void check_accounts(const CustomerChunk& chunk) const;

  const Segment& segment_;
  bool has_previous_ = false;
  std::uint64_t previous_hash_ = 0;
  std::string previous_id_;
};

/// Reads the rows of checked customers and checks them. Local; throws InputError.
class RowCheck {
 public:
  explicit RowCheck(const Segment& segment);

  void run(const CustomerCheck& customers, const CustomerChunk& chunk, CheckTotals& totals);

 private:
  void read(std::uint64_t first, std::uint64_t n);
  [[nodiscard]] TransactionRow row_at(std::uint64_t index) const;
  /// What is wrong with a row by itself; empty where nothing is.
  [[nodiscard]] std::string fault_of(const TransactionRow& row, std::uint64_t num_accounts) const;

  const Segment& segment_;
  HistoryRule history_;
  std::uint64_t piece_first_ = 0;
  TransactionRows rows_;
};

}  // namespace spendlens::ledger
