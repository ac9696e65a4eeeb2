#include "import_values.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::jobs {

namespace {

using ingest::Direction;

constexpr std::pair<const char*, Direction> kDirections[] = {{"debit", Direction::kDebit},
                                                             {"credit", Direction::kCredit}};

/// VALUE:debit or debit:VALUE.
std::pair<std::string, Direction> read_direction(const std::string& entry, const std::string& option) {
  const auto colon = entry.find(':');
  const auto last = entry.rfind(':');
  for (const auto& [name, direction] : kDirections)
    if (last != std::string::npos && last > 0 && entry.substr(last + 1) == name &&
        (entry.substr(0, last) == name || (entry.substr(0, last) != "debit" && entry.substr(0, last) != "credit")))
      return {in_lower_case(entry.substr(0, last)), direction};
  for (const auto& [name, direction] : kDirections)
    if (colon != std::string::npos && entry.substr(0, colon) == name && colon + 1 < entry.size() &&
        entry.substr(colon + 1) != "debit" && entry.substr(colon + 1) != "credit")
      return {in_lower_case(entry.substr(colon + 1)), direction};
  throw UsageError(fmt::format(
      "--direction '{}': '{}' is not of the form VALUE:debit or VALUE:credit, as in --direction type=sale:debit,refund:credit",
      readable(option), readable(entry)));
}

void read_directions(const std::string& option, ingest::ImportOptions& options) {
  const auto equals = option.find('=');
  if (equals == std::string::npos || equals == 0)
    throw UsageError(
        fmt::format("--direction '{}' is not of the form COLUMN=VALUE:debit,VALUE:credit", readable(option)));
  for (std::size_t begin = equals + 1; begin <= option.size();) {
    const std::size_t end = std::min(option.find(',', begin), option.size());
    const auto [value, direction] = read_direction(option.substr(begin, end - begin), option);
    if (const auto [known, is_new] = options.directions.emplace(value, direction);
        !is_new && known->second != direction)
      throw UsageError(
          fmt::format("--direction '{}' gives the value '{}' both ways", readable(option), readable(value)));
    begin = end + 1;
  }
}

void name_column(const char* field, const std::string& name, ingest::ImportOptions& options) {
  if (name.empty()) return;
  if (const auto [known, is_new] = options.columns.emplace(field, name); !is_new)
    throw UsageError(fmt::format("the column of {} is given twice, as '{}' and '{}'; give it once", field,
                                 readable(known->second), readable(name)));
}

}  // namespace

void add_value_options(CLI::App& command, ValueArguments& arguments, ingest::ImportOptions& options) {
  command
      .add_option(
          "--timestamp-format", options.timestamp_formats,
          "auto, iso, yyyymmdd, epoch (seconds), epoch-ms, epoch-us, epoch-ns, excel (serial numbers), days:DATE (numbers of days, 0 on DATE), or a format such as %d/%m/%Y %H:%M; several are tried in their order")
      ->capture_default_str()
      ->type_name("F")
      ->take_all();
  command
      .add_option(
          "--date-order", arguments.date_order,
          "Dates that do not begin with a year of four digits are day/month/year, month/day/year or year/month/day; default: there are none")
      ->check(CLI::IsMember({"dmy", "mdy", "ymd"}));
  command
      .add_option(
          "--two-digit-years", arguments.two_digit_years,
          "Years of two digits are those of the hundred years from this one, as 1970 for 1970 to 2069; default: there are none")
      ->type_name("YEAR")
      ->check(whole_number(1900, 2099));
  command
      .add_option("--decimal", arguments.decimal,
                  "What stands before the fraction of a number: point (1,234.50) or comma (1.234,50)")
      ->check(CLI::IsMember({"point", "comma"}))
      ->capture_default_str();
  command
      .add_option("--amount-unit", arguments.amount_unit,
                  "What numbers of money count: major (12.50 is twelve and a half dollars), or minor (1250 is)")
      ->check(CLI::IsMember({"major", "minor"}))
      ->capture_default_str();
  command.add_option("--rates", arguments.rates, "Of liabilities: fraction (0.1524) or percent (15.24)")
      ->check(CLI::IsMember({"fraction", "percent"}))
      ->capture_default_str();
  command.add_option("--debit", arguments.debit, "The column of money out, with --credit in place of an amount")
      ->type_name("COLUMN");
  command.add_option("--credit", arguments.credit, "The column of money in")->type_name("COLUMN");
  command.add_option("--direction", arguments.direction, "Amounts have no sign; a column says which way they went")
      ->type_name("COLUMN=VALUE:debit,VALUE:credit");
  command.add_flag(
      "--ignore-signs", options.are_signs_ignored,
      "What is below 0 in the columns of --debit and --credit is none the less a debit or a credit, no reversal");
  command.add_flag(
      "--round-amounts", options.round_amounts,
      "Take floats of HDF5 and Parquet that are no cents as the decimals that they print as, and round them");
}

void read_value_options(const ValueArguments& arguments, ingest::ImportOptions& options) {
  for (std::size_t i = 0; i < ingest::kDateOrderNames.size(); ++i)
    if (arguments.date_order == ingest::kDateOrderNames[i]) options.date_order = static_cast<ingest::DateOrder>(i);
  if (!arguments.two_digit_years.empty())
    options.two_digit_years_from = static_cast<int>(*whole(arguments.two_digit_years));
  options.decimal_comma = arguments.decimal == "comma";
  options.are_amounts_minor = arguments.amount_unit == "minor";
  options.are_rates_percent = arguments.rates == "percent";
  if (arguments.debit.empty() != arguments.credit.empty())
    throw UsageError("--debit and --credit need each other: the columns of money out and money in");
  name_column("debit", arguments.debit, options);
  name_column("credit", arguments.credit, options);
  if (arguments.direction.empty()) return;
  name_column("direction", arguments.direction.substr(0, arguments.direction.find('=')), options);
  read_directions(arguments.direction, options);
}

}  // namespace spendlens::jobs
