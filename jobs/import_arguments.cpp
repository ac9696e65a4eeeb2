#include "import_arguments.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string_view>

#include "import_names.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ingest/option_words.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::jobs {

namespace {

std::string stem_of(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  std::filesystem::path name = std::filesystem::path(path).filename();
  if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  return name.stem().string();
}

/// The name that a segment takes from what is imported.
std::string segment_name(const ImportArguments& arguments) {
  const auto& transactions = arguments.options.transactions;
  const std::string& first = transactions.empty() ? arguments.query : transactions.front();
  const bool is_named =
      transactions.empty() ? first.ends_with(".sql") : first.find_first_of("*?[") == std::string::npos;
  if (first == "-" || !is_named)
    throw UsageError(fmt::format("from {} the segment has no name of its own; give --segment NAME",
                                 first == "-"           ? "standard input"
                                 : transactions.empty() ? "a query"
                                                        : "a pattern"));
  return stem_of(first);
}

void read_max_rejected(const std::string& text, ingest::ImportOptions& options) {
  if (text.empty()) return;
  const bool percent = text.ends_with('%');
  const auto value =
      parse_decimal(percent ? std::string_view(text).substr(0, text.size() - 1) : std::string_view(text));
  const auto count = value && value->scale <= (percent ? 2 : 0) ? to_scale(*value, percent ? 2 : 0) : std::nullopt;
  if (!count || *count < 0 || *count > (percent ? int128{10'000} : int128{1} << 62))
    throw UsageError("--max-rejected '" + text + "' is neither a number of rows nor a percentage such as 0.5%");
  if (percent)
    options.max_rejected_percent = Hundredths{static_cast<std::int64_t>(*count)};
  else
    options.max_rejected_rows = static_cast<std::uint64_t>(*count);
}

/// Names of the options that stand on the command line, without their dashes.
std::set<std::string> given_options(const CLI::App& command) {
  std::set<std::string> names;
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0 && !option->get_lnames().empty()) names.insert(option->get_lnames().front());
  return names;
}

/// NAME=COLUMN of dimensions and attributes, which are columns under keys of their own.
void read_named(const std::vector<std::string>& given, const char* option, const std::string& beginning,
                ingest::ImportOptions& options) {
  for (const std::string& text : given) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw UsageError(fmt::format("{} '{}' is not of the form NAME=COLUMN", option, readable(text)));
    if (!options.columns.emplace(beginning + text.substr(0, equals), text.substr(equals + 1)).second)
      throw UsageError(fmt::format("{} gives {} twice; give it once", option, readable(text.substr(0, equals))));
  }
}

}  // namespace

void complete(ImportArguments& arguments, const ingest::ImportFormat* format) {
  ingest::ImportOptions& options = arguments.options;
  for (const std::string& mapping : arguments.columns) {
    const auto equals = mapping.find('=');
    if (equals == std::string::npos) throw UsageError("--column '" + mapping + "' is not of the form FIELD=NAME");
    const std::string field = mapping.substr(0, equals);
    const std::string name = mapping.substr(equals + 1);
    if (name.empty()) throw UsageError("--column '" + mapping + "' names no column; it is of the form FIELD=NAME");
    if (const auto [known, is_new] = options.columns.emplace(field, name); !is_new)
      throw UsageError(
          fmt::format("--column gives the field {} twice, as '{}' and '{}'; give it once", field, known->second, name));
  }
  read_named(arguments.dimensions, "--dimension", "dimension.", options);
  read_named(arguments.attributes, "--attribute", "customers.", options);
  read_value_options(arguments.values, options);
  options.is_sign_given =
      arguments.given_sign->count() > 0 || options.columns.contains("debit") || options.columns.contains("direction");
  options.is_timestamp_format_given = arguments.given_format->count() > 0;
  options.spend_positive = arguments.amounts == "spend-positive";
  options.merchant_rule = merchant_rule_of(arguments.merchants);
  complete_reading(arguments.reading, options);
  read_max_rejected(arguments.max_rejected, options);
  options.memory_bytes = parse_size(arguments.memory);
  if (options.transactions.empty() && arguments.query.empty())
    throw UsageError("import needs transactions: give --transactions FILE, or --query");
  if (options.currency) options.currency = ingest::currency_option(*options.currency);
  if (format != nullptr) ingest::complete_by_format(*format, given_options(*arguments.command), options);
  ingest::require_different_characters(options);
  if (!options.segment.empty()) {
    // A name that cannot be is told before anything is read
    (void)ledger::segment_path(options.ledger, options.segment);
    return;
  }
  options.segment = segment_name(arguments);
  options.segment_from_file = true;
}

}  // namespace spendlens::jobs
