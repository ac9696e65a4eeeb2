#include "ingest/format/format_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/format/read_columns.hpp"
#include "ingest/format/written_yaml.hpp"
#include "spendlens/core/error.hpp"
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

using Y = const YamlReader&;
using N = const Node&;
using F = ImportFormat&;
using C = const ImportFormat&;
using From = const ImportOptions&;
using To = ImportOptions&;
using T = ToldOptions&;
using O = const ImportOptions&;

constexpr FormatKey kKeys[] = {
    {"columns", [](Y y, N n, F f) { read_column_choices(y, n, false, f); }, [](C f) { return choices_yaml(f, false); },
     nullptr, tell_columns},
    {"optional_columns", [](Y y, N n, F f) { read_column_choices(y, n, true, f); },
     [](C f) { return choices_yaml(f, true); }, nullptr, nullptr},
    {"dimensions", [](Y y, N n, F f) { read_named_columns(y, n, RecordKind::kTransactions, f); },
     [](C f) { return named_yaml(f, RecordKind::kTransactions); }, nullptr,
     [](T t, O o) { tell_named(t, "--dimension", RecordKind::kTransactions, o); }},
    {"attributes", [](Y y, N n, F f) { read_named_columns(y, n, RecordKind::kCustomers, f); },
     [](C f) { return named_yaml(f, RecordKind::kCustomers); }, nullptr,
     [](T t, O o) { tell_named(t, "--attribute", RecordKind::kCustomers, o); }},
    {"ignore", [](Y y, N n, F f) { f.options.ignored_columns = text_or_texts(y, n, "ignore"); },
     [](C f) { return texts_yaml(f.options.ignored_columns); },
     [](From from, To to) { to.ignored_columns = from.ignored_columns; },
     [](T t, O o) {
       for (const std::string& name : o.ignored_columns) t.add("--ignore", name);
     }},
    {"constants", [](Y y, N n, F f) { read_constants(y, n, f); }, constants_yaml, nullptr, tell_constants},
    {"where", [](Y y, N n, F f) { read_where(y, n, f); }, where_yaml, nullptr, tell_conditions},
    {"amounts",
     [](Y y, N n, F f) {
       f.options.spend_positive = y.choice(n, "amounts", {"spend-negative", false}, {"spend-positive", true});
     },
     [](C f) { return std::string(f.options.spend_positive ? " spend-positive" : " spend-negative"); }, nullptr,
     tell_sign},
    {"debit", [](Y y, N n, F f) { f.options.columns["debit"] = y.text(n, "debit"); },
     [](C f) { return scalar_yaml(f.options.columns.at("debit")); }, nullptr,
     [](T t, O o) { tell_column(t, "--debit", "debit", o); }},
    {"credit", [](Y y, N n, F f) { f.options.columns["credit"] = y.text(n, "credit"); },
     [](C f) { return scalar_yaml(f.options.columns.at("credit")); }, nullptr,
     [](T t, O o) { tell_column(t, "--credit", "credit", o); }},
    {"direction", [](Y y, N n, F f) { read_direction(y, n, f); }, direction_yaml, nullptr, tell_direction},
    {"timestamp_format", [](Y y, N n, F f) { f.options.timestamp_formats = text_or_texts(y, n, "timestamp_format"); },
     [](C f) { return texts_yaml(f.options.timestamp_formats); }, nullptr,
     [](T t, O o) {
       if (o.timestamp_formats != ImportOptions().timestamp_formats)
         for (const std::string& format : o.timestamp_formats) t.add("--timestamp-format", format);
     }},
    {"date_order", [](Y y, N n, F f) { read_date_order(y, n, f); },
     [](C f) { return scalar_yaml(name_of(*f.options.date_order)); }, nullptr,
     [](T t, O o) {
       if (o.date_order) t.add("--date-order", name_of(*o.date_order));
     }},
    {"two_digit_years",
     [](Y y, N n, F f) {
       f.options.two_digit_years_from = static_cast<int>(y.number(n, "two_digit_years", 1900, 2099));
     },
     [](C f) { return fmt::format(" {}", *f.options.two_digit_years_from); }, nullptr,
     [](T t, O o) {
       if (o.two_digit_years_from) t.add("--two-digit-years", fmt::to_string(*o.two_digit_years_from));
     }},
    {"timezone", [](Y y, N n, F f) { f.options.timezone = y.text(n, "timezone"); },
     [](C f) { return scalar_yaml(*f.options.timezone); }, [](From from, To to) { to.timezone = from.timezone; },
     [](T t, O o) {
       if (o.timezone) t.add("--timezone", *o.timezone);
     }},
    {"currency",
     [](Y y, N n, F f) {
       f.options.currency = told_with_line(y, n, [&] { return currency_option(y.text(n, "currency")); });
     },
     [](C f) { return scalar_yaml(*f.options.currency); }, [](From from, To to) { to.currency = from.currency; },
     [](T t, O o) {
       if (o.currency) t.add("--currency", *o.currency);
     }},
    {"decimal",
     [](Y y, N n, F f) {
       f.options.decimal_comma = y.choice(n, "decimal", {"point", false}, {"comma", true});
     },
     [](C f) { return std::string(f.options.decimal_comma ? " comma" : " point"); },
     [](From from, To to) { to.decimal_comma = from.decimal_comma; },
     [](T t, O o) {
       if (o.decimal_comma) t.add("--decimal", "comma");
     }},
    {"amount_unit",
     [](Y y, N n, F f) {
       f.options.are_amounts_minor = y.choice(n, "amount_unit", {"major", false}, {"minor", true});
     },
     [](C f) { return std::string(f.options.are_amounts_minor ? " minor" : " major"); },
     [](From from, To to) { to.are_amounts_minor = from.are_amounts_minor; },
     [](T t, O o) {
       if (o.are_amounts_minor) t.add("--amount-unit", "minor");
     }},
    {"ignore_signs", [](Y y, N n, F f) { f.options.are_signs_ignored = y.boolean(n, "ignore_signs"); },
     [](C f) { return std::string(f.options.are_signs_ignored ? " true" : " false"); },
     [](From from, To to) { to.are_signs_ignored = from.are_signs_ignored; },
     [](T t, O o) { t.add_flag("--ignore-signs", o.are_signs_ignored); }},
    {"round_amounts", [](Y y, N n, F f) { f.options.round_amounts = y.boolean(n, "round_amounts"); },
     [](C f) { return std::string(f.options.round_amounts ? " true" : " false"); },
     [](From from, To to) { to.round_amounts = from.round_amounts; },
     [](T t, O o) { t.add_flag("--round-amounts", o.round_amounts); }},
    {"delimiter", [](Y y, N n, F f) { f.options.delimiter = read_character(y, n, "--delimiter"); },
     [](C f) { return character_yaml(f.options.delimiter); }, [](From from, To to) { to.delimiter = from.delimiter; },
     [](T t, O o) {
       if (o.delimiter != ',') t.add("--delimiter", character_text(o.delimiter));
     }},
    {"escape", [](Y y, N n, F f) { f.options.escape = read_character(y, n, "--escape"); },
     [](C f) { return character_yaml(*f.options.escape); }, [](From from, To to) { to.escape = from.escape; },
     [](T t, O o) {
       if (o.escape) t.add("--escape", character_text(*o.escape));
     }},
    {"comment", [](Y y, N n, F f) { f.options.comment = read_character(y, n, "--comment"); },
     [](C f) { return character_yaml(*f.options.comment); }, [](From from, To to) { to.comment = from.comment; },
     [](T t, O o) {
       if (o.comment) t.add("--comment", character_text(*o.comment));
     }},
    {"header", [](Y y, N n, F f) { f.options.has_header = y.boolean(n, "header"); },
     [](C f) { return std::string(f.options.has_header ? " yes" : " no"); },
     [](From from, To to) { to.has_header = from.has_header; },
     [](T t, O o) {
       if (!o.has_header) t.add("--header", "no");
     }},
    {"skip_lines",
     [](Y y, N n, F f) {
       f.options.skip_lines = static_cast<std::uint64_t>(y.number(n, "skip_lines", 0, kMostSkippedLines));
     },
     [](C f) { return fmt::format(" {}", f.options.skip_lines); },
     [](From from, To to) { to.skip_lines = from.skip_lines; },
     [](T t, O o) {
       if (o.skip_lines > 0) t.add("--skip-lines", fmt::to_string(o.skip_lines));
     }},
    {"encoding", [](Y y, N n, F f) { f.options.encoding = y.text(n, "encoding"); },
     [](C f) { return scalar_yaml(f.options.encoding); }, [](From from, To to) { to.encoding = from.encoding; },
     [](T t, O o) {
       if (o.encoding != "utf-8") t.add("--encoding", o.encoding);
     }},
    {"null_values", [](Y y, N n, F f) { f.options.null_values = y.texts(n, "null_values"); },
     [](C f) {
       return f.options.null_values->size() == 1 ? fmt::format(" [{}]", yaml_scalar(f.options.null_values->front()))
                                                 : texts_yaml(*f.options.null_values);
     },
     [](From from, To to) { to.null_values = from.null_values; },
     [](T t, O o) {
       if (o.null_values) t.add_list("--null-values", *o.null_values);
     }},
    {"order_scope",
     [](Y y, N n, F f) {
       f.options.orders_within_customers = y.choice(n, "order_scope", {"ledger", false}, {"customer", true});
     },
     [](C f) { return std::string(f.options.orders_within_customers ? " customer" : " ledger"); },
     [](From from, To to) { to.orders_within_customers = from.orders_within_customers; },
     [](T t, O o) {
       if (o.orders_within_customers) t.add("--order-scope", "customer");
     }},
    {"order_amount",
     [](Y y, N n, F f) {
       f.options.is_order_amount_first = y.choice(n, "order_amount", {"sum", false}, {"first", true});
     },
     [](C f) { return std::string(f.options.is_order_amount_first ? " first" : " sum"); },
     [](From from, To to) { to.is_order_amount_first = from.is_order_amount_first; },
     [](T t, O o) {
       if (o.is_order_amount_first) t.add("--order-amount", "first");
     }},
    {"rates",
     [](Y y, N n, F f) {
       f.options.are_rates_percent = y.choice(n, "rates", {"fraction", false}, {"percent", true});
     },
     [](C f) { return std::string(f.options.are_rates_percent ? " percent" : " fraction"); },
     [](From from, To to) { to.are_rates_percent = from.are_rates_percent; },
     [](T t, O o) {
       if (o.are_rates_percent) t.add("--rates", "percent");
     }},
    {"merchants",
     [](Y y, N n, F f) {
       f.options.merchant_rule =
           y.choice(n, "merchants", {"raw", true}, {"clean", false}) ? MerchantRule::kRaw : MerchantRule::kDescriptor1;
     },
     [](C f) { return std::string(f.options.merchant_rule == MerchantRule::kRaw ? " raw" : " clean"); },
     [](From from, To to) { to.merchant_rule = from.merchant_rule; },
     [](T t, O o) {
       if (o.merchant_rule == MerchantRule::kRaw) t.add("--merchants", "raw");
     }},
    {"aliases", [](Y y, N n, F f) { f.options.aliases = y.text(n, "aliases"); },
     [](C f) { return fmt::format(" {}", yaml_scalar(f.options.aliases)); },
     [](From from, To to) { to.aliases = from.aliases; },
     [](T t, O o) {
       if (!o.aliases.empty()) t.add("--aliases", o.aliases);
     }},
    {"categories", [](Y y, N n, F f) { f.options.categories = y.text(n, "categories"); },
     [](C f) { return fmt::format(" {}", yaml_scalar(f.options.categories)); },
     [](From from, To to) { to.categories = from.categories; },
     [](T t, O o) {
       if (!o.categories.empty()) t.add("--categories", o.categories);
     }}};

}  // namespace

std::span<const FormatKey> format_keys() { return kKeys; }

}  // namespace spendlens::ingest
