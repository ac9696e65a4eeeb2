#include "ingest/format/format_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/format/read_columns.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ingest/option_words.hpp"

namespace spendlens::ingest {

namespace {

using YAML::Node;
using yaml::YamlReader;

constexpr std::int64_t kMostSkippedLines = 1'000'000;

/// What refuses an option of the command line refuses it here too, with the file's line.
template <class Read>
auto told_with_line(const YamlReader& yaml, const Node& node, Read read) {
  try {
    return read();
  } catch (const UsageError& error) {
    yaml.refuse(node, error.what());
  }
}

void read_date_order(const YamlReader& yaml, const Node& node, ImportFormat& format) {
  const std::string order = yaml.text(node, "date_order");
  const auto name = std::find(kDateOrderNames.begin(), kDateOrderNames.end(), order);
  if (name == kDateOrderNames.end()) yaml.refuse(node, "date_order must be dmy, mdy or ymd");
  format.options.date_order = static_cast<DateOrder>(name - kDateOrderNames.begin());
}

void read_where(const YamlReader& yaml, const Node& node, ImportFormat& format) {
  for (const std::string& text : text_or_texts(yaml, node, "where"))
    format.options.where.push_back(told_with_line(yaml, node, [&] { return row_condition(text); }));
}

char read_character(const YamlReader& yaml, const Node& node, const char* option) {
  return told_with_line(yaml, node, [&] { return dialect_character(option, yaml.text(node, option + 2)); });
}

std::string texts_yaml(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return " " + yaml_scalar(texts.front());
  std::string yaml;
  for (const std::string& text : texts) yaml += (yaml.empty() ? "" : ", ") + yaml_scalar(text);
  return " [" + yaml + "]";
}

std::string character_yaml(char c) { return " " + yaml_scalar(c == '\t' ? "tab" : std::string(1, c)); }

std::string choices_yaml(const ImportFormat& format, bool optional) {
  std::string yaml;
  for (const auto& [key, choice] : format.options.column_choices)
    if (choice.is_optional == optional) yaml += "\n  " + key + ":" + texts_yaml(choice.names);
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

using Y = const YamlReader&;
using N = const Node&;
using F = ImportFormat&;
using C = const ImportFormat&;
using From = const ImportOptions&;
using To = ImportOptions&;

constexpr FormatKey kKeys[] = {
    {"columns", [](Y y, N n, F f) { read_column_choices(y, n, false, f); }, [](C f) { return choices_yaml(f, false); },
     nullptr},
    {"optional_columns", [](Y y, N n, F f) { read_column_choices(y, n, true, f); },
     [](C f) { return choices_yaml(f, true); }, nullptr},
    {"ignore", [](Y y, N n, F f) { f.options.ignored_columns = text_or_texts(y, n, "ignore"); },
     [](C f) { return texts_yaml(f.options.ignored_columns); },
     [](From from, To to) { to.ignored_columns = from.ignored_columns; }},
    {"constants", [](Y y, N n, F f) { read_constants(y, n, f); }, constants_yaml, nullptr},
    {"where", [](Y y, N n, F f) { read_where(y, n, f); }, where_yaml, nullptr},
    {"amounts",
     [](Y y, N n, F f) {
       f.options.spend_positive = y.choice(n, "amounts", {"spend-negative", false}, {"spend-positive", true});
     },
     [](C f) { return std::string(f.options.spend_positive ? " spend-positive" : " spend-negative"); }, nullptr},
    {"debit", [](Y y, N n, F f) { f.options.columns["debit"] = y.text(n, "debit"); },
     [](C f) { return " " + yaml_scalar(f.options.columns.at("debit")); }, nullptr},
    {"credit", [](Y y, N n, F f) { f.options.columns["credit"] = y.text(n, "credit"); },
     [](C f) { return " " + yaml_scalar(f.options.columns.at("credit")); }, nullptr},
    {"direction", [](Y y, N n, F f) { read_direction(y, n, f); }, direction_yaml, nullptr},
    {"timestamp_format", [](Y y, N n, F f) { f.options.timestamp_formats = text_or_texts(y, n, "timestamp_format"); },
     [](C f) { return texts_yaml(f.options.timestamp_formats); }, nullptr},
    {"date_order", [](Y y, N n, F f) { read_date_order(y, n, f); },
     [](C f) { return " " + std::string(name_of(*f.options.date_order)); }, nullptr},
    {"two_digit_years",
     [](Y y, N n, F f) {
       f.options.two_digit_years_from = static_cast<int>(y.number(n, "two_digit_years", 1900, 2099));
     },
     [](C f) { return fmt::format(" {}", *f.options.two_digit_years_from); }, nullptr},
    {"timezone", [](Y y, N n, F f) { f.options.timezone = y.text(n, "timezone"); },
     [](C f) { return " " + yaml_scalar(*f.options.timezone); }, [](From from, To to) { to.timezone = from.timezone; }},
    {"currency",
     [](Y y, N n, F f) {
       f.options.currency = told_with_line(y, n, [&] { return currency_option(y.text(n, "currency")); });
     },
     [](C f) { return " " + *f.options.currency; }, [](From from, To to) { to.currency = from.currency; }},
    {"decimal",
     [](Y y, N n, F f) {
       f.options.decimal_comma = y.choice(n, "decimal", {"point", false}, {"comma", true});
     },
     [](C f) { return std::string(f.options.decimal_comma ? " comma" : " point"); },
     [](From from, To to) { to.decimal_comma = from.decimal_comma; }},
    {"ignore_signs", [](Y y, N n, F f) { f.options.are_signs_ignored = y.boolean(n, "ignore_signs"); },
     [](C f) { return std::string(f.options.are_signs_ignored ? " true" : " false"); },
     [](From from, To to) { to.are_signs_ignored = from.are_signs_ignored; }},
    {"round_amounts", [](Y y, N n, F f) { f.options.round_amounts = y.boolean(n, "round_amounts"); },
     [](C f) { return std::string(f.options.round_amounts ? " true" : " false"); },
     [](From from, To to) { to.round_amounts = from.round_amounts; }},
    {"delimiter", [](Y y, N n, F f) { f.options.delimiter = read_character(y, n, "--delimiter"); },
     [](C f) { return character_yaml(f.options.delimiter); }, [](From from, To to) { to.delimiter = from.delimiter; }},
    {"escape", [](Y y, N n, F f) { f.options.escape = read_character(y, n, "--escape"); },
     [](C f) { return character_yaml(*f.options.escape); }, [](From from, To to) { to.escape = from.escape; }},
    {"comment", [](Y y, N n, F f) { f.options.comment = read_character(y, n, "--comment"); },
     [](C f) { return character_yaml(*f.options.comment); }, [](From from, To to) { to.comment = from.comment; }},
    {"header", [](Y y, N n, F f) { f.options.has_header = y.boolean(n, "header"); },
     [](C f) { return std::string(f.options.has_header ? " yes" : " no"); },
     [](From from, To to) { to.has_header = from.has_header; }},
    {"skip_lines",
     [](Y y, N n, F f) {
       f.options.skip_lines = static_cast<std::uint64_t>(y.number(n, "skip_lines", 0, kMostSkippedLines));
     },
     [](C f) { return fmt::format(" {}", f.options.skip_lines); },
     [](From from, To to) { to.skip_lines = from.skip_lines; }},
    {"encoding", [](Y y, N n, F f) { f.options.encoding = y.text(n, "encoding"); },
     [](C f) { return " " + yaml_scalar(f.options.encoding); }, [](From from, To to) { to.encoding = from.encoding; }},
    {"null_values", [](Y y, N n, F f) { f.options.null_values = y.texts(n, "null_values"); },
     [](C f) {
       return f.options.null_values->size() == 1 ? " [" + yaml_scalar(f.options.null_values->front()) + "]"
                                                 : texts_yaml(*f.options.null_values);
     },
     [](From from, To to) { to.null_values = from.null_values; }},
    {"order_scope",
     [](Y y, N n, F f) {
       f.options.orders_within_customers = y.choice(n, "order_scope", {"ledger", false}, {"customer", true});
     },
     [](C f) { return std::string(f.options.orders_within_customers ? " customer" : " ledger"); },
     [](From from, To to) { to.orders_within_customers = from.orders_within_customers; }},
    {"order_amount",
     [](Y y, N n, F f) {
       f.options.is_order_amount_first = y.choice(n, "order_amount", {"sum", false}, {"first", true});
     },
     [](C f) { return std::string(f.options.is_order_amount_first ? " first" : " sum"); },
     [](From from, To to) { to.is_order_amount_first = from.is_order_amount_first; }},
    {"merchants",
     [](Y y, N n, F f) {
       f.options.merchant_rule =
           y.choice(n, "merchants", {"raw", true}, {"clean", false}) ? MerchantRule::kRaw : MerchantRule::kDescriptor1;
     },
     [](C f) { return std::string(f.options.merchant_rule == MerchantRule::kRaw ? " raw" : " clean"); },
     [](From from, To to) { to.merchant_rule = from.merchant_rule; }},
    {"aliases", [](Y y, N n, F f) { f.options.aliases = y.text(n, "aliases"); },
     [](C f) { return " " + yaml_scalar(f.options.aliases); }, [](From from, To to) { to.aliases = from.aliases; }},
    {"categories", [](Y y, N n, F f) { f.options.categories = y.text(n, "categories"); },
     [](C f) { return " " + yaml_scalar(f.options.categories); },
     [](From from, To to) { to.categories = from.categories; }}};

}  // namespace

std::span<const FormatKey> format_keys() { return kKeys; }

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

}  // namespace spendlens::ingest
