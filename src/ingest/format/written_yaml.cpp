#include "ingest/format/written_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/format/told_options.hpp"
#include "ingest/record/fields.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

/// Dimensions and attributes have keys of their own.
bool is_named(const std::string& key) {
  return name_in_key(RecordKind::kTransactions, key) || name_in_key(RecordKind::kCustomers, key);
}

}  // namespace

std::string yaml_scalar(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (is_control(c))
      throw UsageError(fmt::format("'{}' has a control character, which a format file cannot hold", readable(text)));
    if (c == '\'') quoted.push_back('\'');
    quoted.push_back(c);
  }
  const bool is_plain = !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == ' ' || c == '-' || c == '.';
  }) && text.back() != ' ';
  const std::string lower = in_lower_case(text);
  const bool is_word_of_yaml = lower == "true" || lower == "false" || lower == "yes" || lower == "no" ||
                               lower == "on" || lower == "off" || lower == "null" || lower == "y" || lower == "n";
  return is_plain && !is_word_of_yaml ? text : quoted + "'";
}

std::string scalar_yaml(const std::string& text) { return fmt::format(" {}", yaml_scalar(text)); }

std::string texts_yaml(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return scalar_yaml(texts.front());
  std::string yaml;
  for (const std::string& text : texts) yaml += (yaml.empty() ? "" : ", ") + yaml_scalar(text);
  return fmt::format(" [{}]", yaml);
}

std::string character_yaml(char c) { return scalar_yaml(character_text(c)); }

std::string choices_yaml(const ImportFormat& format, bool optional) {
  std::string yaml;
  for (const auto& [key, choice] : format.options.column_choices)
    if (choice.is_optional == optional && !is_named(key)) yaml += "\n  " + key + ":" + texts_yaml(choice.names);
  return yaml;
}

std::string named_yaml(const ImportFormat& format, RecordKind kind) {
  std::string yaml;
  for (const auto& [key, choice] : format.options.column_choices)
    if (const auto name = name_in_key(kind, key)) yaml += "\n  " + *name + ":" + texts_yaml(choice.names);
  return yaml;
}

std::string constants_yaml(const ImportFormat& format) {
  std::string yaml;
  for (const auto& [key, value] : format.options.constants) yaml += "\n  " + key + ": " + yaml_scalar(value);
  return yaml;
}

std::string direction_yaml(const ImportFormat& format) {
  std::string yaml = "\n  column: " + yaml_scalar(format.options.columns.at("direction"));
  for (const Direction direction : {Direction::kDebit, Direction::kCredit}) {
    std::vector<std::string> values;
    for (const auto& [value, of_value] : format.options.directions)
      if (of_value == direction) values.push_back(value);
    if (!values.empty()) yaml += (direction == Direction::kDebit ? "\n  debit:" : "\n  credit:") + texts_yaml(values);
  }
  return yaml;
}

std::string where_yaml(const ImportFormat& format) {
  std::string yaml;
  for (const RowCondition& condition : format.options.where)
    yaml += "\n  - " + yaml_scalar(condition.column + (condition.equal ? "=" : "!=") + condition.value);
  return yaml;
}

}  // namespace spendlens::ingest
