#include "ingest/options_text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "ingest/record/shell_words.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kMaxBytes = 4000;

class CommandLineText {
 public:
  void add_flag(const char* option) {
    if (!text_.empty()) text_.push_back(' ');
    text_ += option;
  }
  void add(const char* option, std::string_view value, std::size_t most_bytes = 60) {
    add_flag(option);
    text_.push_back(' ');
    text_ += shell_quoted(readable(value, most_bytes));
  }
  [[nodiscard]] std::string text() const {
    return text_.size() <= kMaxBytes ? text_ : readable(std::string_view(text_).substr(0, kMaxBytes - 4)) + " ...";
  }

 private:
  std::string text_;
};

/// The values come with their column.
void add_directions(CommandLineText& text, const ImportOptions& options) {
  const auto column = options.columns.find("direction");
  if (column == options.columns.end()) return;
  std::string values;
  for (const auto& [value, direction] : options.directions)
    values += (values.empty() ? "" : ",") + value + (direction == Direction::kDebit ? ":debit" : ":credit");
  text.add("--direction", column->second + "=" + values);
}

void add_values(CommandLineText& text, const ImportOptions& options) {
  if (options.timestamp_formats != std::vector<std::string>{"auto"})
    for (const std::string& format : options.timestamp_formats) text.add("--timestamp-format", format);
  if (options.date_order) text.add("--date-order", name_of(*options.date_order));
  if (options.two_digit_years_from) text.add("--two-digit-years", std::to_string(*options.two_digit_years_from));
  if (options.decimal_comma) text.add("--decimal", "comma");
}

void add_fields(CommandLineText& text, const ImportOptions& options) {
  for (const auto& [field, name] : options.columns)
    if (field != "direction") text.add("--column", field + "=" + name);
  add_directions(text, options);
  for (const std::string& name : options.ignored_columns) text.add("--ignore", name);
  for (const auto& [field, value] : options.constants) text.add("--constant", field + "=" + value);
  for (const RowCondition& condition : options.where)
    text.add("--where", condition.column + (condition.equal ? "=" : "!=") + condition.value);
  if (!options.null_values) return;
  std::string list;
  for (const std::string& value : *options.null_values) list += (list.empty() ? "" : ",") + value;
  text.add("--null-values", list);
}

void add_dialect(CommandLineText& text, const ImportOptions& options) {
  if (options.delimiter != ',')
    text.add("--delimiter", options.delimiter == '\t' ? std::string("tab") : std::string(1, options.delimiter));
  if (options.escape) text.add("--escape", std::string(1, *options.escape));
  if (options.comment) text.add("--comment", std::string(1, *options.comment));
  if (!options.has_header) text.add("--header", "no");
  if (options.skip_lines > 0) text.add("--skip-lines", std::to_string(options.skip_lines));
  if (options.encoding != "utf-8") text.add("--encoding", options.encoding);
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::string options_text(const ImportOptions& options) {
  CommandLineText text;
  const bool is_sign_in_columns = options.columns.contains("debit") || options.columns.contains("direction");
  if (!is_sign_in_columns) text.add("--amounts", options.spend_positive ? "spend-positive" : "spend-negative");
  add_values(text, options);
  add_dialect(text, options);
  add_fields(text, options);
  if (options.are_signs_ignored) text.add_flag("--ignore-signs");
  if (!options.query.empty()) {
    std::string line = options.query;
    std::replace(line.begin(), line.end(), '\n', ' ');
    text.add("--query", line, kMaxBytes / 2);
  }
  if (options.round_amounts) text.add_flag("--round-amounts");
  if (options.orders_within_customers) text.add("--order-scope", "customer");
  if (options.is_order_amount_first) text.add("--order-amount", "first");
  if (options.merchant_rule == MerchantRule::kRaw) text.add("--merchants", "raw");
  if (!options.aliases.empty()) text.add("--aliases", file_name(options.aliases));
  if (!options.categories.empty()) text.add("--categories", file_name(options.categories));
  return text.text();
}

}  // namespace spendlens::ingest
