#include "audit/result/result_rows.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

namespace {

template <class Fields, class Row>
void write_table(const Run& run, const char* group, const Fields& fields, const std::vector<Row>& rows) {
  write_rows(*run.output.file, group, fields, 0, std::span<const Row>(rows));
}

std::vector<ScoreCutRow> score_cuts(const Run& run) {
  std::vector<ScoreCutRow> rows;
  const std::array<const ScoreSummary*, 2> summaries = {&run.result.rfm, &run.result.rfm_compare};
  for (const PeriodRole role : kPeriodRoles)
    for (const Metric scored : kMetrics) {
      const rfm::ScoreCuts& cuts = summaries[index_of(role)]->cuts[index_of(scored)];
      for (std::size_t p = 0; p <= static_cast<std::size_t>(run.options.bins); ++p)
        rows.push_back({.table = static_cast<std::uint8_t>(role),
                        .metric = static_cast<std::uint8_t>(scored),
                        .kind = static_cast<std::uint8_t>(cuts.kind),
                        .position = static_cast<std::uint8_t>(p),
                        .numerator = p < cuts.edges.size() ? narrow(cuts.edges[p], "an edge of a score") : kNoMoney,
                        .denominator = cuts.denominator});
    }
  return rows;
}

std::vector<ScoreCountRow> score_counts(const Run& run) {
  std::vector<ScoreCountRow> rows;
  const std::array<const ScoreSummary*, 2> summaries = {&run.result.rfm, &run.result.rfm_compare};
  for (const PeriodRole role : kPeriodRoles)
    for (const Metric scored : kMetrics)
      for (std::size_t s = 1; s <= static_cast<std::size_t>(run.options.bins); ++s)
        rows.push_back({.table = static_cast<std::uint8_t>(role),
                        .metric = static_cast<std::uint8_t>(scored),
                        .score = static_cast<std::uint8_t>(s),
                        .customers = summaries[index_of(role)]->customers[index_of(scored)][s]});
  return rows;
}

std::vector<SpendDecileRow> spend_deciles(const Run& run) {
  std::vector<SpendDecileRow> rows;
  for (const PeriodRole role : kPeriodRoles) {
    const auto& floors = run.figures.deciles[index_of(role)].floor;
    for (std::size_t d = 0; d < floors.size(); ++d)
      rows.push_back({.table = static_cast<std::uint8_t>(role),
                      .decile = static_cast<std::uint8_t>(d + 1),
                      .smallest_spend = floors[d]});
  }
  return rows;
}

std::vector<ConditionRow> conditions(const Run& run) {
  std::vector<ConditionRow> rows;
  for (std::size_t p = 0; p < run.result.registry.size(); ++p)
    rows.insert(rows.end(), run.result.registry.personas[p].conditions.size(), {static_cast<std::uint8_t>(p)});
  return rows;
}

void write_text(const Run& run, const ResultText& column, const std::vector<std::string>& texts) {
  const std::uint32_t width = run.output.file->layout().at(column.path()).type.width;
  run.output.file->write_texts(column.path(), 0, padded_texts(texts, width));
}

void write_setting(const Run& run, const char* column, const std::string& text) {
  run.output.file->write<std::uint8_t>(column, 0, std::vector<std::uint8_t>(text.begin(), text.end()));
}

}  // namespace

void write_cut_tables(const Run& run) {
  if (run.communicator.rank() != 0) return;
  write_table(run, kScoreCutsGroup, kScoreCutColumns, score_cuts(run));
  write_table(run, kScoreCountsGroup, kScoreCountColumns, score_counts(run));
  write_table(run, kSpendDecilesGroup, kSpendDecileColumns, spend_deciles(run));
  write_table(run, kConditionGroup, kConditionColumns, conditions(run));
  write_text(run, kConditionText, condition_texts(run.result.registry));
  write_setting(run, "/profile/text", run.settings.profile.text);
  write_setting(run, "/registry/text", run.result.scope.personas ? run.settings.registry.text : "");
  write_setting(run, "/segment_registry/text", run.settings.segments.text);
  write_text(run, kSummaryDigest, {summary_digest(run.options.summary(run.result))});
}

}  // namespace spendlens::audit
