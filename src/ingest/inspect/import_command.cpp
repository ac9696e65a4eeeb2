#include <fmt/format.h>

#include <functional>

#include "ingest/record/shell_words.hpp"
#include "spendlens/ingest/inspect.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kWidth = 110;

/// Words of a command, over several lines.
class Command {
 public:
  explicit Command(const std::string& begin) : line_(begin) {}

  void add(const std::string& option, const std::string& value = "\1") {
    const std::string words = value == "\1" ? option : option + " " + shell_quoted(value);
    if (line_.size() + 1 + words.size() > kWidth) {
      text_ += line_ + " \\\n";
      line_ = "   ";
    }
    line_ += " " + words;
  }
  [[nodiscard]] std::string text() const { return text_ + line_; }

 private:
  std::string text_;
  std::string line_;
};

void add_columns(Command& command, const ImportOptions& options) {
  for (const auto& [field, choice] : options.column_choices)
    if (choice.names.front() != field || field == "time") command.add("--column", field + "=" + choice.names.front());
}

void add_direction(Command& command, const ImportOptions& options) {
  std::string values;
  for (const auto& [value, direction] : options.directions)
    values += (values.empty() ? "" : ",") + value + (direction == Direction::kDebit ? ":debit" : ":credit");
  command.add("--direction", options.columns.at("direction") + "=" + values);
}

std::string character(char c) { return c == '\t' ? "tab" : std::string(1, c); }

std::string list_of(const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ",") + value;
  return list;
}

/// What a key of a format is as options.
using Adder = std::function<void(Command&, const ImportOptions&)>;
const std::vector<std::pair<const char*, Adder>>& adders() {
  using C = Command&;
  using O = const ImportOptions&;
  static const std::vector<std::pair<const char*, Adder>> all = {
      {"amounts", [](C c, O o) { c.add("--amounts", o.spend_positive ? "spend-positive" : "spend-negative"); }},
      {"debit", [](C c, O o) { c.add("--debit", o.columns.at("debit")); }},
      {"credit", [](C c, O o) { c.add("--credit", o.columns.at("credit")); }},
      {"direction", add_direction},
      {"encoding", [](C c, O o) { c.add("--encoding", o.encoding); }},
      {"delimiter", [](C c, O o) { c.add("--delimiter", character(o.delimiter)); }},
      {"escape", [](C c, O o) { c.add("--escape", character(*o.escape)); }},
      {"comment", [](C c, O o) { c.add("--comment", character(*o.comment)); }},
      {"skip_lines", [](C c, O o) { c.add("--skip-lines", fmt::to_string(o.skip_lines)); }},
      {"header", [](C c, O o) { c.add("--header", o.has_header ? "yes" : "no"); }},
      {"decimal", [](C c, O o) { c.add("--decimal", o.decimal_comma ? "comma" : "point"); }},
      {"ignore_signs",
       [](C c, O o) {
         if (o.are_signs_ignored) c.add("--ignore-signs");
       }},
      {"round_amounts",
       [](C c, O o) {
         if (o.round_amounts) c.add("--round-amounts");
       }},
      {"date_order", [](C c, O o) { c.add("--date-order", name_of(*o.date_order)); }},
      {"two_digit_years", [](C c, O o) { c.add("--two-digit-years", fmt::to_string(*o.two_digit_years_from)); }},
      {"timestamp_format",
       [](C c, O o) {
         for (const std::string& format : o.timestamp_formats) c.add("--timestamp-format", format);
       }},
      {"columns", add_columns},
      {"ignore",
       [](C c, O o) {
         for (const std::string& name : o.ignored_columns) c.add("--ignore", name);
       }},
      {"constants",
       [](C c, O o) {
         for (const auto& [field, value] : o.constants) c.add("--constant", field + "=" + value);
       }},
      {"currency", [](C c, O o) { c.add("--currency", *o.currency); }},
      {"where",
       [](C c, O o) {
         for (const RowCondition& one : o.where) c.add("--where", one.column + (one.equal ? "=" : "!=") + one.value);
       }},
      {"null_values", [](C c, O o) { c.add("--null-values", list_of(*o.null_values)); }},
      {"order_scope", [](C c, O o) { c.add("--order-scope", o.orders_within_customers ? "customer" : "ledger"); }},
      {"order_amount", [](C c, O o) { c.add("--order-amount", o.is_order_amount_first ? "first" : "sum"); }},
      {"merchants", [](C c, O o) { c.add("--merchants", o.merchant_rule == MerchantRule::kRaw ? "raw" : "clean"); }},
      {"aliases", [](C c, O o) { c.add("--aliases", o.aliases); }},
      {"categories", [](C c, O o) { c.add("--categories", o.categories); }}};
  return all;
}

}  // namespace

std::string import_command(const Inspection& inspection, const std::string& format) {
  Command command("spendlens import");
  for (const std::string& path : inspection.paths) command.add("--transactions", path);
  command.add("--ledger", "ledger");
  const std::set<std::string>* keys = &inspection.proposal.given;
  static const std::set<std::string> none;
  if (!format.empty()) {
    command.add("--format", format);
    keys = &none;
  } else if (!inspection.shipped_format.empty()) {
    command.add("--format", inspection.shipped_format);
    keys = &inspection.beside_format;
  }
  for (const auto& [key, add] : adders())
    if (keys->contains(key)) add(command, inspection.proposal.options);
  if (!inspection.max_rejected.empty()) command.add("--max-rejected", inspection.max_rejected);
  return command.text();
}

}  // namespace spendlens::ingest
