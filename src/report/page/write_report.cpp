#include <nlohmann/json.hpp>

#include "report/export/protected_files.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/diff.hpp"
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

/// What `diff` says of both, beside the later one's figures.
void add_changes(const std::string& later, const std::string& earlier, audit::ResultSummary& summary) {
  comm::LocalCommunicator alone;
  const ResultDiff diff = diff_results(alone, {.earlier = earlier, .later = later, .output = {}, .gates = {}});
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(summary.text, nullptr, false);
  if (!json.is_object()) throw InputError(summary.path + " is not a summary of spendlens audit: it is no JSON object");
  json["changes"] = nlohmann::ordered_json::parse(diff_json(diff));
  summary.text = json.dump();
}

}  // namespace

WrittenReport write_report(const std::string& directory, const std::optional<std::string>& output,
                           const std::optional<std::string>& compare) {
  if (output) require_output_apart(*output);
  audit::ResultSummary summary = summary_in(directory);
  if (compare) add_changes(directory, *compare, summary);
  const std::string html = report_html(summary.text, summary.path);
  const std::string path = output.value_or(directory + "/report.html");
  store::write_text(path, html);
  return {path, html.size()};
}

}  // namespace spendlens::report
