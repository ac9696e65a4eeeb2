#include <algorithm>

#include "audit/result/mask_columns.hpp"
#include "audit/result/result_rows.hpp"
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

}  // namespace

void segment_stage(Run& run) {
  if (run.result.segments.size() == 0) return;
  personas::CohortSegmentPartial by_cohort = no_cohort_segments(run);
  comm::agree(run.communicator, [&] {
    SegmentAssignment segments(run.result, run.figures.state, {&run.result.rfm, &run.result.rfm_compare},
                               run.figures.values.get(), run.options.num_threads);
    const std::size_t customers = run.figures.state.size();
    for (std::size_t begin = 0; begin < customers; begin += SegmentAssignment::kChunk) {
      segments.process(begin, std::min(SegmentAssignment::kChunk, customers - begin), run.result.segment_figures);
      write_segments(run, segments, run.share.first_customer + begin);
      add_to_parts(run, segments, begin);
      add_to_cohorts(run, segments, begin, by_cohort);
    }
  });
  add_up(run.communicator, run.result.segment_figures);
  if (!run.figures.state.keeps_cohorts) return;
  add_up(run.communicator, by_cohort);
  const std::size_t finest = finest_granularity(run.result.cohort_settings.granularities);
  run.result.cohort_segments = cohort_segment_tables(by_cohort, run.figures.aggregates.cohorts[finest]);
}

}  // namespace spendlens::audit
