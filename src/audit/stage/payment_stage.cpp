#include <algorithm>

#include "audit/result/cohort_rows.hpp"
#include "audit/result/result_rows.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

namespace {

void write_merchants(const Run& run) {
  run.output.file->write_texts(kMerchantName.path(), 0,
                               padded_texts(run.ledger.merchants(), run.output.extent.merchant_width));
}

}  // namespace

void payment_stage(Run& run) {
  run.result.streams = run.figures.aggregates.streams;
  run.result.stream_totals = run.figures.aggregates.stream_totals;
  if (!run.output.keeps_streams && run.result.cohorts.empty() && !run.result.clv && !run.result.by) return;
  const std::uint64_t first = run.communicator.exclusive_sum(run.figures.streams->size());
  run.output.extent.num_streams = run.result.streams;
  run.output.extent.cohorts = extents_of(run.result.cohorts);
  run.output.extent.cohort_parts = extents_of(run.result.cohort_parts);
  if (run.result.clv) run.output.extent.clv = clv_extents(run.result);
  const std::vector<PartSums>& parts = run.figures.aggregates.parts;
  run.output.extent.num_parts = static_cast<std::uint64_t>(
      std::count_if(parts.begin(), parts.end(), [](const PartSums& part) { return part.customers > 0; }));
  run.output.file->extend(result_spec(run.result, run.output.extent));
  comm::agree(run.communicator, [&] {
    if (run.communicator.rank() == 0) {
      write_cohort_tables(*run.output.file, run.result);
      write_clv_tables(*run.output.file, run.result);
    }
    if (!run.output.keeps_streams) return;
    if (run.communicator.rank() == 0) write_merchants(run);
    std::uint64_t row = first;
    run.figures.streams->for_each_part({0, run.figures.streams->size()}, [&](std::span<const signals::Stream> part) {
      write_rows(*run.output.file, kStreamGroup, kStreamColumns, row, part);
      row += part.size();
    });
  });
}

}  // namespace spendlens::audit
