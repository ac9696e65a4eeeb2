#include "command_tree.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace spendlens::jobs {

namespace {

// A check that accepts everything and whose name carries the values: CLI11 keeps nothing else of ours with an option.
constexpr std::string_view kOffered = "offered:";

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
    end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
  }
  return parts;
}

/// Of an enumeration "{csv,ndjson}" is a part of the type's name.
std::vector<std::string> enumerated(const std::string& type) {
  const auto open = type.find('{');
  const auto close = type.find('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  return split(std::string_view(type).substr(open + 1, close - open - 1), ',');
}

std::vector<std::string> offered(CLI::Option& option) {
  try {
    for (int i = 0;; ++i)
      if (const std::string& name = option.get_validator(i)->get_name(); name.starts_with(kOffered))
        return split(std::string_view(name).substr(kOffered.size()), '|');
  } catch (const CLI::OptionNotFound&) {  // after the last one
  }
  return {};
}

ValueKind kind_of(const std::string& value_name) {
  for (const std::string& word : split(value_name, '|')) {
    if (word == "DIR" || word == "LEDGER" || word == "AUDIT") return ValueKind::kDirectory;
    if (word == "FILE" || word == "YAML") return ValueKind::kFile;
  }
  return ValueKind::kText;
}

OptionDefinition option_definition(CLI::Option& option) {
  OptionDefinition definition;
  definition.positional = option.get_positional();
  if (definition.positional) definition.names = {option.get_name(true)};
  for (const std::string& name : option.get_snames()) definition.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) definition.names.push_back("--" + name);
  definition.description = option.get_description();
  definition.required = option.get_required();
  if (option.get_items_expected_max() == 0) return definition;
  const std::string type = option.get_type_name();
  const std::vector<std::string> members = enumerated(type);
  definition.value_name = members.empty() ? type.substr(0, type.find(':')) : fmt::format("{}", fmt::join(members, "|"));
  definition.kind = kind_of(definition.value_name);
  definition.values = members.empty() ? offered(option) : members;
  definition.default_text = option.get_default_str();
  definition.repeatable = option.get_items_expected_max() > 1;
  return definition;
}

}  // namespace

CommandDefinition definition_of(CLI::App& app) {
  CommandDefinition definition;
  definition.name = app.get_name();
  definition.description = app.get_description();
  definition.footer = app.get_footer();
  for (CLI::Option* option : app.get_options(nullptr))
    if (!option->get_group().empty()) definition.options.push_back(option_definition(*option));
  for (CLI::App* command : app.get_subcommands(nullptr))
    if (!command->get_group().empty()) definition.commands.push_back(definition_of(*command));
  return definition;
}

void offer_values(CLI::Option* option, const std::vector<std::string>& values) {
  option->check(CLI::Validator([](std::string&) { return std::string(); }, "",
                               fmt::format("{}{}", kOffered, fmt::join(values, "|"))));
}

}  // namespace spendlens::jobs
