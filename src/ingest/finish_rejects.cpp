#include <fmt/core.h>

#include <cstddef>
#include <cstdint>

#include "ingest/import_rejects.hpp"
#include "ingest/importer.hpp"
#include "ingest/source/standard_input.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

ledger::RecordCounts& Importer::counts_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::kTransactions:
      return report_.counts;
    case RecordKind::kAccounts:
      return report_.counts.accounts;
    case RecordKind::kLiabilities:
      return report_.counts.liabilities;
    case RecordKind::kCustomers:
      break;
  }
  return report_.counts.customers;
}

std::uint64_t Importer::allowed_rejects(std::uint64_t rows_read) const {
  if (options_.max_rejected_rows) return *options_.max_rejected_rows;
  if (!options_.max_rejected_percent) return 0;
  return static_cast<std::uint64_t>(static_cast<int128>(rows_read) * options_.max_rejected_percent->count / 10'000);
}

void Importer::count_stored() {
  const ledger::SegmentPart& part = fold_.spool().part();
  report_.counts.rows_stored = communicator_.all_reduce_value(part.num_transactions, comm::ReduceOp::kSum);
  report_.counts.lines_folded = communicator_.all_reduce_value(fold_.lines_folded(), comm::ReduceOp::kSum);
  report_.num_joint_accounts = communicator_.all_reduce_value(part.num_joint, comm::ReduceOp::kSum);
  report_.counts.accounts.rows_stored =
      communicator_.all_reduce_value(part.num_accounts, comm::ReduceOp::kSum) + report_.num_joint_accounts;
  const std::uint64_t folded = read_.accounts() == nullptr ? 0 : read_.accounts()->liabilities_folded();
  report_.counts.liabilities.lines_folded = communicator_.all_reduce_value(folded, comm::ReduceOp::kSum);
  report_.counts.liabilities.rows_stored = communicator_.all_reduce_value(part.num_liabilities, comm::ReduceOp::kSum);
  report_.counts.customers.rows_stored = communicator_.all_reduce_value(fold_.customers_stored(), comm::ReduceOp::kSum);
  report_.num_customers = communicator_.all_reduce_value(part.num_customers, comm::ReduceOp::kSum);
}

void Importer::count_records(RecordKind kind) {
  ledger::RecordCounts& counts = counts_of(kind);
  counts.rows_read = read_.rows_read(kind);
  counts.rows_filtered = read_.rows_filtered(kind);
  counts.rejected = read_.rejects().total_counts(communicator_, kind);
  if (counts.rows_read != counts.rows_stored + counts.lines_folded + counts.rows_rejected() + counts.rows_filtered)
    throw InternalError(fmt::format("{}: {} rows read are not {} stored + {} folded + {} rejected + {} filtered",
                                    name_of(kind), counts.rows_read, counts.rows_stored, counts.lines_folded,
                                    counts.rows_rejected(), counts.rows_filtered));
}

void Importer::finish_rejects() {
  ImportRejects& rejects = read_.rejects();
  rejects.fetch_late_records(communicator_, inputs_, source_options_, fold_.judge_of_overflowing(read_),
                             read_.pseudonyms());
  comm::agree(communicator_, [&] { rejects.flush(); });
  count_stored();
  for (const std::string& name : inputs_.ignored) report_.ignored_columns.push_back(readable(name));
  report_.samples = rejects.samples(communicator_, inputs_.names());
  std::uint64_t read = 0;
  std::uint64_t rejected = 0;
  for (const RecordKind kind : kAllKinds) {
    count_records(kind);
    read += counts_of(kind).rows_read;
    rejected += counts_of(kind).rows_rejected();
  }
  report_.hints = read_.hints(report_.counts.rejected);
  add_hint_of_rates();
  report_.too_many_rejected = rejected > allowed_rejects(read);
  for (const RecordKind kind : kAllKinds)
    if (counts_of(kind).rows_rejected() > 0)
      report_.rejects_paths.push_back(
          ledger::rejects_path(options_.ledger, options_.segment, index_of(kind), report_.too_many_rejected));
}

std::unique_ptr<ledger::RejectsPublication> Importer::rejects_to_publish() {
  std::unique_ptr<ledger::RejectsPublication> publication;
  comm::agree(communicator_, [&] {
    bool needed = !report_.rejects_paths.empty();
    for (std::size_t kind = 0; kind < kNumKinds; ++kind)
      for (const bool refused : {false, true})
        needed = needed || store::kind_of_path(ledger::rejects_path(options_.ledger, options_.segment, kind,
                                                                    refused)) != store::PathKind::kMissing;
    if (communicator_.rank() == 0 && needed)
      publication = std::make_unique<ledger::RejectsPublication>(options_.ledger, options_.segment);
  });
  read_.rejects().write(communicator_, inputs_,
                        [&](RecordKind kind) { return publication->next_path(index_of(kind)); });
  return publication;
}

void Importer::refuse() {
  comm::agree(communicator_, require_whole_standard_input);
  const auto publication = rejects_to_publish();
  comm::agree(communicator_, [&] {
    if (publication) publication->refuse();
  });
}

}  // namespace spendlens::ingest
