#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/record/reject_reason.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

/// The rejects of one kind of record of one rank: counted by reason, the first 10 of each kept as samples, the raw
/// records in a temporary file until all ranks' are merged.
class Rejects {
 public:
  static constexpr std::size_t kSamples = 10;

  /// `directory`: a temporary directory of this kind's own, which exists.
  Rejects(const std::string& directory, int rank);

  /// A row found bad while reading. Rows come in ascending order of place within this rank.
  void add(RejectPlace place, const char* reason, std::string_view detail, std::string_view record);

  /// A row found bad after it was sent on; its record follows by add_late_record, by the rank that reads it again.
  void add_late(RejectPlace place, const char* reason, std::string_view detail);
  void add_late_record(RejectPlace place, std::string_view record);

  [[nodiscard]] const std::vector<RejectPlace>& late() const { return late_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

  /// Collective: the counts of all ranks.
  [[nodiscard]] std::map<std::string, std::uint64_t> total_counts(comm::Communicator& communicator) const;
  /// Collective: the first samples of all ranks, on rank 0.
  [[nodiscard]] std::vector<RejectSample> samples(comm::Communicator& communicator,
                                                  const std::vector<std::string>& file_names) const;

  /// Until the spilled records are in their files.
  void flush();

  /// Rank 0's part: merges the flushed records of all ranks by place into the new file `path`, after `header`; synced.
  static void merge(const std::string& directory, int ranks, const std::string& header, const std::string& path);

 private:
  struct Sample {
    RejectPlace place;
    std::string detail;
  };
  struct Spill {
    store::File file;
    std::string buffer;
    std::uint64_t written = 0;

    void append(RejectPlace place, std::string_view record);
    void flush();
  };

  void count(RejectPlace place, const char* reason, std::string_view detail);

  std::map<std::string, std::uint64_t> counts_;
  std::map<std::string, std::vector<Sample>> samples_;
  std::vector<RejectPlace> late_;
  Spill early_records_;
  Spill late_records_;
};

}  // namespace spendlens::ingest
