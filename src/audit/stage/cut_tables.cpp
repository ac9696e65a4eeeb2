#include <limits>

#include "audit/stage/stages.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

namespace {

constexpr std::int64_t kNoEdge = std::numeric_limits<std::int64_t>::max();

void write_score_cuts(const Run& run) {
  std::vector<std::uint8_t> table, metric, kind, position;
  std::vector<std::int64_t> numerator, denominator;
  const std::array<const ScoreSummary*, 2> summaries = {&run.result.rfm, &run.result.rfm_compare};
  for (const PeriodRole role : kPeriodRoles)
    for (const Metric scored : kMetrics) {
      const rfm::ScoreCuts& cuts = summaries[index_of(role)]->cuts[index_of(scored)];
      for (std::size_t p = 0; p <= static_cast<std::size_t>(run.options.bins); ++p) {
        table.push_back(static_cast<std::uint8_t>(role));
        metric.push_back(static_cast<std::uint8_t>(scored));
        kind.push_back(static_cast<std::uint8_t>(cuts.kind));
        position.push_back(static_cast<std::uint8_t>(p));
        numerator.push_back(p < cuts.edges.size() ? narrow(cuts.edges[p], "an edge of a score") : kNoEdge);
        denominator.push_back(cuts.denominator);
      }
    }
  run.output.file->write<std::uint8_t>("/score_cuts/table", 0, table);
  run.output.file->write<std::uint8_t>("/score_cuts/metric", 0, metric);
  run.output.file->write<std::uint8_t>("/score_cuts/kind", 0, kind);
  run.output.file->write<std::uint8_t>("/score_cuts/position", 0, position);
  run.output.file->write<std::int64_t>("/score_cuts/numerator", 0, numerator);
  run.output.file->write<std::int64_t>("/score_cuts/denominator", 0, denominator);
}

void write_score_counts(const Run& run) {
  std::vector<std::uint8_t> table, metric, score;
  std::vector<std::uint64_t> customers;
  const std::array<const ScoreSummary*, 2> summaries = {&run.result.rfm, &run.result.rfm_compare};
  for (const PeriodRole role : kPeriodRoles)
    for (const Metric scored : kMetrics)
      for (std::size_t s = 1; s <= static_cast<std::size_t>(run.options.bins); ++s) {
        table.push_back(static_cast<std::uint8_t>(role));
        metric.push_back(static_cast<std::uint8_t>(scored));
        score.push_back(static_cast<std::uint8_t>(s));
        customers.push_back(summaries[index_of(role)]->customers[index_of(scored)][s]);
      }
  run.output.file->write<std::uint8_t>("/score_counts/table", 0, table);
  run.output.file->write<std::uint8_t>("/score_counts/metric", 0, metric);
  run.output.file->write<std::uint8_t>("/score_counts/score", 0, score);
  run.output.file->write<std::uint64_t>("/score_counts/customers", 0, customers);
}

void write_spend_deciles(const Run& run) {
  std::vector<std::uint8_t> table, decile;
  std::vector<std::int64_t> smallest;
  for (const PeriodRole role : kPeriodRoles) {
    const auto& floors = run.figures.deciles[index_of(role)].floor;
    for (std::size_t d = 0; d < floors.size(); ++d) {
      table.push_back(static_cast<std::uint8_t>(role));
      decile.push_back(static_cast<std::uint8_t>(d + 1));
      smallest.push_back(floors[d]);
    }
  }
  run.output.file->write<std::uint8_t>("/spend_deciles/table", 0, table);
  run.output.file->write<std::uint8_t>("/spend_deciles/decile", 0, decile);
  run.output.file->write<std::int64_t>("/spend_deciles/smallest_spend", 0, smallest);
}

void write_conditions(const Run& run) {
  const std::vector<std::string> texts = condition_texts(run.result.registry);
  std::vector<std::uint8_t> persona;
  for (std::size_t p = 0; p < run.result.registry.size(); ++p)
    persona.insert(persona.end(), run.result.registry.personas[p].conditions.size(), static_cast<std::uint8_t>(p));
  run.output.file->write<std::uint8_t>("/condition/persona", 0, persona);
  run.output.file->write_texts("/condition/condition", 0,
                               padded_texts(texts, run.output.file->layout().at("/condition/condition").type.width));
}

void write_setting(const Run& run, const char* column, const std::string& text) {
  run.output.file->write<std::uint8_t>(column, 0, std::vector<std::uint8_t>(text.begin(), text.end()));
}

}  // namespace

void write_cut_tables(const Run& run) {
  if (run.communicator.rank() != 0) return;
  write_score_cuts(run);
  write_score_counts(run);
  write_spend_deciles(run);
  write_conditions(run);
  write_setting(run, "/profile/text", run.settings.profile.text);
  write_setting(run, "/registry/text", run.settings.registry.text);
  const std::string digest = summary_digest(run.options.summary(run.result));
  run.output.file->write_texts(kSummaryDigest, 0, digest);
}

}  // namespace spendlens::audit
