#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "audit/checkpoint/checkpoint_part.hpp"
#include "audit/checkpoint/fingerprint.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

/// The progress of an audit on disk: `OUT/.checkpoint/` holds a manifest (the fingerprint of the run, and an id) and a
/// part for each finished_range of hash prefixes that is finished, whose columns are in `OUT/audit.h5.tmp` by then. Any
/// number of ranks goes on from it.
///
/// A part is there only after the rank's columns are on the disk; a manifest is there only after the temporary result
/// is. A part of another id belongs to another temporary and counts for nothing.
class Checkpoint {
 public:
  using Notice = std::function<void(const std::string&)>;  ///< of a line for people; called on rank 0

  /// Finds what an earlier run left. What does not fit this one is said and removed. Collective.
  Checkpoint(comm::Communicator& communicator, const std::string& out, Fingerprint fingerprint, Notice notice);

  [[nodiscard]] const std::string& directory() const { return directory_; }

  /// What is finished, ascending, none overlapping; the same on all ranks.
  [[nodiscard]] const std::vector<Part>& finished() const { return finished_; }
  [[nodiscard]] std::vector<ledger::PrefixRange> finished_ranges() const;

  /// Forgets, and removes, the parts of other ranges than these; without one that is left, the checkpoint. Collective.
  void keep_only(const std::vector<ledger::PrefixRange>& ranges);

  /// The id of the checkpoint that is there, else empty.
  [[nodiscard]] const std::string& id() const { return id_; }

  /// Whether the temporary result is to be gone on with.
  [[nodiscard]] bool resumes() const { return !finished_.empty(); }

  /// Puts the finished of this rank on the disk: first the columns in `file`, then a part each. From then on `file`'s
  /// temporary is kept. Collective. Throws IoError.
  void save(store::ColumnFileWriter& file, const std::vector<FinishedRange>& finished, const CustomerState& state,
            StreamSpill& streams);

  /// Local.
  void restore(const Part& part, Aggregates& aggregates, CustomerState& state, StreamSpill& streams) const;

  /// The run is complete: nothing stays. Collective.
  void remove();

 private:
  void find_manifest();
  void find_parts();
  void leave_aside(const std::string& why);
  void write_manifest(const store::ColumnFileWriter& file);

  comm::Communicator& communicator_;
  std::string out_;
  std::string directory_;
  Fingerprint fingerprint_;
  Notice notice_;
  std::string id_;  ///< empty: there is no manifest
  std::vector<Part> finished_;
};

}  // namespace spendlens::audit
