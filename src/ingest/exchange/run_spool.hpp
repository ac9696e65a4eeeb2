#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

/// Finished customers with their orders and accounts, sorted as a segment wants them: the memory behind a SegmentRun.
struct FinishedRun : ledger::TransactionRows {
  std::uint32_t id_width = 1;
  std::vector<char> id;
  std::vector<std::uint64_t> hash;
  std::vector<Timestamp> first_timestamp;
  std::vector<std::uint64_t> num_rows;
  std::vector<std::uint64_t> num_account_refs;
  std::uint32_t account_width = 1;
  std::vector<char> account_ref;
  bool has_snapshot = false;
  ledger::Snapshot snapshot;  ///< of these customers, where it has one; else empty
  bool has_attributes = false;
  ledger::CustomerAttributes attributes;  ///< likewise

  [[nodiscard]] ledger::SegmentRun view() const;

  /// Calls use(vector) for each column, in a fixed order.
  template <class Self, class Use>
  static void for_each_column(Self& self, Use use) {
    use(self.id), use(self.hash), use(self.first_timestamp), use(self.num_rows);
    ledger::for_each_transaction_column([&](const auto& column) { use(column.of(self)); });
    use(self.num_account_refs), use(self.account_ref);
    ledger::Snapshot::for_each_column(self.snapshot, use);
    ledger::CustomerAttributes::for_each_column(self.attributes, use);
  }
};

/// Keeps runs in order until the segment's size is known; beyond the budget they wait in a temporary file. Local.
class RunSpool {
 public:
  RunSpool(std::string path, std::uint64_t budget_bytes) : path_(std::move(path)), budget_bytes_(budget_bytes) {}

  void add(FinishedRun run);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// Run `index`, which is gone from the spool then.
  [[nodiscard]] FinishedRun take(std::size_t index);

  /// What the runs add up to.
  [[nodiscard]] const ledger::SegmentPart& part() const { return part_; }

 private:
  struct Entry {
    FinishedRun run;
    std::vector<std::uint64_t> column_bytes;  ///< of a spilled run
    std::uint64_t offset = 0;
    bool spilled = false;
  };

  void count(const FinishedRun& run);

  std::string path_;
  std::uint64_t budget_bytes_;
  std::uint64_t memory_bytes_ = 0;
  std::uint64_t file_bytes_ = 0;
  store::File file_;
  std::vector<Entry> entries_;
  ledger::SegmentPart part_;
};

}  // namespace spendlens::ingest
