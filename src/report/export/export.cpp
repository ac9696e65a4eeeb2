#include "spendlens/report/export.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/export/export_writer.hpp"
#include "report/export/protected_files.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::report {

std::vector<std::string> audit_table_names() {
  return {"rfm",          "rfm-compare", "signals-1m", "signals-6m",  "signals-12m",  "personas-1m", "personas-6m",
          "personas-12m", "lens2",       "segments",   "streams",     "cohort-month", "cohorts",     "cohort-cells",
          "base",         "clv",         "clv-fit",    "clv-holdout", "clv-tracking", "by",          "by-segments"};
}

std::vector<std::string> ledger_table_names() {
  return {"transactions", "accounts", "liabilities", "customers", "periods"};
}

std::uint64_t export_table(const ExportOptions& options) {
  if (options.audit.empty() == options.ledger.empty())
    throw UsageError("export takes either --audit DIR or --ledger DIR");
  if (options.spreadsheet_safe && options.format != ExportFormat::kCsv)
    throw UsageError(
        "--spreadsheet-safe is of --format csv: no spreadsheet takes texts in JSON lines or Parquet for formulas; leave one of both out");
  if (options.format == ExportFormat::kParquet && !options.output)
    throw UsageError("--format parquet needs a file to write: give --output FILE.parquet");
  if (options.format == ExportFormat::kParquet && options.output->ends_with(".gz"))
    throw UsageError("Parquet is compressed within; give --output a name that does not end in .gz");
  const auto names = options.ledger.empty() ? audit_table_names() : ledger_table_names();
  const bool of_window =
      options.ledger.empty() && (options.table.starts_with("signals-") || options.table.starts_with("personas-"));
  // Of another calendar unit than the first that the result has: cohorts-quarter, base-year, cohort-quarter.
  const bool of_unit =
      options.ledger.empty() && (options.table.starts_with("cohort") || options.table.starts_with("base-"));
  if (!of_window && !of_unit && std::find(names.begin(), names.end(), options.table) == names.end())
    throw UsageError(fmt::format("--table '{}' is none of {} of a {}", options.table, fmt::join(names, ", "),
                                 options.ledger.empty() ? "result" : "ledger"));
  if (options.changed_since && options.audit.empty())
    throw UsageError("--changed-since is of a result: give --audit DIR, the later one");
  if ((options.by || options.profile) && (options.ledger.empty() || options.table != "periods"))
    throw UsageError(fmt::format("{} is of --ledger DIR --table periods; leave it out, or export that",
                                 options.by ? "--by" : "--profile"));
  if (options.output) require_output_apart(*options.output);
  return options.ledger.empty() ? export_result(options) : export_ledger(options);
}

}  // namespace spendlens::report
