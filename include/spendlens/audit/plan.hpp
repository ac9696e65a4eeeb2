#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "spendlens/audit/audit.hpp"

namespace spendlens::audit {

/// What an audit will read, write and hold, told from the ledger's metadata without reading its rows.
struct AuditPlan {
  /// What one rank of so many holds at most, all of it: program, indexes, batches, its customers.
  struct Share {
    int ranks = 1;
    std::uint64_t rows = 0;  ///< that it reads, about
    std::uint64_t memory_bytes = 0;
  };

  ObservedPeriod period;
  ObservedPeriod compare;
  Day reference = 0;
  std::size_t other_dates = 0;  ///< that the same run audits too
  std::uint64_t segments = 0;
  std::uint64_t segments_passed_over = 0;  ///< of which no row is read, as none can matter
  std::uint64_t transactions = 0;          ///< of the ledger
  std::uint64_t rows = 0;                  ///< that are read
  /// Exact for one segment, otherwise estimated from some of the hash prefixes
  std::uint64_t customers = 0;
  bool customers_are_exact = true;
  std::uint64_t bytes_read = 0;        ///< of all ranks
  std::uint64_t bytes_written = 0;     ///< audit.h5 without /stream, whose rows nobody knows yet
  std::uint64_t checkpoint_bytes = 0;  ///< of all checkpoints of a run together, streams aside
  int most_ranks = 1;                  ///< that the work is worth: more have less to do than starting them takes
  std::vector<Share> shares;           ///< for 1, 2, 4, ... ranks up to most_ranks
};

/// Writes nothing. Collective; the same on every rank. Throws as run_audit() does before it reads rows.
[[nodiscard]] AuditPlan plan_audit(comm::Communicator& communicator, const AuditOptions& options);

}  // namespace spendlens::audit
