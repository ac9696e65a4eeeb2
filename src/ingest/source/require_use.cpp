#include "ingest/source/require_use.hpp"

#include <fmt/core.h>
#include <utf8.h>

#include <algorithm>

#include "ingest/record/fields.hpp"
#include "ingest/source/decoded_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

/// What says the sign of an amount says it once and whole.
void require_signs(const ImportOptions& options) {
  const auto is_named = [&](const char* field) { return options.columns.find(field) != options.columns.end(); };
  if (is_named("debit") != is_named("credit"))
    throw UsageError("--debit and --credit need each other: the columns of money out and money in");
  if (is_named("debit") && options.constants.contains("amount"))
    throw UsageError("--debit and --credit take the amount's place; leave --constant amount=VALUE out");
  if (is_named("debit") && is_named("amount"))
    throw UsageError("--debit and --credit take the amount's place; leave --column amount=NAME out");
  if (is_named("direction") == options.directions.empty())
    throw UsageError(
        "a column of directions needs to be named with its values, as --direction type=sale:debit,refund:credit");
  if (is_named("debit") && is_named("direction"))
    throw UsageError("--debit and --credit say the direction themselves; leave --direction out");
  if (options.spend_positive && (is_named("debit") || is_named("direction")))
    throw UsageError(fmt::format("--amounts spend-positive and {} say the sign twice; leave --amounts out",
                                 is_named("debit") ? "--debit with --credit" : "--direction"));
}

/// Where a date stands in three columns all three are given, and no timestamp beside them.
void require_date_parts(const ImportOptions& options) {
  const auto is_given = [&](const char* field) {
    return options.columns.contains(field) || options.column_choices.contains(field) ||
           options.constants.contains(field);
  };
  if (!is_given("year") && !is_given("month") && !is_given("day")) return;
  if (!is_given("year") || !is_given("month") || !is_given("day"))
    throw UsageError(
        "a date in columns of its own takes all of year, month and day: give them as --column year=NAME, or --constant day=1");
  if (is_given("timestamp")) throw UsageError("year, month and day take the timestamp's place; leave timestamp out");
}

void require_constant(const ImportOptions& options, const std::string& field, const std::string& value) {
  const bool is_of_date = field == "year" || field == "month" || field == "day";
  if (!is_of_date && std::find(kFieldNames.begin() + kFirstNamedField, kFieldNames.end(), field) != kFieldNames.end())
    throw UsageError(fmt::format("--constant {}={}: {} is read from a column alone", field, readable(value), field));
  if (const auto column = options.columns.find(field); column != options.columns.end())
    throw UsageError(
        fmt::format("{} is given by --column {}={} and by --constant; give one", field, field, column->second));
  if (value.empty() || value.size() > ledger::kMaxTextBytes || value.find('\0') != std::string::npos ||
      !utf8::is_valid(value.begin(), value.end()))
    throw UsageError(fmt::format("--constant {}={} is no text of 1 to {} bytes of UTF-8", field, readable(value),
                                 ledger::kMaxTextBytes));
}

void require_number(const char* option, const std::string& given, const std::string& name) {
  const bool is_number = !name.empty() && name.size() < 8 && name[0] != '0' &&
                         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number)
    throw UsageError(
        fmt::format("{} {}: without a header columns are named by their numbers, from 1", option, readable(given)));
}

/// Dimensions and attributes: not too many, and no name for both, by which parts of a base are asked for.
void require_names(const ImportOptions& options) {
  const std::vector<std::string> dimensions = named_columns(RecordKind::kTransactions, options);
  const std::vector<std::string> attributes = named_columns(RecordKind::kCustomers, options);
  if (dimensions.size() > ledger::kMaxDimensions)
    throw UsageError(
        fmt::format("there are {} dimensions, and a ledger takes {}", dimensions.size(), ledger::kMaxDimensions));
  if (attributes.size() > ledger::kMaxAttributes)
    throw UsageError(fmt::format("there are {} attributes of customers, and a ledger takes {}", attributes.size(),
                                 ledger::kMaxAttributes));
  for (const std::string& name : dimensions)
    if (std::find(attributes.begin(), attributes.end(), name) != attributes.end())
      throw UsageError(
          fmt::format("'{}' is a dimension of orders and an attribute of customers; give two names", name));
}

void require_reading(const ImportOptions& options) {
  require_fields(options.constants, "--constant");
  for (const auto& [field, value] : options.constants) require_constant(options, field, value);
  if (!is_encoding(options.encoding))
    throw UsageError(fmt::format(
        "--encoding '{}' is not known here; give one as utf-8, utf-16, latin1 or cp1252 (iconv -l lists all)",
        readable(options.encoding)));
  if (options.has_header) return;
  for (const auto& [field, name] : options.columns)
    if (field == "debit" || field == "credit" || field == "direction")
      require_number(("--" + field).c_str(), name, name);
    else
      require_number("--column", field + "=" + name, name);
  for (const RowCondition& condition : options.where)
    require_number("--where", condition.column + (condition.equal ? "=" : "!=") + condition.value, condition.column);
}

}  // namespace

void require_use(const ImportOptions& options) {
  if (options.transactions.empty() && options.query.empty())
    throw UsageError("no file of transactions is given; give one with --transactions, or a --query");
  if (!options.liabilities.empty() && options.accounts.empty())
    throw UsageError("--liabilities without --accounts: a liability belongs to an account; give the accounts too");
  require_fields(options.columns);
  require_reading(options);
  require_signs(options);
  require_date_parts(options);
  std::ptrdiff_t standard_inputs = 0;
  for (const auto* paths : {&options.transactions, &options.accounts, &options.liabilities, &options.customers})
    standard_inputs += std::count(paths->begin(), paths->end(), "-");
  if (standard_inputs > 1) throw UsageError("standard input can be given once");
  const auto unused = [&](RecordKind kind, const std::vector<std::string>& paths) {
    const auto key = options.columns.lower_bound(field_key(kind, ""));
    if (paths.empty() && key != options.columns.end() && key->first.starts_with(field_key(kind, "")))
      throw UsageError(fmt::format("--column {}={}: no file of {} is given", key->first, key->second, name_of(kind)));
  };
  unused(RecordKind::kAccounts, options.accounts);
  unused(RecordKind::kLiabilities, options.liabilities);
  unused(RecordKind::kCustomers, options.customers);
  require_names(options);
}

}  // namespace spendlens::ingest
