#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "spendlens/ingest/import.hpp"

namespace spendlens::jobs {

/// How the text of a log is read, as the command line has it: what is not put into ImportOptions as it stands.
struct ReadingArguments {
  std::string delimiter = ",";
  std::string header = "yes";
  std::string escape;
  std::string comment;
  std::string order_scope = "ledger";
  std::string order_amount = "sum";
  std::optional<std::string> null_values;
  std::vector<std::string> constants;
  std::vector<std::string> where;
};

/// Adds the options to `command`; both must outlive it.
void add_reading(CLI::App& command, ReadingArguments& arguments, ingest::ImportOptions& options);

/// Puts the arguments into the options. Throws UsageError naming the option that cannot be.
void complete_reading(const ReadingArguments& arguments, ingest::ImportOptions& options);

}  // namespace spendlens::jobs
