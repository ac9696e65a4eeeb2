#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <string_view>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/report/command_record.hpp"

namespace spendlens::jobs {

/// The record of this process's command. Actions fill in what they know: rows, customers, stages, what they read and
/// wrote. What they do not tell of the files that the command line names is found out at the end.
[[nodiscard]] report::CommandRecord& command_record();

/// A command line as the process got it, and the command that it names; null: none.
struct CommandLine {
  std::span<char*> words;
  const CLI::App* command = nullptr;

  /// The value of an option, also where the line is wrong otherwise; empty: it is not there.
  [[nodiscard]] std::string value_of(std::string_view option) const;
};

/// Begins the record where the command line asks for one. From now on a signal that ends the process is told in it.
/// Collective. Throws UsageError, IoError on all ranks.
void begin_record(comm::Communicator& communicator, const CommandLine& line);

/// The line that the command ends with. Local.
void note_error(const std::string& message);

/// Writes the record of a command that ends with `code`; returns the exit code: that, or that of what went wrong with
/// writing where it was 0. Collective; nothing where no record was begun.
[[nodiscard]] int end_record(comm::Communicator& communicator, int code);

/// The same on this rank alone, which is about to end all others; what goes wrong is passed over.
void end_record_alone(int code, const std::string& message) noexcept;

}  // namespace spendlens::jobs
