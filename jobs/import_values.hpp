#pragma once

#include <string>

#include "command_line.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::jobs {

/// Options of import that say how values are written, as they stand on the command line.
struct ValueArguments {
  std::string date_order;
  std::string two_digit_years;
  std::string decimal = "point";
  std::string amount_unit = "major";
  std::string rates = "fraction";
  std::string debit;
  std::string credit;
  std::string direction;
};

/// Adds them to the command; `options` takes those that need no reading.
void add_value_options(CLI::App& command, ValueArguments& arguments, ingest::ImportOptions& options);

/// Puts what they say into `options`, of which `columns` is known. Throws UsageError.
void read_value_options(const ValueArguments& arguments, ingest::ImportOptions& options);

}  // namespace spendlens::jobs
