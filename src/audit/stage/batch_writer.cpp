#include <algorithm>

#include "audit/result/mask_columns.hpp"
#include "audit/result/result_rows.hpp"
#include "audit/stage/batch_work.hpp"
#include "spendlens/audit/cohort_segments.hpp"
#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::audit {

void BatchWork::finish_period(PeriodRole role, lenses::SinglePeriodPartial& lens1) {
  const rfm::ActivityTable& activity = results_.activity[index_of(role)];
  const Day observation_end = (role == PeriodRole::kPeriod ? run_.result.period : run_.result.compare).observation_end;
  const std::size_t customers = activity.size();
  for (std::size_t i = 0; i < customers; ++i) {
    recency_[i] = rfm::recency_days(activity.last_purchase[i], observation_end);
    monetary_[i] = rfm::monetary_of(activity.total_spend[i], std::max(activity.frequency[i], std::uint32_t{1}));
  }
  lens1.add(activity.frequency, activity.total_spend, activity.refund_count, activity.refund_total);
  (role == PeriodRole::kPeriod ? run_.figures.state.period : run_.figures.state.compare)
      .append(activity.total_spend, activity.frequency, recency_);
  RfmViews views;  // scores follow in score_stage(), once the cuts are known
  views.recency_days = recency_;
  views.frequency = activity.frequency;
  views.monetary = monetary_;
  views.total_spend = activity.total_spend;
  views.active_days = activity.active_days;
  views.first_purchase = activity.first_purchase;
  views.last_purchase = activity.last_purchase;
  views.refund_count = activity.refund_count;
  views.refund_total = activity.refund_total;
  write_views(*run_.output.file, rfm_group(role), kRfmColumns, first_row_, views);
}

void BatchWork::write(const ledger::Batch& batch) {
  const store::ColumnFileWriter& file = *run_.output.file;
  if (file.layout().has(kCustomerId.path())) file.write_texts(kCustomerId.path(), first_row_, batch.id);
  write_views(file, kCustomerGroup, kCustomerColumns, first_row_, CustomerViews{.customer_hash = batch.hash});
  Lens2Views lens2;  // deciles follow in score_stage()
  lens2.group = group_;
  write_views(file, kLens2Group, kLens2Columns, first_row_, lens2);
  write_cohorts();
  write_signals();
  write_personas();
}

namespace {

/// Into the column's own type: numbers that are kept as evidence are in single precision.
template <class T>
void write_signal(const store::ColumnFileWriter& file, const std::string& path, std::uint64_t first,
                  const std::vector<T>& values) {
  if (file.layout().at(path).type.kind == store::ElementKind::kF32)
    file.write<float>(path, first, std::vector<float>(values.begin(), values.end()));
  else
    file.write<T>(path, first, values);
}

}  // namespace

/// For the segments, which are assigned when all customers are read.
void BatchWork::keep_cohorts() {
  CustomerState& state = run_.figures.state;
  if (!state.keeps_cohorts) return;
  static_assert(cohorts::kMostCohorts < personas::kOfNoCohort &&
                static_cast<std::uint8_t>(cohorts::kNoRow) == personas::kOfNoCohort);
  for (const std::uint32_t row : cohorts_.rows(finest_granularity(run_.result.cohort_settings.granularities)))
    state.cohort.push_back(static_cast<std::uint8_t>(row));
}

void BatchWork::write_cohorts() {
  for (std::size_t g = 0; g < cohorts_.num_granularities(); ++g) {
    const cohorts::CohortPartial& partial = no_customers_.cohorts[g];
    const std::string group = cohort_group(partial.units().granularity());
    if (!run_.output.file->layout().has(group + "/" + kCohortColumn)) continue;
    std::vector<std::uint16_t> codes;  // of each row: they take a calendar to find
    for (std::uint32_t row = 0; row < partial.num_rows(); ++row) codes.push_back(cohort_code(partial, row));
    cohort_.resize(cohorts_.rows(g).size());
    std::transform(cohorts_.rows(g).begin(), cohorts_.rows(g).end(), cohort_.begin(),
                   [&](std::uint32_t row) { return row == cohorts::kNoRow ? kNoCohortCode : codes[row]; });
    write_views(*run_.output.file, group, kCohortColumns, first_row_, CohortViews{.cohort = cohort_});
  }
}

void BatchWork::write_signals() {
  const store::Layout& layout = run_.output.file->layout();
  for (std::size_t w = 0; w < results_.signals.size(); ++w) {
    const signals::Window& window = run_.result.windows[w].window;
    const signals::SignalCatalogue& catalogue = results_.signals[w].catalogue();
    for (std::size_t signal = 0; signal < catalogue.size(); ++signal)
      for (const std::string& group : {signals_group(window), personas_group(window)}) {  // the latter: evidence
        const std::string path = group + "/" + catalogue[signal].name;
        if (!layout.has(path)) continue;
        std::visit([&](const auto& values) { write_signal(*run_.output.file, path, first_row_, values); },
                   results_.signals[w].column(signal));
      }
  }
}

void BatchWork::write_personas() {
  for (std::size_t w = 0; w < results_.personas.size(); ++w) {
    const std::string group = personas_group(run_.result.windows[w].window);
    if (!run_.output.file->layout().has(group + "/" + kQualifyingMask)) continue;
    const BatchResults::Personas& personas = results_.personas[w];
    write_views(*run_.output.file, group, kPersonaColumns, first_row_, PersonaViews{.persona = personas.assigned});
    write_masks(*run_.output.file, group + "/" + kQualifyingMask, first_row_, personas.qualifying);
    const std::size_t n = personas.assigned.size();
    for (std::size_t word = 0; word < run_.result.registry.num_condition_words(); ++word)
      write_masks(*run_.output.file, group + "/" + condition_mask_name(word), first_row_,
                  std::span(personas.conditions).subspan(word * n, n));
  }
}

}  // namespace spendlens::audit
