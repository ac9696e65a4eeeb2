#include "audit/result/cohort_rows.hpp"
#include "audit/result/result_rows.hpp"
#include "audit/stage/stages.hpp"
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

void subscription_stage(Run& run) {
  run.result.subscriptions = run.figures.aggregates.subscriptions;
  const bool keeps_subscriptions = run.result.detail == Detail::kFull;
  if (!keeps_subscriptions && run.result.cohorts.empty()) return;
  const std::uint64_t first = run.communicator.exclusive_sum(run.figures.subscriptions->size());
  run.output.extent.num_subscriptions = run.result.subscriptions;
  run.output.extent.cohorts = extents_of(run.result.cohorts);
  run.output.file->extend(result_spec(run.result, run.output.extent));
  comm::agree(run.communicator, [&] {
    if (run.communicator.rank() == 0) write_cohort_tables(*run.output.file, run.result);
    if (!keeps_subscriptions) return;
    if (run.communicator.rank() == 0) write_merchants(run);
    std::uint64_t row = first;
    run.figures.subscriptions->for_each_part(
        {0, run.figures.subscriptions->size()}, [&](std::span<const signals::Subscription> part) {
          write_rows(*run.output.file, kSubscriptionGroup, kSubscriptionColumns, row, part);
          row += part.size();
        });
  });
}

}  // namespace spendlens::audit
