#include "report/summary/summary_figures.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/report/json_text.hpp"
#include "spendlens/report/summary.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::report {

std::string summary_json(const audit::AuditResult& result) {
  return audit::with_digest(json_text(summary_figures().json(result), 2) + "\n");
}

std::string SummaryText::operator()(const audit::AuditResult& result) {
  if (figures_.empty()) figures_ = json_text(figures_of_base().json(result), 2);
  // One object: without the end of the first and the beginning of the second.
  last_ =
      figures_.substr(0, figures_.size() - 2) + ",\n" + json_text(figures_of_run().json(result), 2).substr(2) + "\n";
  return last_ = audit::with_digest(std::move(last_));
}

std::string run_json(const audit::AuditResult& result) { return audit::run_record(summary_json(result)); }

void write_run(const audit::AuditResult& result, const std::string& directory) {
  write_run(summary_json(result), directory);
}

void write_run(const std::string& summary, const std::string& directory) {
  store::publish_text(directory + "/run.json", audit::run_record(summary));
}

}  // namespace spendlens::report
