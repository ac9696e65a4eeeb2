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

}  // namespace

void segment_stage(Run& run) {
  if (run.result.segments.size() == 0) return;
  comm::agree(run.communicator, [&] {
    SegmentAssignment segments(run.result, run.figures.state, {&run.result.rfm, &run.result.rfm_compare},
                               run.options.num_threads);
    const std::size_t customers = run.figures.state.size();
    for (std::size_t begin = 0; begin < customers; begin += SegmentAssignment::kChunk) {
      segments.process(begin, std::min(SegmentAssignment::kChunk, customers - begin), run.result.segment_figures);
      write_segments(run, segments, run.share.first_customer + begin);
    }
  });
  std::vector<int128> numbers = run.result.segment_figures.numbers();
  run.communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  run.result.segment_figures.set_numbers(numbers);
}

}  // namespace spendlens::audit
