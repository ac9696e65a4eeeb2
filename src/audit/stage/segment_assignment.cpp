#include "audit/stage/segment_assignment.hpp"

#include <algorithm>

#include "spendlens/personas/cohort_segments.hpp"

namespace spendlens::audit {

namespace {

constexpr std::size_t kRfmScores = 1000;

}  // namespace

void SegmentAssignment::Chunk::resize(std::size_t customers, std::size_t words) {
  fields.resize(customers);
  assessments.resize(customers);
  qualifying.resize(customers);
  conditions.resize(customers * words);
  assigned.resize(customers);
}

void SegmentAssignment::process(ItemRange customers, const RfmScores& rfm_scores, personas::SegmentPartial& to) {
  for (const PeriodRole role : kPeriodRoles) {
    const std::span<const std::uint16_t> of_role = rfm_scores[index_of(role)];
    if (of_scores_.assigned.empty() || of_role.empty())
      assign(role, customers.begin, customers.end - customers.begin);
    else
      look_up(of_role, chunks_[index_of(role)]);
  }
  to.add(columns(PeriodRole::kCompare, customers.begin), columns(PeriodRole::kPeriod, customers.begin));
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
  judge(to);
}

void SegmentAssignment::judge(Chunk& chunk) const {
  const personas::Registry& registry = head_.segments;
  const ParallelPolicy policy = ParallelPolicy::always(num_threads_);
  personas::match_personas(chunk.fields.columns(registry), registry, kSegmentWindow,
                           {chunk.qualifying, chunk.conditions}, policy);
  personas::prioritize_personas(registry, chunk.qualifying, chunk.assessments, chunk.assigned, policy);
}

/// Where the scores say all, each combination of them is judged once, and customers are looked up.
void SegmentAssignment::judge_scores() {
  of_scores_.resize(kRfmScores, head_.segments.num_condition_words());
  for (std::size_t digits = 0; digits < kRfmScores; ++digits) {
    of_scores_.fields.scores[index_of(Metric::kRecency)][digits] = static_cast<std::uint8_t>(digits / 100);
    of_scores_.fields.scores[index_of(Metric::kFrequency)][digits] = static_cast<std::uint8_t>(digits / 10 % 10);
    of_scores_.fields.scores[index_of(Metric::kMonetary)][digits] = static_cast<std::uint8_t>(digits % 10);
    of_scores_.assessments[digits] = personas::Assessment::kAssessed;
  }
  of_scores_.assessments[0] = personas::Assessment::kNotAssessed;  // without a purchase
  judge(of_scores_);
}

void SegmentAssignment::look_up(std::span<const std::uint16_t> rfm_scores, Chunk& to) const {
  to.assigned.resize(rfm_scores.size());
  to.qualifying.resize(rfm_scores.size());
  for (std::size_t i = 0; i < rfm_scores.size(); ++i) {
    to.assigned[i] = of_scores_.assigned[rfm_scores[i]];
    to.qualifying[i] = of_scores_.qualifying[rfm_scores[i]];
  }
}

/// Of those with a purchase; the last metric's values stay.
void SegmentAssignment::fill_scores(PeriodRole role, std::size_t begin, SegmentFields& to) {
  values_.resize(to.frequency.size());
  for (const Metric metric : {Metric::kRecency, Metric::kFrequency, Metric::kMonetary}) {
    state(role).metric(metric, begin, values_);
    scores_[index_of(role)]->cuts[index_of(metric)].score_all(std::span<const std::int64_t>(values_),
                                                              to.scores[index_of(metric)]);
  }
}

/// RFM and its scores; null without a purchase.
void SegmentAssignment::fill_metrics(PeriodRole role, std::size_t begin, SegmentFields& to) {
  const PeriodState& from = state(role);
  const std::size_t length = to.frequency.size();
  fill_scores(role, begin, to);
  to.monetary.assign(values_.begin(), values_.end());
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
