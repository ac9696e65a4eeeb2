#include "report/export/protected_files.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/report.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::report {

namespace {

/// Without audit.h5 beside it any summary will do: the report is of it alone.
audit::ResultSummary summary_in(const std::string& directory) {
  const std::string path = directory + "/summary.json";
  if (store::kind_of_path(directory + "/audit.h5") != store::PathKind::kMissing)
    return audit::read_result_summary(directory);
  if (store::kind_of_path(path) == store::PathKind::kMissing)
    throw InputError("there is no " + path + "; --audit names the directory that spendlens audit --out wrote");
  return {path, audit::read_summary_text(path)};
}

}  // namespace

WrittenReport write_report(const std::string& directory, const std::optional<std::string>& output) {
  if (output) require_output_apart(*output);
  const audit::ResultSummary summary = summary_in(directory);
  const std::string html = report_html(summary.text, summary.path);
  const std::string path = output.value_or(directory + "/report.html");
  store::write_text(path, html);
  return {path, html.size()};
}

}  // namespace spendlens::report
