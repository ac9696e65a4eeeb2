#include "ingest/format/format_keys.hpp"
#include "ingest/format/read_columns.hpp"
#include "ingest/format/written_yaml.hpp"
#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/source/require_use.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ingest/option_words.hpp"

namespace spendlens::ingest {

namespace {

using YAML::Node;
using yaml::YamlReader;

void read_recognized_by(const YamlReader& yaml, const Node& node, ImportFormat& format) {
  for (const Node& entry : yaml.list(node, "recognized_by"))
    format.recognized_by.push_back(text_or_texts(yaml, entry, "each of recognized_by"));
}

/// What goes together and what does not, as of the command line.
void require_use_of(const ImportFormat& format) {
  ImportOptions options = format.options;
  options.transactions = {"-"};
  // Of a kind of which no file is given they are not looked at.
  options.accounts = {"accounts"};
  options.liabilities = {"liabilities"};
  options.customers = {"customers"};
  require_use(options);
  require_different_characters(options);
  if (options.columns.contains("debit") && options.column_choices.contains("amount"))
    throw UsageError("debit and credit take the amount's place; leave the column of amount out");
  for (const auto& [key, choice] : options.column_choices)
    if (options.constants.contains(key)) throw UsageError(key + " has columns and a constant; give one");
  const TimestampForms forms{options.timestamp_formats, {options.date_order, options.two_digit_years_from}};
  (void)TimestampParser(forms, options.timezone.value_or("UTC"));
}

}  // namespace

ImportFormat parse_format(const std::string& text, const std::string& name_for_errors) {
  const YamlReader yaml("format", name_for_errors, text);
  ImportFormat format;
  format.name = name_for_errors;
  std::vector<YamlReader::Field> fields{
      {"description", [&](const Node& n) { format.description = yaml.text(n, "description"); }},
      {"recognized_by", [&](const Node& n) { read_recognized_by(yaml, n, format); }}};
  for (const FormatKey& key : format_keys())
    fields.push_back({key.name, [&](const Node& n) {
                        format.given.insert(key.name);
                        key.read(yaml, n, format);
                      }});
  yaml.read_map(yaml.root(), "a format", fields);
  try {
    require_use_of(format);
  } catch (const UsageError& error) {
    yaml.refuse(yaml.root(), error.what());
  }
  return format;
}

std::string format_yaml(const ImportFormat& format) {
  std::string yaml;
  if (!format.description.empty()) yaml += "description: " + yaml_scalar(format.description) + "\n";
  if (!format.recognized_by.empty()) {
    yaml += "recognized_by:\n";
    for (const auto& header : format.recognized_by) {
      std::string names;
      for (const std::string& name : header) names += (names.empty() ? "" : ", ") + yaml_scalar(name);
      yaml += "  - [" + names + "]\n";
    }
  }
  for (const FormatKey& key : format_keys())
    if (format.given.contains(key.name)) yaml += std::string(key.name) + ":" + key.write(format) + "\n";
  return yaml;
}

}  // namespace spendlens::ingest
