#include "audit/stage/customer_segments.hpp"

#include <algorithm>

#include "audit/result/mask_columns.hpp"
#include "audit/result/result_rows.hpp"
#include "audit/stage/each_run.hpp"
#include "audit/stage/segment_assignment.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::audit {

namespace {

void write_segments(const Run& run, const SegmentAssignment& segments, std::uint64_t row) {
  const std::string mask = std::string(kSegmentsGroup) + "/" + kQualifyingMask;
  SegmentViews views;
  views.segment = segments.assigned(PeriodRole::kPeriod);
  views.segment_compare = segments.assigned(PeriodRole::kCompare);
  write_views(*run.output.file, kSegmentsGroup, kSegmentColumns, row, views);
  if (run.output.file->layout().has(mask))
    write_masks(*run.output.file, mask, row, segments.qualifying(PeriodRole::kPeriod));
}

/// Customers of one part in one period.
struct PartChunk {
  std::vector<std::uint8_t> assigned;
  std::vector<std::uint32_t> orders;
  std::vector<Minor> spend;

  void add(const personas::SegmentColumns& from, std::size_t at) {
    assigned.push_back(from.assigned[at]);
    orders.push_back(from.orders[at]);
    spend.push_back(from.spend[at]);
  }
  [[nodiscard]] personas::SegmentColumns columns() const { return {assigned, orders, spend}; }
};

/// Of an attribute: every customer keeps its segment of the whole, in the part that it is in.
void add_to_parts(Run& run, const SegmentAssignment& segments, std::size_t begin) {
  const PartState& state = run.figures.state.parts;
  if (!state.is_asked || state.of_orders) return;
  std::vector<BasePart>& parts = run.result.by->parts;
  const personas::SegmentColumns earlier = segments.columns(PeriodRole::kCompare, begin);
  const personas::SegmentColumns later = segments.columns(PeriodRole::kPeriod, begin);
  std::vector<std::array<PartChunk, 2>> chunks(parts.size());
  for (std::size_t i = 0; i < later.assigned.size(); ++i) {
    std::array<PartChunk, 2>& chunk = chunks[state.part[begin + i]];
    chunk[0].add(earlier, i);
    chunk[1].add(later, i);
  }
  for (std::size_t part = 0; part < parts.size(); ++part)
    parts[part].segments.add(chunks[part][0].columns(), chunks[part][1].columns());
}

/// Sums of each cohort of the finest unit; of none where no cohorts are asked for.
personas::CohortSegmentPartial no_cohort_segments(const Run& run) {
  const CohortSettings& settings = run.result.cohort_settings;
  if (!run.figures.state.keeps_cohorts) return {0, run.result.segments.size()};
  const std::size_t finest = finest_granularity(settings.granularities);
  return {run.figures.aggregates.cohorts[finest].num_rows(), run.result.segments.size()};
}

void add_to_cohorts(const Run& run, const SegmentAssignment& segments, std::size_t begin,
                    personas::CohortSegmentPartial& to) {
  if (!run.figures.state.keeps_cohorts) return;
  const personas::SegmentColumns columns = segments.columns(PeriodRole::kPeriod, begin);
  to.add(std::span(run.figures.state.cohort).subspan(begin, columns.assigned.size()), columns);
}

/// The sum over the ranks, the same on all of them.
template <class Partial>
void add_up(comm::Communicator& communicator, Partial& partial) {
  std::vector<int128> numbers = partial.numbers();
  communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  partial.set_numbers(numbers);
}

/// Collective.
void finish_cohorts(Run& run) {
  if (!run.figures.state.keeps_cohorts) return;
  add_up(run.communicator, *run.figures.segments_by_cohort);
  const std::size_t finest = finest_granularity(run.result.cohort_settings.granularities);
  run.result.cohort_segments =
      cohort_segment_tables(*run.figures.segments_by_cohort, run.figures.aggregates.cohorts[finest]);
}

}  // namespace

CustomerSegments::CustomerSegments(Run& run)
    : run_(run),
      segments_(run.result, run.figures.state, {&run.result.rfm, &run.result.rfm_compare}, run.figures.values.get(),
                run.options.num_threads) {
  run.figures.segments_by_cohort.emplace(no_cohort_segments(run));
}

void CustomerSegments::assign(ItemRange customers, const std::array<std::span<const std::uint16_t>, 2>& rfm_scores) {
  segments_.process(customers, rfm_scores, run_.result.segment_figures);
  write_segments(run_, segments_, run_.share.first_customer + customers.begin);
  add_to_parts(run_, segments_, customers.begin);
  add_to_cohorts(run_, segments_, customers.begin, *run_.figures.segments_by_cohort);
}

bool segments_by_scores(const Run& run) {
  return run.result.segments.size() > 0 && reads_scores_alone(run.result.segments);
}

namespace {

void assign_all(Run& run) {
  CustomerSegments segments(run);
  const std::size_t customers = run.figures.state.size();
  for (std::size_t begin = 0; begin < customers; begin += SegmentAssignment::kChunk)
    segments.assign({begin, std::min(begin + SegmentAssignment::kChunk, customers)});
}

}  // namespace

void segment_stage(std::span<Run> runs) {
  if (runs.front().result.segments.size() == 0) return;
  if (!segments_by_scores(runs.front()))
    comm::agree(runs.front().communicator,
                [&] { for_each_run(runs, [&runs](std::size_t i) { assign_all(runs[i]); }); });
  for (Run& run : runs) {
    add_up(run.communicator, run.result.segment_figures);
    finish_cohorts(run);
  }
}

}  // namespace spendlens::audit
