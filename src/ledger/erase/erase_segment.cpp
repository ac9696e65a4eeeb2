#include "ledger/erase/erase_segment.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "ledger/compact/compact_rows.hpp"
#include "ledger/compact/compacted_merchants.hpp"
#include "ledger/compact/compacted_metadata.hpp"
#include "ledger/erase/used_texts.hpp"
#include "ledger/segment/column_names.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/ranges.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/ledger/source_info.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::uint64_t kTextsTogether = 1 << 16;

/// Texts [begin, end) of a column, some at a time; whether one is among the ids.
bool is_one_of(const Segment& segment, const char* column, std::uint64_t begin, std::uint64_t end, IdSet& ids) {
  const std::uint32_t width = segment.file->layout().at(column).type.width;
  bool any = false;
  std::string texts;
  for (std::uint64_t at = begin; at < end; at += kTextsTogether) {
    const std::uint64_t number = std::min(kTextsTogether, end - at);
    texts.resize(number * width);
    segment.file->read_texts(column, at, texts);
    for (std::uint64_t i = 0; i < number; ++i) any = ids.has(text_at(texts, width, i)) || any;
  }
  return any;
}

/// What names a customer and no row has: words of an import, of files, and samples of merchants' texts, which are
/// nobody's loss.
void forget_words(SegmentMetadata& facts, IdSet& ids) {
  constexpr const char* kErased = "(erased)";
  if (ids.occurs_in(facts.import_options)) facts.import_options = kErased;
  if (ids.occurs_in(facts.source.name)) facts.source.name = kErased;
  std::erase_if(facts.merchant_facts.joined, [&ids](const JoinedText& joined) { return ids.occurs_in(joined.text); });
}

/// A segment by itself while it is written anew.
class Rewriting {
 public:
  Rewriting(comm::Communicator& communicator, const Ledger& ledger, IdSet& ids, std::uint64_t memory_bytes)
      : communicator_(communicator),
        ledger_(ledger),
        columns_(ledger.columns()),
        ids_(ids),
        memory_bytes_(memory_bytes),
        range_(balanced_ranges(
            ledger, static_cast<std::size_t>(communicator.size()))[static_cast<std::size_t>(communicator.rank())]) {}

  ErasedSegment run() {
    comm::agree(communicator_, [&] {
      facts_ = facts_of_folded(ledger_, merchants_of_folded(ledger_, nullptr));
      facts_.source = source_of(ledger_.segments().front().file->sums());
      used_.emplace(facts_);
      for_each_batch([&](Batch& batch) { count(batch); });
    });
    used_->settle(communicator_);
    settle_counts();
    ErasedSegment erased{total_, used_->keep_used(facts_), 0};
    forget_words(facts_, ids_);
    facts_.merchant_facts.drop_what_says_nothing();
    SegmentWriter writer(communicator_, ledger_.directory(), ledger_.segments().front().name, facts_, part_);
    comm::agree(communicator_, [&] {
      for_each_batch([&](Batch& batch) {
        used_->rename(batch);
        writer.append(BatchRun(batch, columns_).run());
      });
    });
    writer.publish();
    erased.bytes_written = writer.bytes_written();
    return erased;
  }

 private:
  /// Calls use(batch) for each without what is erased. Local.
  template <class Use>
  void for_each_batch(const Use& use) {
    const WantedColumns wanted{columns_};
    BatchReader reader(ledger_, batches_of(ledger_, range_, memory_bytes_, reading_cost(ledger_, wanted)), wanted,
                       RowOrder::kTotal);
    while (const Batch* read = reader.next()) {
      batch_ = *read;
      erased_.add(erase_from(batch_, ids_));
      use(batch_);
    }
  }

