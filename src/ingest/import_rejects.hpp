#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/parse/pseudonyms.hpp"
#include "ingest/rejects.hpp"
#include "ingest/source/block_source.hpp"
#include "ingest/source/input_files.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// The rejects of one rank, each with those of its kind: the kind of a place is its file's.
class ImportRejects {
 public:
  /// `directory`: the import's temporary directory. Collective. `inputs` must outlive this.
  ImportRejects(comm::Communicator& communicator, const std::string& directory, const Inputs& inputs);

  /// As Rejects::add and add_late.
  void add(RejectPlace place, const char* reason, std::string_view detail, std::string_view record);
  void add_late(const LateReject& reject);

  /// Why a transaction that is no late reject yet is rejected all the same, one of reason::, and the offending text;
  /// null: it is not. Rows that are bad by themselves are not.
  struct Verdict {
    const char* reason = nullptr;
    std::string_view detail;
  };
  using Judge = std::function<Verdict(std::string_view record, RejectPlace place)>;

  /// Collective: reads the files of late rejects again for their records, each rank what it reads; where there is a
  /// `judge`, on all ranks or none, all transactions. `pseudonyms`: of the ids in them; null: they stay.
  void fetch_late_records(comm::Communicator& communicator, const Inputs& inputs, const SourceOptions& options,
                          const Judge& judge, Pseudonyms* pseudonyms = nullptr);

  /// Until the records are in their files. Local.
  void flush();

  /// Collective: the counts of all ranks.
  [[nodiscard]] std::map<std::string, std::uint64_t> total_counts(comm::Communicator& communicator,
                                                                  RecordKind kind) const;
  /// Collective: the first samples of all ranks, on rank 0.
  [[nodiscard]] std::vector<RejectSample> samples(comm::Communicator& communicator,
                                                  const std::vector<std::string>& file_names) const;

  /// Collective: writes the flushed records of each kind that has some to the file that `path_of` names; called on rank
  /// 0 alone.
  void write(comm::Communicator& communicator, const Inputs& inputs,
             const std::function<std::string(RecordKind)>& path_of) const;

 private:
  [[nodiscard]] Rejects& of(RejectPlace place) { return *of_kind_[index_of(inputs_.kind_of(place.file))]; }
  [[nodiscard]] std::string directory_of(RecordKind kind) const { return directory_ + "/rejects-of-" + name_of(kind); }

  std::string directory_;
  const Inputs& inputs_;
  std::array<std::unique_ptr<Rejects>, kNumKinds> of_kind_;
};

}  // namespace spendlens::ingest
