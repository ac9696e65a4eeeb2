#pragma once

#include <cstdint>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/ledger/snapshot.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::ledger {

/// The part of a segment writer that writes accounts and liabilities.
class SnapshotWriter {
 public:
  /// Collective. `part` is what this rank will append, `totals` what all of them will.
  SnapshotWriter(comm::Communicator& communicator, const SegmentPart& part, const SegmentPart& totals);

  /// Local: of `num_customers` customers from the segment's `first_customer` on. Returns false where money does not fit
  /// its columns. Throws InternalError where it is more than announced, or columns do not fit each other.
  [[nodiscard]] bool append(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                            std::uint64_t num_customers, const Snapshot& snapshot);

  /// Throws InternalError where less was appended than announced. Local.
  void require_complete() const;

  /// Writes the offsets' ends. Local: by one rank.
  void close_offsets(const store::ColumnFileWriter& file) const;

 private:
  [[nodiscard]] bool append_accounts(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                                     const Snapshot& snapshot);
  void append_joint(const store::ColumnFileWriter& file, std::uint64_t first_customer, std::uint64_t num_customers,
                    const Snapshot& snapshot);
  [[nodiscard]] bool append_liabilities(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                                        const Snapshot& snapshot);

  SegmentPart part_;
  SegmentPart totals_;
  std::uint64_t first_account_ = 0;
  std::uint64_t first_liability_ = 0;
  std::uint64_t first_apr_ = 0;
  std::uint64_t first_joint_ = 0;
  std::uint64_t accounts_ = 0;
  std::uint64_t liabilities_ = 0;
  std::uint64_t aprs_ = 0;
  std::uint64_t joint_ = 0;
};

}  // namespace spendlens::ledger
