#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/aliases.hpp"

namespace spendlens::ledger {

struct CompactOptions {
  std::string ledger;                 ///< directory
  std::vector<std::string> segments;  ///< names of those to fold; none: all
  /// Name of the new segment, none of the ledger's; empty: FIRST_to_LAST of the folded, NAME_named of a single one
  std::string into;
  /// The merchants of all are named anew by these; nothing: they must have been named by the same ones
  std::optional<PayeeRules> merchants = std::nullopt;
  std::uint64_t memory_bytes = std::uint64_t{256} << 20;  ///< of a rank's batches
};

struct CompactReport {
  std::vector<std::string> folded;  ///< by name; empty where there was one segment and nothing to do
  std::string segment;              ///< name of the new one
  std::uint64_t num_customers = 0;
  std::uint64_t num_transactions = 0;
  std::uint64_t bytes_written = 0;  ///< of all ranks
};

/// Folds segments of a ledger into one, in bounded memory: the rows of all, columns that any of them has, the accounts
/// of the one whose accounts count among them; one alone with `merchants` only. Its bytes depend on the segments and
/// the version alone. Rejects files stay. Whenever it is interrupted the ledger holds every row once.
///
/// Collective; holds the ledger's lock. Throws UsageError for names that cannot be, where other accounts would count
/// afterwards and where `merchants` asks for texts that are gone, InputError where a segment is missing or damaged, or
/// where segments' merchants were named differently, Error(kInUse), IoError.
CompactReport compact(comm::Communicator& communicator, const CompactOptions& options);

/// Finishes what an interrupted compact() left: removes what a published segment replaces, then the journal. Local, on
/// one rank, by a job that holds the ledger's lock and is about to write to it. Throws InputError where the journal is
/// damaged, IoError.
void recover_compaction(const std::string& directory);

}  // namespace spendlens::ledger
