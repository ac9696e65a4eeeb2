#include "ingest/format/read_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/record/fields.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

using YAML::Node;
using yaml::YamlReader;

/// What --column can name, but for the fields that have keys of their own.
const std::vector<std::string>& keys_of_fields() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all;
    for (const RecordKind kind : kAllKinds)
      for (const char* field : field_names(kind)) all.push_back(field_key(kind, field));
    std::erase_if(all, [](const std::string& key) { return key == "debit" || key == "credit" || key == "direction"; });
    return all;
  }();
  return keys;
}

void read_values(const YamlReader& yaml, const Node& node, const char* key, Direction direction, ImportFormat& format) {
  for (const std::string& value : text_or_texts(yaml, node, key))
    if (!format.options.directions.emplace(in_lower_case(value), direction).second)
      yaml.refuse(node, fmt::format("the direction gives the value '{}' twice", value));
}

}  // namespace

std::vector<std::string> text_or_texts(const YamlReader& yaml, const Node& node, const std::string& key) {
  std::vector<std::string> texts = node.IsSequence() ? yaml.texts(node, key) : std::vector{yaml.text(node, key)};
  if (texts.empty()) yaml.refuse(node, key + " must have at least one text");
  return texts;
}

void read_column_choices(const YamlReader& yaml, const Node& node, bool is_optional, ImportFormat& format) {
  std::vector<YamlReader::Field> fields;
  for (const std::string& key : keys_of_fields())
    fields.push_back({key.c_str(), [&](const Node& n) {
                        const ColumnChoice choice{text_or_texts(yaml, n, key), is_optional};
                        if (!format.options.column_choices.emplace(key, choice).second)
                          yaml.refuse(n, fmt::format("{} has columns in both columns and optional_columns", key));
                      }});
  yaml.read_map(node, is_optional ? "optional_columns" : "columns", fields);
}

void read_named_columns(const YamlReader& yaml, const Node& node, RecordKind kind, ImportFormat& format) {
  const char* const key = kind == RecordKind::kCustomers ? "attributes" : "dimensions";
  if (!node.IsMap()) yaml.refuse(node, fmt::format("{} must be a map of names and columns", key));
  std::vector<std::string> names;
  for (const auto& entry : node) names.push_back(entry.first.IsScalar() ? entry.first.Scalar() : std::string());
  std::vector<YamlReader::Field> fields;
  for (const std::string& name : names)
    fields.push_back({name.c_str(), [&](const Node& n) {
                        if (!ledger::is_column_name(name))
                          yaml.refuse(n, fmt::format("'{}' cannot be a name in {}", readable(name), key));
                        format.options.column_choices[named_key(kind, name)] = {text_or_texts(yaml, n, name), false};
                      }});
  yaml.read_map(node, key, fields);
}

void read_constants(const YamlReader& yaml, const Node& node, ImportFormat& format) {
  std::vector<YamlReader::Field> fields;
  for (const std::string& key : keys_of_fields())
    fields.push_back({key.c_str(), [&](const Node& n) { format.options.constants[key] = yaml.text(n, key); }});
  yaml.read_map(node, "constants", fields);
}

void read_direction(const YamlReader& yaml, const Node& node, ImportFormat& format) {
  yaml.read_map(node, "direction",
                {{"column", [&](const Node& n) { format.options.columns["direction"] = yaml.text(n, "column"); }, true},
                 {"debit", [&](const Node& n) { read_values(yaml, n, "debit", Direction::kDebit, format); }, true},
                 {"credit", [&](const Node& n) { read_values(yaml, n, "credit", Direction::kCredit, format); }}});
}

}  // namespace spendlens::ingest
