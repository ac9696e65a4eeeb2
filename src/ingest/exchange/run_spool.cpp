#include "ingest/exchange/run_spool.hpp"

#include <algorithm>

namespace spendlens::ingest {

ledger::SegmentRun FinishedRun::view() const {
  ledger::SegmentRun run;
  static_cast<ledger::TransactionViews&>(run) = ledger::views_of(*this);
  run.id_width = id_width;
  run.id = id;
  run.hash = hash;
  run.first_timestamp = first_timestamp;
  run.num_rows = num_rows;
  run.num_account_refs = num_account_refs;
  run.account_width = account_width;
  run.account_ref = account_ref;
  if (has_snapshot) run.snapshot = &snapshot;
  if (has_attributes) run.attributes = &attributes;
  return run;
}

void RunSpool::count(const FinishedRun& run) {
  part_.num_customers += run.hash.size();
  part_.num_transactions += run.timestamp.size();
  part_.num_account_refs += run.account_width == 0 ? 0 : run.account_ref.size() / run.account_width;
  part_.id_width = std::max(part_.id_width, run.id_width);
  part_.account_width = std::max(part_.account_width, run.account_width);
  part_.num_accounts += run.snapshot.num_accounts();
  part_.num_liabilities += run.snapshot.num_liabilities();
  part_.num_aprs += run.snapshot.apr.size();
  part_.num_joint += run.snapshot.num_joint();
  part_.joint_owner_width = std::max(part_.joint_owner_width, run.snapshot.joint_owner_width);
  part_.snapshot_account_width = std::max(part_.snapshot_account_width, run.snapshot.account_width);
  part_.num_listed += run.attributes.num_listed();
  part_.listed_width = std::max(part_.listed_width, run.attributes.listed_width);
  part_.wide = part_.wide | ledger::wide_columns(run.view());
  for (const Timestamp timestamp : run.timestamp) {
    part_.first_timestamp = std::min(part_.first_timestamp, timestamp);
    part_.last_timestamp = std::max(part_.last_timestamp, timestamp);
  }
}

void RunSpool::add(FinishedRun run) {
  count(run);
  std::uint64_t bytes = 0;
  std::vector<std::uint64_t> column_bytes;
  FinishedRun::for_each_column(run, [&](const auto& column) {
    column_bytes.push_back(std::as_bytes(std::span(column)).size());
    bytes += column_bytes.back();
  });
  Entry entry;
  if (memory_bytes_ + bytes <= budget_bytes_) {
    memory_bytes_ += bytes;
    entry.run = std::move(run);
    entries_.push_back(std::move(entry));
    return;
  }
  if (file_bytes_ == 0) {
    store::File::create(path_).close();
    file_ = store::File::open_to_write(path_);
  }
  entry.spilled = true;
  entry.offset = file_bytes_;
  entry.column_bytes = std::move(column_bytes);
  FinishedRun::for_each_column(run, [&](const auto& column) {
    file_.write_at(file_bytes_, std::as_bytes(std::span(column)));
    file_bytes_ += std::as_bytes(std::span(column)).size();
  });
  entry.run.id_width = run.id_width;
  entry.run.account_width = run.account_width;
  entry.run.has_snapshot = run.has_snapshot;
  entry.run.snapshot.account_width = run.snapshot.account_width;
  entry.run.has_attributes = run.has_attributes;
  entry.run.attributes.num_attributes = run.attributes.num_attributes;
  entry.run.attributes.listed_width = run.attributes.listed_width;
  entry.run.snapshot.joint_owner_width = run.snapshot.joint_owner_width;
  entries_.push_back(std::move(entry));
}

FinishedRun RunSpool::take(std::size_t index) {
  Entry entry = std::move(entries_[index]);
  if (!entry.spilled) return std::move(entry.run);
  const store::File file = store::File::open_to_read(path_);
  std::size_t next = 0;
  std::uint64_t offset = entry.offset;
  FinishedRun::for_each_column(entry.run, [&](auto& column) {
    using Value = typename std::decay_t<decltype(column)>::value_type;
    column.resize(entry.column_bytes[next] / sizeof(Value));
    file.read_at(offset, std::as_writable_bytes(std::span(column)));
    offset += entry.column_bytes[next++];
  });
  return std::move(entry.run);
}

}  // namespace spendlens::ingest
