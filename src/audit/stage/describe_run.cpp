#include "audit/stage/describe_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "audit/stage/breakdown.hpp"
#include "audit/stage/first_purchase_part.hpp"
#include "audit/stage/row_conditions.hpp"
#include "audit/stage/segment_fields.hpp"
#include "audit/stage/signal_inputs.hpp"
#include "audit/stage/signal_scope.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

/// Adds what is below one group of /import: its own attributes, and reasons with counts.
void add_counts(const store::ColumnFileReader& file, const std::string& group, RecordQuality& to) {
  const store::Layout& layout = file.layout();
  to.rows_read += layout.integer(group + "/rows_read");
  to.rows_stored += layout.integer(group + "/rows_stored");
  to.rows_rejected += layout.integer(group + "/rows_rejected");
  to.rows_filtered += layout.integer_or_zero(group + "/rows_filtered");
  to.rows_superseded += layout.integer_or_zero(group + "/rows_superseded");
  const auto reasons = file.read_all_texts(group + "/reason");
  const auto counts = file.read_all<std::uint64_t>(group + "/rejected");
  for (std::size_t i = 0; i < std::min(reasons.size(), counts.size()); ++i) to.rejected[reasons[i]] += counts[i];
}

DataQuality data_quality_of(const ledger::Ledger& ledger) {
  DataQuality quality;
  for (const ledger::Segment& segment : ledger.segments()) {
    add_counts(*segment.file, "/import", quality.transactions);
    quality.transactions.lines_folded += segment.file->layout().integer("/import/lines_folded");
    if (!segment.columns.has(ledger::Column::kSnapshot)) continue;
    add_counts(*segment.file, "/import/accounts", quality.accounts);
    add_counts(*segment.file, "/import/liabilities", quality.liabilities);
  }
  quality.transactions.rows_stored -= ledger.num_superseded();
  quality.transactions.rows_superseded += ledger.num_superseded();
  return quality;
}

/// Signals and personas of each window, still of nobody.
void describe_windows(Run& run) {
  AuditResult& result = run.result;
  const std::size_t names = result.scope.personas ? result.registry.size() + personas::kNumOthers : 0;
  if (result.scope.signals)
    for (const signals::Window& window : signals::windows_of(result.signal_profile))
      result.windows.push_back({window, signals::SignalPartial(result.signal_profile.set),
                                personas::PersonaPartial(result.registry.size()),
                                std::vector<std::uint64_t>(run.ledger.archetypes().size() * names, 0)});
}

/// The breakdown that is asked for.
void describe_parts(Run& run) {
  AuditResult& result = run.result;
  if (run.options.by) {
    run.parts.column = named_column(run.ledger, "--by", *run.options.by);
    result.by = Breakdown{*run.options.by, run.parts.column.of_orders, run.parts.column.texts->size()};
    if (result.by->of_orders && reads_value(result.segments, result.clv_settings.rules.horizons))
      throw UsageError(
          fmt::format("--by {}: a condition of --segments {} reads what customers will be worth, which is told of the "
                      "whole base alone; go by an attribute of customers, or leave the segment out",
                      *run.options.by, run.options.segments));
  }
}

/// What Lenses 3 to 5 are asked for besides their dates.
void describe_cohorts(Run& run) {
  AuditResult& result = run.result;
  result.cohort_settings.rules.silence_days = run.settings.profile.profile.silence_days;
  result.cohort_settings.rules.with_margin = run.ledger.columns().has(ledger::Column::kMargin);
  if (!result.cohort_settings.granularities.empty())
    result.cohort_settings.attribute = run.settings.profile.profile.cohort_attribute;
  require_cohort_attribute(run.ledger, result.cohort_settings.attribute, result.profile);
}

/// The ledger, or what the filter leaves of it.
void describe_ledger(Run& run) {
  AuditResult& result = run.result;
  if (const auto& filtered = run.ledger.filtered()) {
    result.ledger.accounts = filtered->accounts;
    result.ledger.liabilities = filtered->liabilities;
  } else if (const ledger::Segment* snapshot = run.ledger.snapshot_segment()) {
    result.ledger.accounts = snapshot->file->layout().integer("accounts");
    result.ledger.liabilities = snapshot->file->layout().integer("liabilities");
  }
  result.ledger.archetypes = run.ledger.archetypes();
  result.ledger.transactions = run.ledger.num_transactions();
  result.ledger.first_day = run.ledger.first_day();
  result.ledger.last_day = run.ledger.last_day();
  result.ledger.currency = run.ledger.currency();
  result.ledger.timezone = run.ledger.timezone();
}

}  // namespace

void describe(Run& run) {
  AuditResult& result = run.result;
  result.data_quality = data_quality_of(run.ledger);
  result.profile = run.settings.profile.profile.name;
  result.signal_profile = run.settings.profile.profile.signals;
  result.registry = run.settings.registry.registry;
  result.scope = scope_of(run.settings, run.ledger, run.options.signals);
  const signals::SignalProfile& signals = result.signal_profile;
  if (result.clv_settings.asked() && result.scope.signals && signals.set == signals::SignalSet::kBank &&
      knowledge_of(run.ledger, run.settings.profile.profile).merchants)
    result.clv_settings.streams_from = result.reference + 1 - signals.bank.streams.lookback_days;
  if (!result.scope.personas) result.registry = {};
  result.segments = run.settings.segments.registry;
  result.segment_figures = personas::SegmentPartial(result.segments.size());
  run.figures.state.keeps_cohorts = result.segments.size() > 0 && !run.options.cohorts.empty();
  for (const RowCondition& condition : run.options.where) result.where.push_back(condition.text());
  result.score_method = run.options.score_method;
  result.bins = run.options.bins;
  result.detail = run.options.detail;
  describe_windows(run);
  describe_parts(run);
  describe_cohorts(run);
  describe_ledger(run);
}

}  // namespace spendlens::audit
