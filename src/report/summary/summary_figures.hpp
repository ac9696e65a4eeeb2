#pragma once

#include <utility>

#include "report/summary/figures.hpp"
#include "spendlens/audit/audit.hpp"

namespace spendlens::report {

/// All keys of summary.json.
[[nodiscard]] Figures<audit::AuditResult> summary_figures();
/// Those up to `data_quality`, which are the same whoever computed them, and those from there on.
[[nodiscard]] Figures<audit::AuditResult> figures_of_base();
[[nodiscard]] Figures<audit::AuditResult> figures_of_run();

/// What Lens 1 of one period is made of.
struct PeriodResult {
  const audit::ObservedPeriod& period;
  const lenses::SinglePeriodAnalysis& lens;
  const audit::ScoreSummary& scores;
};

/// The keys below its main ones.
[[nodiscard]] Figures<PeriodResult> lens1_figures();
[[nodiscard]] Figures<audit::AuditResult> lens2_figures();
[[nodiscard]] Figures<std::vector<cohorts::CohortAnalysis>> lens3_figures();
[[nodiscard]] Figures<std::vector<cohorts::CohortAnalysis>> lens4_figures();
[[nodiscard]] Figures<std::vector<cohorts::CohortAnalysis>> lens5_figures();
[[nodiscard]] Figures<audit::AuditResult> clv_figures();
[[nodiscard]] Figures<audit::AuditResult> signal_figures();
[[nodiscard]] Figures<audit::AuditResult> persona_figures();
[[nodiscard]] Figures<audit::AuditResult> customer_segment_figures();
/// Precondition of writing them: the result has a breakdown.
[[nodiscard]] Figures<audit::AuditResult> breakdown_figures();

/// Lens 1 without what depends on scores and the spread; Lens 2 with the moves between deciles or without.
[[nodiscard]] Figures<lenses::SinglePeriodAnalysis> purchase_figures();
[[nodiscard]] Figures<lenses::PeriodComparison> change_figures(bool with_moves);

/// What is said of the entries of a registry.
void add_registry(Figures<audit::AuditResult>& to, const personas::Registry& (*registry_of)(const audit::AuditResult&));
[[nodiscard]] Figures<audit::DataQuality> quality_figures();
[[nodiscard]] Figures<audit::RunRecord> run_figures();

}  // namespace spendlens::report
