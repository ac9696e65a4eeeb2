#include "bash_completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace spendlens::jobs {

namespace {

// bash cuts words at "=", so that "--format=csv" is three of them. The command is the first word that is neither an
// option nor an option's value. {0} is the program, the others are arms of case statements.
constexpr const char* kScript = R"(# bash completion of {0}, made by `{0} completion bash` from its own options.

_{0}_takes_value() {{  # option
  case $1 in
    {1}) return 0 ;;
  esac
  return 1
}}

_{0}() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command= option= kind= values= previous= word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if [[ $word == -* || $word == "=" || $previous == "=" ]] || _{0}_takes_value "$previous"; then
      previous=$word
      continue
    fi
    command=$word
    break
  done

  [[ $current != "=" ]] || current=
  previous=${{COMP_WORDS[COMP_CWORD - 1]}}
  [[ ${{COMP_WORDS[COMP_CWORD]}} != "=" ]] || option=$previous
  [[ $previous != "=" ]] || option=${{COMP_WORDS[COMP_CWORD - 2]}}
  if [[ -z $option && $previous == -* ]] && _{0}_takes_value "$previous"; then option=$previous; fi

  if [[ -n $option ]]; then
    case $command:$option in
{2}    esac
  elif [[ $current == -* ]]; then
    case $command in
{3}    esac
  else
    case $command in
{4}    esac
  fi

  [[ -z $values ]] || mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  case $kind in
    file) mapfile -t -O ${{#COMPREPLY[@]}} COMPREPLY < <(compgen -f -- "$current") ;;
    directory) mapfile -t -O ${{#COMPREPLY[@]}} COMPREPLY < <(compgen -d -- "$current") ;;
    *) return 0 ;;
  esac
  compopt -o filenames 2>/dev/null
  return 0
}}

complete -F _{0} {0}
)";

std::string kind_word(ValueKind kind) {
  return kind == ValueKind::kFile ? "file" : kind == ValueKind::kDirectory ? "directory" : "";
}

/// What an argument may be, as an arm of `case`; empty where nothing is known of it.
std::string arm_of(const std::string& pattern, const OptionDefinition& option) {
  const std::string kind = kind_word(option.kind);
  if (kind.empty() && option.values.empty()) return "";
  std::string arm = fmt::format("      {})", pattern);
  if (!kind.empty()) arm += fmt::format(" kind={} ;", kind);
  if (!option.values.empty()) arm += fmt::format(" values='{}' ;", fmt::join(option.values, " "));
  return arm + ";\n";
}

std::vector<std::string> names_of(const std::vector<OptionDefinition>& options) {
  std::vector<std::string> names;
  for (const OptionDefinition& option : options)
    if (!option.positional) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

}  // namespace

std::string bash_completion(const CommandDefinition& program) {
  std::vector<std::string> with_value;
  std::string values;
  std::string options;
  std::string words;
  const std::vector<std::string> global = names_of(program.options);
  std::vector<std::string> commands;
  for (const CommandDefinition& command : program.commands) commands.push_back(command.name);
  // Options of the program stand before the command or, as it is called with fallthrough, behind it.
  for (const OptionDefinition& option : program.options)
    if (option.kind != ValueKind::kNone) {
      for (const std::string& name : option.names) with_value.push_back(name);
      values += arm_of(fmt::format("*:{}", fmt::join(option.names, "|*:")), option);
    }
  options += fmt::format("      '') values='{}' ;;\n", fmt::join(global, " "));
  words += fmt::format("      '') values='{}' ;;\n", fmt::join(commands, " "));
  for (const CommandDefinition& command : program.commands) {
    std::vector<std::string> all = names_of(command.options);
    for (const std::string& name : global)
      if (name != "--version" && std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
    options += fmt::format("      {}) values='{}' ;;\n", command.name, fmt::join(all, " "));
    for (const OptionDefinition& option : command.options) {
      if (option.positional) {
        words += arm_of(command.name, option);
        continue;
      }
      if (option.kind == ValueKind::kNone) continue;
      for (const std::string& name : option.names)
        if (std::find(with_value.begin(), with_value.end(), name) == with_value.end()) with_value.push_back(name);
      values += arm_of(fmt::format("{0}:{1}", command.name, fmt::join(option.names, "|" + command.name + ":")), option);
    }
  }
  return fmt::format(fmt::runtime(kScript), program.name, fmt::join(with_value, "|"), values, options, words);
}

}  // namespace spendlens::jobs
