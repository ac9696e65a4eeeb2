#pragma once

#include <string>
#include <vector>

#include "command_line.hpp"
#include "import_reading.hpp"
#include "import_values.hpp"
#include "spendlens/ingest/format.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::jobs {

/// What the command line of import says, before it is understood.
struct ImportArguments {
  ingest::ImportOptions options;
  std::vector<std::string> columns;
  std::vector<std::string> dimensions;
  std::vector<std::string> attributes;
  ValueArguments values;
  std::string amounts = "spend-negative";
  std::string merchants = "clean";
  ReadingArguments reading;
  std::string query;
  std::string key;
  std::string max_rejected;
  std::string memory = "1G";
  int threads = 0;
  const CLI::Option* given_sign = nullptr;
  const CLI::Option* given_format = nullptr;
  const CLI::App* command = nullptr;
  std::string format;
};

/// Adds the options of import to its command. `arguments` must outlive it.
void add_import_options(CLI::App& command, ImportArguments& arguments);

/// Makes ImportOptions of what was given, where a format is named, of what it says besides (null: none is). Throws
/// UsageError, which names the option. Local.
void complete(ImportArguments& arguments, const ingest::ImportFormat* format);

}  // namespace spendlens::jobs
