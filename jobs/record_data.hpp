#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "spendlens/report/command_record.hpp"

namespace spendlens::jobs {

/// What a path on the command line is to the command.
enum class PathUse {
  kRead,           ///< a file, a directory of a ledger or of a result
  kWritten,        ///< likewise
  kLedger,         ///< a ledger into which it writes a segment, which the action tells
  kLedgerChanged,  ///< a ledger whose segments it reads and replaces, which the action tells
  kSecret          ///< a file that it reads and of which a record says nothing
};

struct NamedPath {
  std::string path;
  PathUse use = PathUse::kRead;
  bool is_target = false;  ///< of what the command is about
  std::string option;      ///< that names it, as --output
};
using NamedPaths = std::vector<NamedPath>;

/// Those of the command's options, as far as they were read.
[[nodiscard]] NamedPaths paths_named_by(const CLI::App& command);

/// The path that says what the command works on; empty: none.
[[nodiscard]] std::string target_of(const NamedPaths& paths);

/// What the command will change, as it is before.
void add_data_before(const NamedPaths& paths, report::CommandRecord& record);

/// What the action has not told; of a command that failed without what it did not get to write. Local.
void add_named_data(const NamedPaths& paths, bool is_done, report::CommandRecord& record);

/// A segment, a result or a file as it lies there now; what cannot be found out stays unsaid. Local.
[[nodiscard]] report::RecordedData recorded_segment(const std::string& path);
[[nodiscard]] report::RecordedData recorded_result(const std::string& directory);
[[nodiscard]] report::RecordedData recorded_file(const std::string& path, bool with_digest = true);

}  // namespace spendlens::jobs
