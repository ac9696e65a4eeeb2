#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/ranges.hpp"

namespace spendlens::ledger {

/// Bytes that a BatchReader takes for each row and customer of a batch; accounts, account ids and liabilities are
/// counted with the customers, as many as a customer has of them on average.
[[nodiscard]] BatchCost reading_cost(const Ledger& ledger, const WantedColumns& wanted);

/// Bytes that a BatchReader reads of all batches, and customers_by_prefix() before it, as the segments' needs say;
/// about, where rows name accounts. Local.
[[nodiscard]] std::uint64_t bytes_to_read(const Ledger& ledger, const WantedColumns& wanted);

/// Streams batches, reading the next one ahead in a helper thread (pread only) while the caller works on the present
/// one. Local; the ledger must outlive it. Memory: two batches (with several segments three).
class BatchReader {
 public:
  BatchReader(const Ledger& ledger, std::vector<PrefixRange> batches, WantedColumns wanted,
              RowOrder order = RowOrder::kByMerchant);
  ~BatchReader();
  BatchReader(const BatchReader&) = delete;
  BatchReader& operator=(const BatchReader&) = delete;

  /// The next batch, null after the last. Valid until the next call. Throws what the reading threw; InputError naming
  /// segment and customer where offsets or codes are out of range.
  [[nodiscard]] const Batch* next();

  [[nodiscard]] std::uint64_t bytes_read() const;

  /// The memory of all of its batches, while none is being read: before the first and after the last next().
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spendlens::ledger
