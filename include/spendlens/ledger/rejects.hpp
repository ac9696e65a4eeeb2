#pragma once

#include <array>
#include <string>
#include <vector>

#include "spendlens/store/block_sums.hpp"

namespace spendlens::ledger {

/// The kinds of records whose rejects have a file each, as the ending of its name says: of transactions none.
inline constexpr std::array<const char*, 4> kRejectEndings = {"", ".accounts", ".liabilities", ".customers"};
/// What follows it where the import was refused: then the segment's own rejects stay.
inline constexpr const char* kRefusedEnding = ".refused";

/// LEDGER/rejects/SEGMENT.csv, SEGMENT.accounts.csv, SEGMENT.liabilities.csv, SEGMENT.customers.csv; those of a refused
/// import SEGMENT.refused.csv, ....
[[nodiscard]] std::string rejects_path(const std::string& directory, const std::string& segment, std::size_t kind,
                                       bool refused);

/// Throws UsageError where the name ends as that of another segment's rejects file does.
void require_own_rejects(const std::string& segment);

/// The rejects that come with a new version of a segment: they take the places of its old ones if, and only if, that
/// version is published, whenever the writer is ended.
///
///     RejectsPublication rejects(ledger, "july");                 empties the folder of rejects on their way
///     ... write rejects.next_path(kind) of each kind that has some
///     writer.publish([&](sums) { rejects.announce(sums); });      the journal, before the segment's rename
///     rejects.finish();                                           the files to their places, the old ones away
///
/// Ended in between, the next WriteLock finishes where the ledger's segment is the one announced, and throws the
/// rejects on their way away where it is not. Local, on one rank, under a WriteLock. Throws IoError.
class RejectsPublication {
 public:
  RejectsPublication(std::string directory, std::string segment);
  /// What was not finished is, or goes, as it would with the next WriteLock.
  ~RejectsPublication();
  RejectsPublication(const RejectsPublication&) = delete;
  RejectsPublication& operator=(const RejectsPublication&) = delete;

  /// The path at which the file of a kind is to be written.
  [[nodiscard]] std::string next_path(std::size_t kind) const;
  /// Durable when it returns.
  void announce(const store::BlockSums& segment);
  void finish();
  /// Instead of both, where the import is refused: the files to the names of refused ones.
  void refuse();

 private:
  std::string directory_;
  std::string segment_;
};

/// Ends a publication that was cut short, as said above. Local, under a WriteLock. Throws InputError where the journal
/// is damaged.
void finish_rejects(const std::string& directory);

}  // namespace spendlens::ledger
