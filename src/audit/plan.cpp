#include "spendlens/audit/plan.hpp"
#include "spendlens/audit/several_dates.hpp"

#include <algorithm>
#include <numeric>

#include "audit/stage/batch_work.hpp"
#include "audit/stage/run.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/count_customers.hpp"

namespace spendlens::audit {

namespace {

/// Of which enough are looked at one by one to tell how many customers several segments have together.
constexpr std::uint64_t kSampledEntries = 200'000;

/// Starting a rank takes a third of a second, in which one streams about as many rows.
constexpr std::uint64_t kRowsWorthARank = 10'000'000;

/// Program, MPI and HDF5, resident.
constexpr std::uint64_t kProgramBytes = 40 << 20;

/// Of each customer, while the metric's order statistics run.
constexpr std::uint64_t kMetricBytes = sizeof(std::int64_t);

/// Parts of a dimension that a customer is in, about.
constexpr std::uint64_t kUsualPartsOfCustomer = 2;

/// Of each customer, in memory and in a checkpoint.
std::uint64_t bytes_of_customer(const Run& run) {
  PartState parts = run.figures.state.parts;
  parts.is_asked = run.result.by.has_value();
  parts.of_orders = parts.is_asked && run.result.by->of_orders;
  return run.figures.state.bytes_of_customer() + parts.bytes_of_entry() * (parts.of_orders ? kUsualPartsOfCustomer : 1);
}

void count_customers(const ledger::Ledger& ledger, AuditPlan& plan) {
  if (const auto& filtered = ledger.filtered()) {
    plan.customers = std::accumulate(filtered->customers.begin(), filtered->customers.end(), std::uint64_t{0});
    return;
  }
  std::uint64_t entries = 0;
  for (const ledger::Segment& segment : ledger.segments()) entries += segment.num_customers;
  plan.customers = entries;
  plan.customers_are_exact = ledger.segments().size() == 1 || entries <= kSampledEntries;
  if (ledger.segments().size() == 1 || entries == 0) return;
  // Hashes are spread evenly: what is true of the first prefixes is about true of all.
  const std::size_t end =
      plan.customers_are_exact ? kHashPrefixes : std::max<std::size_t>(1, kHashPrefixes * kSampledEntries / entries);
  std::uint64_t sampled = 0;
  for (const ledger::Segment& segment : ledger.segments()) sampled += segment.customer_index[end];
  std::uint64_t distinct = 0;
  for (const std::uint32_t customers : ledger::customers_by_prefix(ledger, {0, end})) distinct += customers;
  if (sampled > 0) plan.customers = static_cast<std::uint64_t>(static_cast<uint128>(entries) * distinct / sampled);
}

std::uint64_t result_bytes(const Run& run, std::uint64_t customers) {
  AuditResult head = run.result;
  head.ledger.customers = customers;
  std::uint64_t bytes = 0;
  for (const store::ColumnSpec& column : result_spec(head, extent_of(run, customers)).columns)
    bytes += column.length * column.type.width;
  return bytes;
}

AuditPlan::Share share_of(const Run& run, const AuditPlan& plan, int ranks) {
  const auto parts = static_cast<std::uint64_t>(ranks);
  const std::uint64_t indexes = run.ledger.segments().size() * 2 * (kHashPrefixes + 1) * sizeof(std::uint64_t);
  return {ranks, plan.rows / parts,
          kProgramBytes + indexes + run.options.memory_bytes +
              (plan.customers / parts + 1) * (bytes_of_customer(run) + kMetricBytes)};
}

}  // namespace

AuditPlan plan_audit(comm::Communicator& communicator, const AuditOptions& options) {
  const std::vector<Run> runs = open_runs(communicator, std::span(&options, 1));
  const Run& run = runs.front();
  AuditPlan plan;
  comm::agree(communicator, [&] {
    plan.period = run.result.period;
    plan.compare = run.result.compare;
    plan.reference = run.result.reference;
    plan.segments = run.ledger.segments().size();
    plan.segments_passed_over = run.result.run.segments_passed_over.size();
    plan.transactions = run.ledger.num_transactions();
    plan.rows = ledger::rows_in(run.ledger, {0, kHashPrefixes});
    count_customers(run.ledger, plan);
    plan.bytes_read = ledger::bytes_to_read(run.ledger, wanted_columns(run));
    plan.bytes_written = result_bytes(run, plan.customers);
    plan.checkpoint_bytes = plan.customers * bytes_of_customer(run);
    plan.most_ranks = static_cast<int>(std::clamp<std::uint64_t>(plan.rows / kRowsWorthARank, 1, kHashPrefixes));
    for (int ranks = 1; ranks < plan.most_ranks; ranks *= 2) plan.shares.push_back(share_of(run, plan, ranks));
    plan.shares.push_back(share_of(run, plan, plan.most_ranks));
  });
  return plan;
}

AuditPlan plan_audits(comm::Communicator& communicator, std::span<const AuditOptions> options) {
  AuditPlan all = plan_audit(communicator, options.front());
  all.other_dates = options.size() - 1;
  for (const AuditOptions& of_date : options.subspan(1)) {
    const AuditPlan plan = plan_audit(communicator, of_date);
    all.rows = std::max(all.rows, plan.rows);
    all.bytes_read = std::max(all.bytes_read, plan.bytes_read);
    all.segments_passed_over = std::min(all.segments_passed_over, plan.segments_passed_over);
    all.bytes_written += plan.bytes_written;
    all.checkpoint_bytes += plan.checkpoint_bytes;
    for (AuditPlan::Share& share : all.shares)
      share.memory_bytes += plan.checkpoint_bytes / static_cast<std::uint64_t>(share.ranks);
  }
  return all;
}

}  // namespace spendlens::audit
