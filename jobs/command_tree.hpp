#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace spendlens::jobs {

/// What may stand where an option's value is expected, for completion.
enum class ValueKind { kNone, kText, kFile, kDirectory };

/// An option or a positional argument, as it was defined.
struct OptionDefinition {
  std::vector<std::string> names;  ///< "-h", "--help"; of a positional argument its name alone
  bool positional = false;
  std::string value_name;  ///< "DIR"; "csv|ndjson" of an enumeration; empty of a flag
  std::string description;
  std::string default_text;  ///< empty: none
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> values;  ///< of an enumeration, or offered to choose from
  bool required = false;
  bool repeatable = false;
};

struct CommandDefinition {
  std::string name;
  std::string description;
  std::string footer;  ///< notes and examples, as --help shows them
  std::vector<OptionDefinition> options;
  std::vector<CommandDefinition> commands;
};

/// The program's commands and options that are not hidden, in the order of their definition: what --help shows, as
/// data.
[[nodiscard]] CommandDefinition definition_of(CLI::App& app);

/// Values that completion offers for an option that takes others too.
void offer_values(CLI::Option* option, const std::vector<std::string>& values);

}  // namespace spendlens::jobs
