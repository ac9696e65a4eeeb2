#include "import_reading.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "command_line.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ingest/option_words.hpp"

namespace spendlens::jobs {

namespace {

void read_characters(const ReadingArguments& arguments, ingest::ImportOptions& options) {
  options.delimiter = ingest::dialect_character("--delimiter", arguments.delimiter);
  if (!arguments.escape.empty()) options.escape = ingest::dialect_character("--escape", arguments.escape);
  if (!arguments.comment.empty()) options.comment = ingest::dialect_character("--comment", arguments.comment);
}

void read_constants(const ReadingArguments& arguments, ingest::ImportOptions& options) {
  for (const std::string& text : arguments.constants) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw UsageError(fmt::format("--constant '{}' is not of the form FIELD=VALUE", readable(text)));
    if (const auto [known, is_new] = options.constants.emplace(text.substr(0, equals), text.substr(equals + 1));
        !is_new)
      throw UsageError(fmt::format("--constant gives the field {} twice; give it once", known->first));
  }
}

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> values;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    values.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return values;
}

}  // namespace

void add_reading(CLI::App& command, ReadingArguments& arguments, ingest::ImportOptions& options) {
  command.add_option("--delimiter", arguments.delimiter, "Between fields: one character, tab, or a code such as \\x01")
      ->capture_default_str()
      ->type_name("C");
  command
      .add_option("--escape", arguments.escape,
                  "Character that makes a quote within quotes text, as Spark and MySQL write it; beside doubled quotes")
      ->type_name("C");
  command
      .add_option("--comment", arguments.comment,
                  "Lines that begin with this character are no rows; counted as filtered")
      ->type_name("C");
  command
      .add_option("--header", arguments.header,
                  "no: the first line is a row; --column FIELD=NUMBER then names columns, from 1")
      ->check(CLI::IsMember({"yes", "no"}))
      ->capture_default_str();
  command.add_option("--skip-lines", options.skip_lines, "Lines before the header that are passed over")
      ->check(whole_number(0, 1'000'000))
      ->type_name("N");
  command
      .add_option("--encoding", options.encoding,
                  "Of the text: utf-8, utf-16, latin1, cp1252, or another name of iconv -l")
      ->capture_default_str()
      ->type_name("E");
  command
      .add_option(
          "--null-values", arguments.null_values,
          "Texts that are no value, separated by commas; '' is none but the empty one. Default: nan, NULL, None, NA, N/A and their like, in all fields but merchant and category")
      ->type_name("LIST");
  command
      .add_option("--ignore", options.ignored_columns,
                  "A column that is not read, although it has the name of a field; may be repeated")
      ->type_name("COLUMN")
      ->take_all();
  command
      .add_option("--constant", arguments.constants,
                  "What all rows have in FIELD, instead of a column; may be repeated")
      ->type_name("FIELD=VALUE")
      ->take_all();
  command
      .add_option(
          "--where", arguments.where,
          "Only rows with VALUE in the file's column (or another one: COLUMN!=VALUE); may be repeated: several values of one column are alternatives, all else must hold together")
      ->type_name("COLUMN=VALUE")
      ->take_all();
  command
      .add_option("--order-scope", arguments.order_scope,
                  "customer: one order_id under two customers is two orders; ledger: an error of those rows")
      ->check(CLI::IsMember({"ledger", "customer"}))
      ->capture_default_str();
  command
      .add_option(
          "--order-amount", arguments.order_amount,
          "sum: an order's amount is the sum of its lines'; first: it is that of the first line that has one, where lines repeat the order's total or leave it empty")
      ->check(CLI::IsMember({"sum", "first"}))
      ->capture_default_str();
}

void complete_reading(const ReadingArguments& arguments, ingest::ImportOptions& options) {
  read_characters(arguments, options);
  read_constants(arguments, options);
  options.has_header = arguments.header == "yes";
  options.orders_within_customers = arguments.order_scope == "customer";
  options.is_order_amount_first = arguments.order_amount == "first";
  if (arguments.null_values) options.null_values = list_of(*arguments.null_values);
  for (const std::string& text : arguments.where) options.where.push_back(ingest::row_condition(text));
}

}  // namespace spendlens::jobs
