#include "report/summary/summary_figures.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/report/json_text.hpp"
#include "spendlens/report/summary.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::report {

std::string summary_json(const audit::AuditResult& result) {
  return audit::with_digest(json_text(summary_figures().json(result), 2) + "\n");
}

std::string run_json(const audit::AuditResult& result) { return audit::run_record(summary_json(result)); }

void write_run(const audit::AuditResult& result, const std::string& directory) {
  store::publish_text(directory + "/run.json", run_json(result));
}

}  // namespace spendlens::report
