#pragma once

#include <string>
#include <vector>

namespace spendlens::ledger {

/// LEDGER/.compact: the segment `into` replaces `folded`. It takes effect by itself in the moment in which `into` is
/// published. Why no row is ever lost or counted twice:
/// - It is whole and on the disk, by rename, before `into` can appear, and while it is there no job but the one that
/// wrote
///   it brings a segment `into` about: writers hold the ledger's lock and settle a journal that they find first. `into`
///   was not there when the journal was written. So `into` is there exactly if it was published, with all of the rows.
/// - Until then readers see the folded segments alone, which are whole; from then on `into` alone, whether the folded
///   ones are still there, half removed, or gone.
/// - It goes only after their removal is on the disk.
struct CompactJournal {
  std::string into;
  std::vector<std::string> folded;
};

/// Takes the names out that a published compacted segment replaces. Throws InputError where the journal is damaged.
void drop_replaced(const std::string& directory, std::vector<std::string>& names);

/// Durable when it returns. The caller holds the ledger's lock.
void write_compact_journal(const std::string& directory, const CompactJournal& journal);

}  // namespace spendlens::ledger
