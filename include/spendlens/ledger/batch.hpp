#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/customer_attributes.hpp"
#include "spendlens/ledger/snapshot.hpp"
#include "spendlens/ledger/transaction_columns.hpp"

namespace spendlens::ledger {

/// Which columns a reader wants; timestamp and amount always come. With kAccount come the customers' account ids that
/// rows name, kSnapshot and kAttributes are the newest segment's that has them.
struct WantedColumns {
  ColumnSet columns;
  /// Bits of AccountSubtype: rows of such accounts are marked; with the snapshot alone
  std::uint32_t marked_subtypes = 0;
};

/// How the rows of a customer that has some in several segments are put together.
enum class RowOrder {
  kByMerchant,  ///< as a segment orders them where merchants are wanted and there; otherwise segment after segment
  kTotal,       ///< as a segment orders them: merchant, timestamp, then every further column that is wanted
  kBySegment,   ///< segment after segment, each segment's as it orders them
};

/// The customers of some hash prefixes with their rows from all segments, all that are needed. Merged: customers ascend
/// by (hash, id), each once; a customer's rows by merchant, then timestamp (with several segments only where merchant
/// is wanted, otherwise segment after segment); codes are the ledger's. Columns that were not wanted or that no segment
/// has are empty; rows of a segment that lacks a column hold "none" (0 for flags and numbers).
/// Buffers are reused from batch to batch.
struct Batch : TransactionRows {
  std::uint32_t id_width = 1;
  std::vector<char> id;  ///< NUL-padded
  std::vector<std::uint64_t> hash;
  std::vector<Timestamp> first_timestamp;  ///< of all of a customer's rows
  std::vector<std::uint8_t> archetype;     ///< of the first segment that knows it; kNoArchetype: none does
  std::vector<std::uint64_t> offset;       ///< n + 1, from 0

  std::uint32_t account_width = 1;
  std::vector<std::uint64_t> account_ref_offset;  ///< n + 1, from 0; empty where accounts are not wanted or not there
  /// Ids that the customer's rows name in any segment, sorted, NUL-padded
  std::vector<char> account_ref;
  /// 1: the row's account is in the snapshot, of a subtype that is to be marked
  std::vector<std::uint8_t> account_marked;
  Snapshot snapshot;              ///< of the batch's customers; empty where not wanted or not there
  CustomerAttributes attributes;  ///< likewise, in the order of Ledger::attributes()

  [[nodiscard]] std::size_t num_customers() const { return hash.size(); }
  [[nodiscard]] std::size_t num_rows() const { return timestamp.size(); }
  [[nodiscard]] std::string_view customer_id(std::size_t customer) const { return text_at(id, id_width, customer); }
};

/// Bytes that the buffers of a batch take.
[[nodiscard]] std::uint64_t memory_bytes(const Batch& batch);

}  // namespace spendlens::ledger
