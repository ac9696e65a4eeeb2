#include "ingest/options_text.hpp"

#include <string_view>

#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kMostBytes = 4000;

class CommandLineText {
 public:
  void add(const char* option, std::string_view value) {
    if (!text_.empty()) text_.push_back(' ');
    text_ += option;
    text_.push_back(' ');
    append_quoted(readable(value));
  }
  [[nodiscard]] std::string text() const { return text_.size() <= kMostBytes ? text_ : readable(std::string_view(text_).substr(0, kMostBytes - 4)) + " ..."; }

 private:
  /// As a shell wants it.
  void append_quoted(const std::string& value) {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-=.,:/%+@";
    if (!value.empty() && value.find_first_not_of(kPlain) == std::string::npos) {
      text_ += value;
      return;
    }
    text_.push_back('\'');
    for (const char c : value) {
      if (c == '\'') text_ += "'\\'";
      text_.push_back(c);
    }
    text_.push_back('\'');
  }

  std::string text_;
};

void add_fields(CommandLineText& text, const ImportOptions& options) {
  for (const auto& [field, name] : options.columns) text.add("--column", field + "=" + name);
  for (const auto& [field, value] : options.constants) text.add("--constant", field + "=" + value);
  for (const RowCondition& condition : options.where) text.add("--where", condition.column + (condition.equal ? "=" : "!=") + condition.value);
  if (!options.null_values) return;
  std::string list;
  for (const std::string& value : *options.null_values) list += (list.empty() ? "" : ",") + value;
  text.add("--null-values", list);
}

void add_dialect(CommandLineText& text, const ImportOptions& options) {
  if (options.delimiter != ',') text.add("--delimiter", options.delimiter == '\t' ? std::string("tab") : std::string(1, options.delimiter));
  if (options.escape) text.add("--escape", std::string(1, *options.escape));
  if (options.comment) text.add("--comment", std::string(1, *options.comment));
  if (!options.has_header) text.add("--header", "no");
  if (options.skip_lines > 0) text.add("--skip-lines", std::to_string(options.skip_lines));
  if (options.encoding != "utf-8") text.add("--encoding", options.encoding);
}

}  // namespace

std::string options_text(const ImportOptions& options) {
  CommandLineText text;
  text.add("--amounts", options.spend_positive ? "spend-positive" : "spend-negative");
  if (options.timestamp_format != "auto") text.add("--timestamp-format", options.timestamp_format);
  add_dialect(text, options);
  add_fields(text, options);
  if (options.orders_within_customers) text.add("--order-scope", "customer");
  return text.text();
}

}  // namespace spendlens::ingest
