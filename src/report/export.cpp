#include "spendlens/report/export.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/export_writer.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::report {

std::vector<std::string> audit_table_names() { return {"rfm", "rfm-compare", "lens2"}; }

std::vector<std::string> ledger_table_names() { return {"transactions", "accounts", "liabilities"}; }

std::uint64_t export_table(const ExportOptions& options) {
  if (options.audit.empty() == options.ledger.empty()) throw UsageError("export takes either --audit DIR or --ledger DIR");
  const auto names = options.ledger.empty() ? audit_table_names() : ledger_table_names();
  if (std::find(names.begin(), names.end(), options.table) == names.end())
    throw UsageError(fmt::format("--table '{}' is none of {} of a {}", options.table, fmt::join(names, ", "),
                                 options.ledger.empty() ? "result" : "ledger"));
  try {
    return options.ledger.empty() ? export_result(options) : export_ledger(options);
  } catch (...) {
    if (options.output) store::remove_file(*options.output + ".tmp");
    throw;
  }
}

}  // namespace spendlens::report
