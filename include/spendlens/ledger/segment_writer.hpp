#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/customer_attributes.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/ledger/snapshot.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::ledger {

/// A run of customers with their transactions, as columns; a view. Customers ascend by (hash, id), a customer's rows by
/// order_of_rows(). Columns that the segment lacks are empty.
struct SegmentRun : TransactionViews {
  std::uint32_t id_width = 0;  ///< bytes a customer in `id`
  std::span<const char> id;    ///< NUL-padded
  std::span<const std::uint64_t> hash;
  std::span<const Timestamp> first_timestamp;
  std::span<const std::uint64_t> num_rows;          ///< transactions of each customer
  std::span<const std::uint64_t> num_account_refs;  ///< of each customer; empty without Column::kAccount
  std::uint32_t account_width = 0;
  std::span<const char> account_ref;        ///< NUL-padded ids, sorted within a customer
  std::span<const std::uint8_t> archetype;  ///< of each customer
  const Snapshot* snapshot = nullptr;       ///< of these customers; null without Column::kSnapshot
  /// Likewise; listed customers are of the hashes from the run's first to before the next run's
  const CustomerAttributes* attributes = nullptr;
};

/// The columns of a run with values that their narrow types do not hold, as SegmentPart::wide has them. Local.
[[nodiscard]] ColumnSet wide_columns(const SegmentRun& run);

class AttributeWriter;
class HistoryRule;
class SnapshotWriter;

/// Writes one segment in parallel: the ranks hold ascending ranges of hashes, rank by rank; each appends its runs in
/// order. Nothing appears under the segment's name before publish().
class SegmentWriter {
 public:
  /// Collective. `part` is what this rank will append, `facts` is the same on all ranks.
  SegmentWriter(comm::Communicator& communicator, const std::string& ledger_directory, const std::string& name,
                const SegmentMetadata& facts, const SegmentPart& part);
  ~SegmentWriter();
  SegmentWriter(const SegmentWriter&) = delete;
  SegmentWriter& operator=(const SegmentWriter&) = delete;

  /// Local. Throws InternalError where it is more than announced.
  void append(const SegmentRun& run);

  /// Collective: the columns with values, on any rank, that do not fit as announced. Such a segment cannot be
  /// published; it must be written anew with these columns wide.
  [[nodiscard]] ColumnSet unfit_columns();

  /// Collective: writes the index, closes the offsets, publishes; `announce` as ColumnFileWriter::publish() has it.
  /// Throws InternalError where less was appended than announced or something does not fit, InputError where the
  /// ledger's turnover would exceed kMaxTurnover (facts.turnover_beside); then nothing is published.
  void publish(const std::function<void(const store::BlockSums&)>& announce = {});

  [[nodiscard]] std::uint64_t bytes_written() const { return file_->bytes_written(); }

 private:
  void write_lists(const SegmentMetadata& facts);
  void write_texts(const std::string& column, const std::vector<std::string>& texts);
  void write_merchant_facts(const MerchantFacts& facts);
  void append_account_refs(const SegmentRun& run, std::uint64_t customer);
  void reduce_attributes();
  void require_room() const;

  comm::Communicator& communicator_;
  ColumnSet columns_;
  SegmentMetadata facts_;
  std::string name_;
  SegmentPart part_;
  SegmentPart totals_;
  std::uint64_t first_customer_ = 0;
  std::uint64_t first_transaction_ = 0;
  std::uint64_t first_account_ref_ = 0;
  std::uint64_t customers_ = 0;
  std::uint64_t transactions_ = 0;
  std::uint64_t account_refs_ = 0;
  ColumnSet unfit_;
  std::vector<std::uint64_t> customers_by_prefix_;
  std::vector<std::uint64_t> transactions_by_prefix_;
  std::unique_ptr<const HistoryRule> history_;
  std::unique_ptr<SnapshotWriter> snapshot_;     ///< null without Column::kSnapshot
  std::unique_ptr<AttributeWriter> attributes_;  ///< null without Column::kAttributes
  std::unique_ptr<store::ColumnFileWriter> file_;
};

}  // namespace spendlens::ledger