  void count(const Batch& batch) {
    const auto widest = [](std::uint32_t& width, const auto& texts, std::uint32_t stride) {
      for (std::size_t i = 0; (i + 1) * stride <= texts.size(); ++i)
        width = std::max(width, static_cast<std::uint32_t>(text_at(texts, stride, i).size()));
    };
    part_.num_customers += batch.num_customers();
    part_.num_transactions += batch.num_rows();
    widest(part_.id_width, batch.id, batch.id_width);
    for (const Timestamp timestamp : batch.timestamp) {
      part_.first_timestamp = std::min(part_.first_timestamp, timestamp);
      part_.last_timestamp = std::max(part_.last_timestamp, timestamp);
    }
    part_.num_account_refs += batch.account_ref_offset.empty() ? 0 : batch.account_ref_offset.back();
    widest(part_.account_width, batch.account_ref, batch.account_width);
    const Snapshot& snapshot = batch.snapshot;
    part_.num_accounts += snapshot.num_accounts();
    part_.num_liabilities += snapshot.num_liabilities();
    part_.num_aprs += snapshot.apr.size();
    part_.num_joint += snapshot.num_joint();
    widest(part_.snapshot_account_width, snapshot.account_id, snapshot.account_width);
    widest(part_.snapshot_account_width, snapshot.joint_account, snapshot.account_width);
    widest(part_.joint_owner_width, snapshot.joint_owner, snapshot.joint_owner_width);
    part_.num_listed += batch.attributes.num_listed();
    widest(part_.listed_width, batch.attributes.listed_id, batch.attributes.listed_width);
    part_.wide = part_.wide | wide_columns(BatchRun(batch, columns_).run());
    used_->note(batch);
  }

  /// The counts of the import become smaller by what is gone, on all ranks alike. Collective.
  void settle_counts() {
    std::array<std::uint64_t, 10> sums{erased_.customers,
                                       erased_.transactions,
                                       erased_.accounts,
                                       erased_.liabilities,
                                       erased_.listed,
                                       erased_.attribute_rows,
                                       part_.num_accounts + part_.num_joint,
                                       part_.num_liabilities,
                                       part_.num_listed,
                                       part_.num_customers};
    communicator_.all_reduce(std::span<std::uint64_t>(sums), comm::ReduceOp::kSum);
    total_ = {sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]};
    const auto reduce = [](RecordCounts& counts, std::uint64_t stored) {
      counts.rows_read -= std::min(counts.rows_read, counts.rows_stored - std::min(counts.rows_stored, stored));
      counts.rows_stored = stored;
    };
    reduce(facts_.counts, facts_.counts.rows_stored - std::min(facts_.counts.rows_stored, sums[1]));
    if (columns_.has(Column::kSnapshot)) {
      reduce(facts_.counts.accounts, sums[6]);
      reduce(facts_.counts.liabilities, sums[7]);
    }
    if (columns_.has(Column::kAttributes)) {
      RecordCounts& customers = facts_.counts.customers;
      const std::uint64_t left = customers.rows_stored - std::min(customers.rows_stored, sums[5]);
      reduce(customers, std::clamp(left, sums[8], sums[8] + sums[9]));
    }
  }

  comm::Communicator& communicator_;
  const Ledger& ledger_;
  ColumnSet columns_;
  IdSet& ids_;
  std::uint64_t memory_bytes_;
  PrefixRange range_;
  SegmentMetadata facts_;
  std::optional<UsedTexts> used_;
  SegmentPart part_;
  Batch batch_;
  ErasedRows erased_;
  ErasedRows total_;
};

}  // namespace

bool holds_any(const Segment& segment, IdSet& ids) {
  bool any = false;
  for (const std::string_view id : ids.ids()) {
    const std::size_t prefix = hash_prefix(text_hash(id));
    IdSet one({std::string(id)});
    bool is_here =
        is_one_of(segment, names::kId, segment.customer_index[prefix], segment.customer_index[prefix + 1], one);
    if (!segment.listed_index.empty())
      is_here =
          is_one_of(segment, names::kListedId, segment.listed_index[prefix], segment.listed_index[prefix + 1], one) ||
          is_here;
    if (is_here) any = ids.has(id);
  }
  const store::Layout& layout = segment.file->layout();
  if (layout.has(names::kJointOwner))
    any = is_one_of(segment, names::kJointOwner, 0, layout.at(names::kJointOwner).length, ids) || any;
  return any;
}

ErasedSegment rewrite_without(comm::Communicator& communicator, const Ledger& segment, IdSet& ids,
                              std::uint64_t memory_bytes) {
  return Rewriting(communicator, segment, ids, memory_bytes).run();
}

}  // namespace spendlens::ledger
