#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "spendlens/audit/cohort_tables.hpp"
#include "audit/stage/breakdown.hpp"
#include "audit/stage/checked_settings.hpp"
#include "audit/stage/describe_run.hpp"
#include "audit/stage/find_checkpoints.hpp"
#include "audit/stage/resolve_dates.hpp"
#include "audit/stage/row_conditions.hpp"
#include "audit/stage/run.hpp"
#include "audit/stage/segment_fields.hpp"
#include "audit/stage/segment_needs.hpp"
#include "spendlens/audit/breakdown_tables.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/ledger/count_customers.hpp"
#include "spendlens/ledger/count_filtered.hpp"
#include "spendlens/ledger/count_rows.hpp"
#include "spendlens/store/block_sums.hpp"

namespace spendlens::audit {

namespace {

/// What one date asks of each segment.
std::vector<ledger::SegmentNeed> needs_of(const Run& run) {
  const signals::SignalProfile* signals = run.result.scope.signals ? &run.result.signal_profile : nullptr;
  DaysOfInterest interest = days_of_interest(run.result.period, run.result.compare, run.result.reference, signals);
  if (run.result.by || run.reads_dimensions())  // every row is counted
    return std::vector<ledger::SegmentNeed>(run.ledger.segments().size());
  interest.all_history = !run.options.cohorts.empty() || run.options.clv.has_value();
  std::vector<ledger::SegmentNeed> needs;
  for (const ledger::Segment& segment : run.ledger.segments())
    needs.push_back(need_of(segment, interest, run.settings.profile.profile, run.ledger.categories()));
  return needs;
}

/// Rows that no window and no period of any date can hold are not read. Where dates ask for different things of a
/// segment, all of its rows answer each of them.
void skip_segments(std::span<Run> runs) {
  std::vector<ledger::SegmentNeed> needs = needs_of(runs.front());
  for (const Run& run : runs.subspan(1)) {
    const std::vector<ledger::SegmentNeed> others = needs_of(run);
    for (std::size_t i = 0; i < needs.size(); ++i)
      if (needs[i].rows != others[i].rows) needs[i] = {};
  }
  ledger::Ledger& ledger = runs.front().ledger;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    ledger.set_need(i, needs[i]);
    if (needs[i].rows == ledger::SegmentNeed::Rows::kAll) continue;
    for (Run& run : runs) run.result.run.segments_passed_over.push_back(ledger.segments()[i].name);
  }
}

std::shared_ptr<ledger::Ledger> open_ledger(comm::Communicator& communicator, const AuditOptions& options) {
  auto ledger = std::make_shared<ledger::Ledger>(ledger::Ledger::open(communicator, options.ledger));
  if (options.verify)
    for (const ledger::Segment& segment : ledger->segments())
      store::verify_all_blocks(communicator, segment.file->file(), segment.file->sums());
  comm::agree(communicator, [&] { ledger->require_one_merchant_rule(); });
  comm::agree(communicator, [&] { ledger->set_filter(filter_of(*ledger, options.where)); });
  ledger::count_rows(communicator, *ledger);
  ledger::count_filtered(communicator, *ledger);
  return ledger;
}

/// The output of one date.
void make_output(Run& run) {
  const std::string& out = run.options.out;
  run.output.extent = extent_of(run, run.result.ledger.customers);
  run.output.file = std::make_unique<store::ColumnFileWriter>(
      run.communicator, out + "/audit.h5", result_spec(run.result, run.output.extent),
      run.progress.checkpoint->resumes() ? store::ColumnFileWriter::Start::kKept
                                         : store::ColumnFileWriter::Start::kNew);
  run.output.keeps_streams = keeps_streams(run.result);
  if (run.result.clv_settings.asked())
    run.figures.state.inputs =
        std::make_unique<InputSpill>(fmt::format("{}/.inputs-{}.tmp", out, run.communicator.rank()));
  const std::vector<int>& horizons = run.result.clv_settings.rules.horizons;
  if (reads_value(run.result.segments, horizons))
    run.figures.values = std::make_unique<KeptValues>(run.result.segments, horizons, out, run.communicator.rank());
  run.figures.streams = std::make_unique<StreamSpill>(fmt::format("{}/.streams-{}.tmp", out, run.communicator.rank()));
}

/// The customers of this rank's range, counted once for all dates.
void count_customers(std::span<Run> runs) {
  ledger::Ledger& ledger = runs.front().ledger;
  comm::Communicator& communicator = runs.front().communicator;
  std::uint64_t own = 0;
  comm::agree(communicator, [&] {
    const ledger::PrefixRange range = runs.front().share.range;
    const std::vector<std::uint32_t> customers = ledger::customers_by_prefix(ledger, range);
    own = std::accumulate(customers.begin(), customers.end(), std::uint64_t{0});
    ledger.set_customers(range.begin, customers);
    for (Run& run : runs) run.figures.state.reserve(own);
  });
  const std::uint64_t first = communicator.exclusive_sum(own);
  const std::uint64_t all = communicator.all_reduce_value(own, comm::ReduceOp::kSum);
  for (Run& run : runs) {
    run.share.num_customers = own;
    run.share.first_customer = first;
    run.result.ledger.customers = all;
  }
}

}  // namespace

ResultExtent extent_of(const Run& run, std::uint64_t customers) {
  ResultExtent extent;
  extent.num_customers = customers;
  if (run.result.by) extent.part_width = part_width(*run.result.by);
  extent.id_width = run.ledger.id_width();
  extent.num_merchants = run.ledger.merchants().size();
  for (const std::string& merchant : run.ledger.merchants())
    extent.merchant_width = std::max(extent.merchant_width, static_cast<std::uint32_t>(merchant.size()));
  extent.profile_bytes = run.settings.profile.text.size();
  extent.segment_registry_bytes = run.settings.segments.text.size();
  extent.registry_bytes = run.result.scope.personas ? run.settings.registry.text.size() : 0;
  return extent;
}

std::vector<Run> open_runs(comm::Communicator& communicator, std::span<const AuditOptions> options) {
  for (const AuditOptions& of_date : options) comm::agree(communicator, [&] { check_options(of_date); });
  const Settings settings = checked_settings(communicator, options.front());
  const std::shared_ptr<ledger::Ledger> ledger = open_ledger(communicator, options.front());
  std::vector<Run> runs;
  runs.reserve(options.size());
  for (const AuditOptions& of_date : options) runs.emplace_back(communicator, of_date, settings, ledger);
  comm::agree(communicator, [&] {
    for (Run& run : runs) {
      resolve_dates(run.options, run.ledger, settings.profile.profile.fiscal_year_start, run.result);
      resolve_clv(run.options, settings.profile.profile.clv, run.result);
      describe(run);
    }
    skip_segments(runs);
  });
  return runs;
}

std::vector<Run> set_up_runs(comm::Communicator& communicator, std::span<const AuditOptions> options) {
  std::vector<Run> runs = open_runs(communicator, options);
  for (Run& run : runs) {
    comm::agree(communicator, [&] { store::make_directories(run.options.out); });
    begin_record(run);
    choose_parts(run);
  }
  find_checkpoints(runs);
  count_customers(runs);
  for (Run& run : runs) {
    tell_resumed(run);
    make_output(run);
  }
  return runs;
}

Run set_up(comm::Communicator& communicator, const AuditOptions& options) {
  return std::move(set_up_runs(communicator, std::span(&options, 1)).front());
}

}  // namespace spendlens::audit
