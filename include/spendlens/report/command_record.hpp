#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spendlens::report {

/// A file, a segment of a ledger or a result that a command read or wrote. What was not found out is nothing: a command
/// that failed did not get that far, or it is a pipe.
struct RecordedData {
  std::string kind;  ///< "file", "segment", "ledger" or "result"
  std::string path;  ///< as it was given, or below that
  std::optional<std::uint64_t> bytes = std::nullopt;
  /// What it holds. `xxh3-128:` the file's bytes (as `xxhsum -H2` prints it); `xxh3-128-1MiB:` the digests of its
  /// blocks of 1 MiB, 16 bytes each, big-endian; `xxh3-128-sums:` of a segment or a result the lines of its NAME.h5.sum
  /// that are no facts
  std::optional<std::string> digest = std::nullopt;
  std::optional<std::uint64_t> rows = std::nullopt;
};

/// One execution of a command: what --record, --metrics and --lineage tell. On the rank that writes it.
struct CommandRecord {
  using Time = std::chrono::system_clock::time_point;

  std::string id;       ///< a random UUID
  std::string command;  ///< empty: there was none on the command line
  std::vector<std::string> arguments;
  std::string target;     ///< path of what it works on: the ledger, the result, the file; may be empty
  std::string version;    ///< of spendlens
  std::string commit;     ///< that it was built from
  std::string host;       ///< of the rank that writes
  std::string directory;  ///< to which paths are relative
  int ranks = 1;
  int threads = 1;  ///< of each rank

  std::optional<int> exit_code = std::nullopt;  ///< nothing: it is at work, or was killed
  std::string outcome;                          ///< the exit code in words
  std::string error;                            ///< its line on standard error; empty: none
  Time started_at;
  std::optional<Time> ended_at = std::nullopt;
  double seconds = 0;
  std::vector<std::pair<std::string, double>> stage_seconds;

  /// Rows by what became of them: "read", "stored", "folded", "rejected", "filtered", "written", ...; those known
  std::map<std::string, std::uint64_t> rows;
  std::optional<std::uint64_t> customers = std::nullopt;
  std::optional<std::uint64_t> bytes_read = std::nullopt;  ///< nothing: those of the inputs added up; written likewise
  std::optional<std::uint64_t> bytes_written = std::nullopt;
  std::uint64_t peak_memory_bytes = 0;  ///< resident, of the rank that writes

  std::vector<RecordedData> inputs;
  std::vector<RecordedData> outputs;
};

/// The record as docs/record.schema.json describes it: JSON in lines. Local.
[[nodiscard]] std::string record_json(const CommandRecord& record);

/// Prometheus' text format, labelled with command and target. `earlier` is what the file held before: of a command that
/// fails now the time of its last success stays known. Local.
[[nodiscard]] std::string record_metrics(const CommandRecord& record, const std::string& earlier = "");

/// One event of OpenLineage in a line: START of a record without an exit code, else COMPLETE (0), ABORT (stopped with a
/// checkpoint, or by a signal) or FAIL. The job's namespace is OPENLINEAGE_NAMESPACE or `spendlens`, its parent
/// OPENLINEAGE_PARENT_ID, as NAMESPACE/JOB/RUN. Local.
[[nodiscard]] std::string lineage_event(const CommandRecord& record);

/// The files to which the record goes; empty: not there.
struct RecordPlaces {
  std::string record;
  std::string metrics;
  std::string lineage;

  [[nodiscard]] bool any() const { return !record.empty() || !metrics.empty() || !lineage.empty(); }
};

/// At the begin of a command, so that one which is killed has left a trace: the record without an exit code, and the
/// event START. Throws UsageError where a place is a file of a ledger or of a result, IoError. Local.
void write_begun_record(const RecordPlaces& places, const CommandRecord& record);

/// The record and the metrics by rename, the event behind those that are there. Throws as above. Local.
/// `in_haste`: the process may be killed at any moment, so that nothing waits for the disk.
void write_ended_record(const RecordPlaces& places, const CommandRecord& record, bool in_haste = false);

/// Whether the places tell an end of this command already, which another rank wrote. Local.
[[nodiscard]] bool is_ended_there(const RecordPlaces& places, const CommandRecord& record);

}  // namespace spendlens::report
