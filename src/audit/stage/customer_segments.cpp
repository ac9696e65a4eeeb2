#include <algorithm>
#include <array>

#include "audit/result/mask_columns.hpp"
#include "audit/result/result_rows.hpp"
#include "audit/stage/segment_fields.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::audit {

namespace {

constexpr std::size_t kSegmentChunk = 65'536;

/// Customers of one chunk, in one of the periods.
struct ChunkSegments {
  SegmentFields fields;
  std::vector<personas::Assessment> assessments;
  std::vector<std::uint64_t> qualifying;
  std::vector<std::uint64_t> conditions;
  std::vector<std::uint8_t> assigned;

  void resize(std::size_t customers, std::size_t words) {
    fields.resize(customers);
    assessments.resize(customers);
    qualifying.resize(customers);
    conditions.resize(customers * words);
    assigned.resize(customers);
  }
};

class SegmentWork {
 public:
  explicit SegmentWork(Run& run) : run_(run), state_(run.figures.state), registry_(run.result.segments) {}

  void process(std::size_t begin, std::size_t length) {
    for (const PeriodRole role : kPeriodRoles) assign(role, begin, length);
    run_.result.segment_figures.add(columns(PeriodRole::kCompare, begin), columns(PeriodRole::kPeriod, begin));
    const std::uint64_t row = run_.share.first_customer + begin;
    const std::string mask = std::string(kSegmentsGroup) + "/" + kQualifyingMask;
    SegmentViews views;
    views.segment = chunk(PeriodRole::kPeriod).assigned;
    views.segment_compare = chunk(PeriodRole::kCompare).assigned;
    write_views(*run_.output.file, kSegmentsGroup, kSegmentColumns, row, views);
    if (run_.output.file->layout().has(mask))
      write_masks(*run_.output.file, mask, row, chunk(PeriodRole::kPeriod).qualifying);
  }

 private:
  [[nodiscard]] ChunkSegments& chunk(PeriodRole role) { return chunks_[index_of(role)]; }
  [[nodiscard]] const PeriodState& state(PeriodRole role) const {
    return role == PeriodRole::kPeriod ? state_.period : state_.compare;
  }

  [[nodiscard]] personas::SegmentColumns columns(PeriodRole role, std::size_t begin) {
    const std::size_t length = chunk(role).assigned.size();
    return {chunk(role).assigned, std::span(state(role).frequency).subspan(begin, length),
            std::span(state(role).total_spend).subspan(begin, length)};
  }

  void assign(PeriodRole role, std::size_t begin, std::size_t length) {
    ChunkSegments& to = chunk(role);
    to.resize(length, registry_.num_condition_words());
    fill_metrics(role, begin, to.fields);
    fill_history(role, begin, to.fields);
    fill_value(role, {begin, begin + length}, to.fields);
    for (std::size_t i = 0; i < length; ++i)
      to.assessments[i] =
          state(role).frequency[begin + i] > 0 ? personas::Assessment::kAssessed : personas::Assessment::kNotAssessed;
    const ParallelPolicy policy = ParallelPolicy::always(run_.options.num_threads);
    personas::match_personas(to.fields.columns(registry_), registry_, kSegmentWindow, {to.qualifying, to.conditions},
                             policy);
    personas::prioritize_personas(registry_, to.qualifying, to.assessments, to.assigned, policy);
  }

  /// RFM and its scores; null without a purchase.
  void fill_metrics(PeriodRole role, std::size_t begin, SegmentFields& to) {
    const PeriodState& from = state(role);
    const ScoreSummary& summary = role == PeriodRole::kPeriod ? run_.result.rfm : run_.result.rfm_compare;
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
  void fill_history(PeriodRole role, std::size_t begin, SegmentFields& to) {
    const bool is_period = role == PeriodRole::kPeriod;
    const Day last = (is_period ? run_.result.period : run_.result.compare).observation_end - 1;
    for (std::size_t i = 0; i < to.group.size(); ++i) {
      to.group[i] = is_period ? state_.group[begin + i] : kNoFlag;
      to.cohort[i] = state_.keeps_cohorts ? compared_cohort(state_.cohort[begin + i], last) : personas::kNoCohort;
    }
  }

  /// What customers are worth is as of the reference: of the period compared with it is not known.
  void fill_value(PeriodRole role, ItemRange customers, SegmentFields& to) {
    if (!run_.figures.values) return;
    if (role == PeriodRole::kPeriod)
      run_.figures.values->read(customers, *state_.inputs, to.value);
    else
      to.value = ValueFields::unknown(run_.result.clv_settings.rules.horizons, customers.end - customers.begin);
  }

  Run& run_;
  const CustomerState& state_;
  const personas::Registry& registry_;
  std::array<ChunkSegments, 2> chunks_;
  std::vector<std::int64_t> values_;
};

}  // namespace

void segment_stage(Run& run) {
  if (run.result.segments.size() == 0) return;
  comm::agree(run.communicator, [&] {
    SegmentWork work(run);
    const std::size_t customers = run.figures.state.size();
    for (std::size_t begin = 0; begin < customers; begin += kSegmentChunk)
      work.process(begin, std::min(kSegmentChunk, customers - begin));
  });
  std::vector<int128> numbers = run.result.segment_figures.numbers();
  run.communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  run.result.segment_figures.set_numbers(numbers);
}

}  // namespace spendlens::audit
