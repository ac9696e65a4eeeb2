#include "spendlens/synth/generate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/aliases.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/ranges.hpp"
#include "spendlens/ledger/replacing.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/ledger/terms.hpp"
#include "spendlens/store/file.hpp"
#include "synth/batch.hpp"
#include "synth/ids.hpp"
#include "synth/truth_file.hpp"

namespace spendlens::synth {

namespace {

/// Bytes that a row takes in a batch, customers' and accounts' share included.
constexpr std::uint64_t kBytesPerRow = 64;
constexpr std::uint64_t kBytesPerCustomer = 640;

ledger::SegmentMetadata facts_of(const CustomerModel& model, const GenerateOptions& options,
                                 const ledger::SegmentPart& totals) {
  ledger::SegmentMetadata facts;
  facts.currency = ledger::kNoCurrency;
  facts.columns = model.columns();
  facts.columns.add(ledger::Column::kArchetype, !model.archetypes().empty());
  if (facts.columns.has(ledger::Column::kMerchant)) facts.merchants = model.merchants();
  facts.merchant_facts.rule = model.merchant_rule();
  if (!facts.merchant_facts.rule.empty()) facts.merchant_facts.aliases = Aliases::kNoStamp;
  if (facts.columns.has(ledger::Column::kCategory)) facts.categories = model.categories();
  facts.archetypes = model.archetypes();
  facts.source.name = "generated";
  facts.source.digest = digest_text(digest(std::as_bytes(std::span(options.settings))));
  facts.counts.rows_read = facts.counts.rows_stored = totals.num_transactions;
  facts.counts.accounts.rows_read = facts.counts.accounts.rows_stored = totals.num_accounts + totals.num_joint;
  facts.counts.liabilities.rows_read = facts.counts.liabilities.rows_stored = totals.num_liabilities;
  return facts;
}

/// Consecutive prefixes whose customers and rows fit the memory, at least one prefix each.
std::vector<ledger::PrefixRange> batches_of(const CustomerOrder& order, const ledger::SegmentPart& part,
                                            std::uint64_t memory_bytes) {
  const std::uint64_t rows_each = part.num_customers == 0 ? 0 : part.num_transactions / part.num_customers + 1;
  const std::uint64_t most = std::max<std::uint64_t>(1, memory_bytes / (rows_each * kBytesPerRow + kBytesPerCustomer));
  std::vector<ledger::PrefixRange> batches;
  const ledger::PrefixRange range = order.range();
  for (std::size_t begin = range.begin; begin < range.end;) {
    std::size_t end = begin + 1;
    while (end < range.end && order.before(end + 1) - order.before(begin) <= most) ++end;
    batches.push_back({begin, end});
    begin = end;
  }
  return batches;
}

/// The parts of all ranks added up, as far as the facts need them.
ledger::SegmentPart add_up(comm::Communicator& communicator, const ledger::SegmentPart& part) {
  std::array<std::uint64_t, 4> sums = {part.num_transactions, part.num_accounts, part.num_liabilities, part.num_joint};
  communicator.all_reduce(std::span<std::uint64_t>(sums), comm::ReduceOp::kSum);
  ledger::SegmentPart totals;
  totals.num_transactions = sums[0];
  totals.num_accounts = sums[1];
  totals.num_liabilities = sums[2];
  totals.num_joint = sums[3];
  return totals;
}

/// A rank's customers on their way into a segment.
struct Generation {
  comm::Communicator& communicator;
  const CustomerModel& model;
  const GenerateOptions& options;
  const CustomerOrder& order;
  std::vector<ledger::PrefixRange> batches;
  std::uint64_t total_rows = 0;  ///< of all ranks

  /// Collective.
  void append_to(ledger::SegmentWriter& writer) const {
    const auto rounds = communicator.all_reduce_value<std::uint64_t>(batches.size(), comm::ReduceOp::kMax);
    GeneratedBatch batch(model);
    CustomerOrder::Sorted customers;
    std::uint64_t rows_done = 0;
    // As many rounds on every rank, so that a rank's error ends all of them after the same batch.
    for (std::uint64_t round = 0; round < rounds; ++round) {
      comm::agree(communicator, [&] {
        if (round >= batches.size()) return;
        order.sort(batches[round], customers);
        batch.fill(customers, options.num_threads);
        writer.append(batch.view());
        rows_done += batch.num_rows();
      });
      if (options.progress && communicator.rank() == 0)
        options.progress({rows_done * static_cast<std::uint64_t>(communicator.size()), total_rows});
    }
  }
};

}  // namespace

std::string customer_id(std::uint64_t number) {
  std::string id(kIdBytes, ' ');
  write_id(number, id.data());
  return id;
}

GenerateReport generate_segment(comm::Communicator& communicator, const CustomerModel& model,
                                const GenerateOptions& options) {
  std::unique_ptr<CustomerOrder> order;
  ledger::SegmentPart part;
  comm::agree(communicator, [&] {
    if (options.customers < 1 || options.customers > kMaxCustomers)
      throw UsageError(fmt::format("--customers: {} is not within 1 to {}", options.customers, kMaxCustomers));
    (void)ledger::segment_path(options.ledger, options.segment);
    const ItemRange prefixes = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator.rank()),
                                       static_cast<std::uint64_t>(communicator.size()));
    order = std::make_unique<CustomerOrder>(options.customers, ledger::PrefixRange{prefixes.begin, prefixes.end},
                                            options.num_threads);
    part = part_of_customers(model, *order, options.num_threads);
    store::make_directories(options.ledger);
  });
  const ledger::SegmentPart totals = add_up(communicator, part);
  ledger::SegmentMetadata facts = facts_of(model, options, totals);
  facts.turnover_beside = ledger::terms_for(communicator, options.ledger, options.segment, options.replace,
                                            {facts.timezone, facts.currency})
                              .turnover_beside;
  GenerateReport report;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0)
      report.replaced = ledger::require_replaceable(options.ledger, options.segment, facts.source, options.replace);
  });
  std::unique_ptr<TruthFile> truth;
  if (!options.truth.empty()) {
    truth = std::make_unique<TruthFile>(communicator, model, options.truth);
    truth->write(options.customers, options.num_threads);
  }
  const Generation generation{
      communicator, model, options, *order, batches_of(*order, part, options.memory_bytes), totals.num_transactions};
  auto writer = std::make_unique<ledger::SegmentWriter>(communicator, options.ledger, options.segment, facts, part);
  generation.append_to(*writer);
  // Amounts are known only now. Those beyond 32 bits are of no household: they are worth a second pass.
  if (const ledger::ColumnSet unfit = writer->unfit_columns(); unfit != ledger::ColumnSet()) {
    part.wide = part.wide | unfit;
    writer.reset();
    writer = std::make_unique<ledger::SegmentWriter>(communicator, options.ledger, options.segment, facts, part);
    generation.append_to(*writer);
  }
  writer->publish();
  if (truth) truth->publish();
  report.customers = options.customers;
  report.rows = totals.num_transactions;
  report.accounts = totals.num_accounts;
  report.liabilities = totals.num_liabilities;
  report.bytes_written = communicator.all_reduce_value(writer->bytes_written(), comm::ReduceOp::kSum);
  report.segment_path = ledger::segment_path(options.ledger, options.segment);
  return report;
}

}  // namespace spendlens::synth
