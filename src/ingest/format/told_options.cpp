#include "ingest/format/told_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "ingest/format/format_keys.hpp"
#include "ingest/record/fields.hpp"
#include "spendlens/core/ascii.hpp"

namespace spendlens::ingest {

namespace {

/// Each field's column: as it was given, otherwise the first of those that a format names.
std::map<std::string, std::string> columns_of(const ImportOptions& options) {
  std::map<std::string, std::string> columns = options.columns;
  for (const auto& [field, choice] : options.column_choices) columns.emplace(field, choice.names.front());
  return columns;
}

bool has_own_option(const std::string& key) {
  return key == "debit" || key == "credit" || key == "direction" || name_in_key(RecordKind::kTransactions, key) ||
         name_in_key(RecordKind::kCustomers, key);
}

/// Import takes the column of a field's own name by itself, but for fields that change what others mean.
bool is_by_default(const std::string& key, const std::string& column) {
  const auto named = std::find(kFieldNames.begin() + kFirstNamedField, kFieldNames.end(), key);
  return named == kFieldNames.end() && column == std::string_view(key).substr(key.find('.') + 1);
}

}  // namespace

void ToldOptions::add_list(const char* option, const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) {
    if (!list.empty()) list.push_back(',');
    list += value;
  }
  add(option, list);
}

void tell_columns(ToldOptions& told, const ImportOptions& options) {
  for (const auto& [key, column] : columns_of(options))
    if (!has_own_option(key) && !is_by_default(key, column)) told.add("--column", key + "=" + column);
}

void tell_named(ToldOptions& told, const char* option, RecordKind kind, const ImportOptions& options) {
  for (const auto& [key, column] : columns_of(options))
    if (const auto name = name_in_key(kind, key)) told.add(option, *name + "=" + column);
}

void tell_sign(ToldOptions& told, const ImportOptions& options) {
  const bool is_in_columns = options.columns.contains("debit") || options.columns.contains("direction");
  if (!is_in_columns) told.add("--amounts", options.spend_positive ? "spend-positive" : "spend-negative");
}

void tell_direction(ToldOptions& told, const ImportOptions& options) {
  const auto column = options.columns.find("direction");
  if (column == options.columns.end()) return;
  std::vector<std::string> values;
  for (const auto& [value, direction] : options.directions)
    values.push_back(value + (direction == Direction::kDebit ? ":debit" : ":credit"));
  if (!values.empty()) values.front().insert(0, column->second + "=");
  told.add_list("--direction", values);
}

void tell_constants(ToldOptions& told, const ImportOptions& options) {
  for (const auto& [field, value] : options.constants) told.add("--constant", field + "=" + value);
}

void tell_conditions(ToldOptions& told, const ImportOptions& options) {
  for (const RowCondition& one : options.where) told.add("--where", one.column + (one.equal ? "=" : "!=") + one.value);
}

void tell_column(ToldOptions& told, const char* option, const char* field, const ImportOptions& options) {
  if (const auto column = options.columns.find(field); column != options.columns.end())
    told.add(option, column->second);
}

std::string character_text(char c) {
  if (c == '\t') return "tab";
  return is_control(c) ? fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)))
                       : std::string(1, c);
}

std::vector<ToldOption> told_options(const ImportOptions& options) {
  ToldOptions told;
  for (const FormatKey& key : format_keys())
    if (key.tell != nullptr) key.tell(told, options);
  return told.all();
}

}  // namespace spendlens::ingest
