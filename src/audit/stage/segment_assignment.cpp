#include "audit/stage/segment_assignment.hpp"

#include <algorithm>

#include "spendlens/personas/cohort_segments.hpp"

namespace spendlens::audit {

void SegmentAssignment::Chunk::resize(std::size_t customers, std::size_t words) {
  fields.resize(customers);
  assessments.resize(customers);
  qualifying.resize(customers);
  conditions.resize(customers * words);
  assigned.resize(customers);
}

void SegmentAssignment::process(std::size_t begin, std::size_t length, personas::SegmentPartial& to) {
  for (const PeriodRole role : kPeriodRoles) assign(role, begin, length);
  to.add(columns(PeriodRole::kCompare, begin), columns(PeriodRole::kPeriod, begin));
}

personas::SegmentColumns SegmentAssignment::columns(PeriodRole role, std::size_t begin) const {
  const std::vector<std::uint8_t>& segments = assigned(role);
  return {segments, std::span(state(role).frequency).subspan(begin, segments.size()),
          std::span(state(role).total_spend).subspan(begin, segments.size())};
}

void SegmentAssignment::assign(PeriodRole role, std::size_t begin, std::size_t length) {
  Chunk& to = chunks_[index_of(role)];
  const personas::Registry& registry = head_.segments;
  to.resize(length, registry.num_condition_words());
  fill_metrics(role, begin, to.fields);
  fill_history(role, begin, to.fields);
  fill_value(role, {begin, begin + length}, to.fields);
  for (std::size_t i = 0; i < length; ++i)
    to.assessments[i] =
        state(role).frequency[begin + i] > 0 ? personas::Assessment::kAssessed : personas::Assessment::kNotAssessed;
  const ParallelPolicy policy = ParallelPolicy::always(num_threads_);
  personas::match_personas(to.fields.columns(registry), registry, kSegmentWindow, {to.qualifying, to.conditions},
                           policy);
  personas::prioritize_personas(registry, to.qualifying, to.assessments, to.assigned, policy);
}

/// RFM and its scores; null without a purchase.
void SegmentAssignment::fill_metrics(PeriodRole role, std::size_t begin, SegmentFields& to) {
  const PeriodState& from = state(role);
  const ScoreSummary& summary = *scores_[index_of(role)];
  const std::size_t length = to.frequency.size();
  values_.resize(length);
  for (const Metric metric : {Metric::kRecency, Metric::kFrequency, Metric::kMonetary}) {
    from.metric(metric, begin, values_);
    summary.cuts[index_of(metric)].score_all(std::span<const std::int64_t>(values_), to.scores[index_of(metric)]);
    if (metric == Metric::kMonetary) to.monetary.assign(values_.begin(), values_.end());
  }
  for (std::size_t i = 0; i < length; ++i) {
    const bool bought = from.frequency[begin + i] > 0;
    to.recency_days[i] = bought ? from.recency_days[begin + i] : kNoTimestamp;
    to.frequency[i] = bought ? from.frequency[begin + i] : signals::kNoCount;
    to.total_spend[i] = bought ? from.total_spend[begin + i] : kNoMoney;
    if (bought) continue;
    to.monetary[i] = kNoMoney;
    for (auto& scores : to.scores) scores[i] = 0;
  }
}

/// What is known of a customer beside one period's purchases. Lens 2 is of the period.
void SegmentAssignment::fill_history(PeriodRole role, std::size_t begin, SegmentFields& to) const {
  const bool is_period = role == PeriodRole::kPeriod;
  const Day last = (is_period ? head_.period : head_.compare).observation_end - 1;
  for (std::size_t i = 0; i < to.group.size(); ++i) {
    to.group[i] = is_period ? state_.group[begin + i] : kNoFlag;
  }
  if (state_.cohort_codes.empty()) return;
  const auto compared = [&](std::uint8_t cohort) {
    return cohort == personas::kOfNoCohort ? personas::kNoCohort : compared_cohort(state_.cohort_codes[cohort], last);
  };
  std::transform(state_.cohort.begin() + static_cast<std::ptrdiff_t>(begin),
                 state_.cohort.begin() + static_cast<std::ptrdiff_t>(begin + to.cohort.size()), to.cohort.begin(),
                 compared);
}

/// What customers are worth is as of the reference: of the period compared with it is not known.
void SegmentAssignment::fill_value(PeriodRole role, ItemRange customers, SegmentFields& to) const {
  if (kept_values_ == nullptr) return;
  if (role == PeriodRole::kPeriod)
    kept_values_->read(customers, *state_.inputs, to.value);
  else
    to.value = ValueFields::unknown(head_.clv_settings.rules.horizons, customers.end - customers.begin);
}

}  // namespace spendlens::audit
