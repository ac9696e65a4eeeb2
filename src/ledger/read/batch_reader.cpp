#include <array>
#include <atomic>
#include <future>
#include <utility>

#include "ledger/read/attribute_slice.hpp"
#include "ledger/read/batch_merge.hpp"
#include "ledger/read/batch_slice.hpp"
#include "ledger/read/filter_batch.hpp"
#include "ledger/read/snapshot_slice.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::ledger {

namespace {

/// Wanted columns that some segment has, and those that the filter looks at: what a batch holds.
WantedColumns held_columns(const WantedColumns& wanted, const Ledger& ledger) {
  const ColumnSet there = ledger.columns();
  WantedColumns held{(wanted.columns | ledger.filter().columns_to_read()) & there};
  if (held.columns.has(Column::kSnapshot) && there.has(Column::kAccount)) held.marked_subtypes = wanted.marked_subtypes;
  return held;
}

}  // namespace

struct BatchReader::State {
  State(const Ledger& ledger_, std::vector<PrefixRange> batches_, const WantedColumns& wanted, RowOrder order)
      : ledger(ledger_),
        batches(std::move(batches_)),
        held(held_columns(wanted, ledger_)),
        merge(ledger_.segments()),
        in_order(order == RowOrder::kTotal || (order == RowOrder::kByMerchant && held.columns.has(Column::kMerchant))) {
    slices.resize(ledger.segments().size() > 1 ? ledger.segments().size() : 0);
  }

  void start_next() {
    if (next_batch == batches.size()) return;
    const PrefixRange range = batches[next_batch++];
    reading = std::async(std::launch::async, [this, range] { load(range); });
  }

  /// In the helper thread.
  void load(PrefixRange range);
  void load_all(PrefixRange range);
  void load_slice(const Segment& segment, PrefixRange range, Batch& into) {
    WantedColumns wanted = held;  // and what the merge compares
    wanted.columns.add(Column::kKey, ledger.segments().size() > 1 && segment.overlap != 0);
    bytes += read_customers(segment, range, into);
    bytes += segment.need.rows == SegmentNeed::Rows::kAll ? read_rows(segment, range, wanted, into)
                                                          : read_history(segment, range, held, into);
    translate_codes(segment, into);
    fill_missing(held, into);
    if (held.marked_subtypes != 0) AccountRowMask::clear(into);
  }
  /// Of the customers of its segment: a batch of several segments has more.
  void load_snapshot(PrefixRange range);
  void merge_slices();

  const Ledger& ledger;
  const std::vector<PrefixRange> batches;
  const WantedColumns held;
  BatchMerge merge;
  const bool in_order;
  std::size_t next_batch = 0;
  Batch present;
  Batch ahead;
  std::vector<Batch> slices;
  std::atomic<std::uint64_t> bytes{0};
  std::future<void> reading;  // last: its destructor waits for the thread, which uses the others
};

void BatchReader::State::load(PrefixRange range) {
  load_all(range);
  if (!ledger.filter().empty()) filter_batch(ledger.filter(), ahead);
}

void BatchReader::State::load_all(PrefixRange range) {
  const std::vector<Segment>& segments = ledger.segments();
  if (held.columns.has(Column::kSnapshot)) load_snapshot(range);
  if (held.columns.has(Column::kAttributes))
    bytes += read_attributes(*ledger.attribute_segment(), range, refuse_slice, ahead.attributes);
  if (segments.size() > 1) {
    for (std::size_t i = 0; i < segments.size(); ++i) load_slice(segments[i], range, slices[i]);
    merge_slices();
    return;
  }
  load_slice(segments.front(), range, ahead);
  if (held.marked_subtypes == 0) return;
  const AccountRowMask marks(ahead.snapshot, held.marked_subtypes);
  for (std::size_t customer = 0; customer < ahead.num_customers(); ++customer)
    marks.mark(customer, std::array{SlicePlace{0, customer}}, std::span(&ahead, 1));
  if (!held.columns.has(Column::kAccount)) clear_accounts(ahead);
}

void BatchReader::State::merge_slices() {
  const AccountRowMask marks(ahead.snapshot, held.marked_subtypes);
  MergeOrder order{.id_width = ledger.id_width(),
                   .in_order = in_order,
                   .keys = held.columns.has(Column::kKey),
                   .accounts = held.columns.has(Column::kAccount)};
  if (held.marked_subtypes != 0) order.marks = &marks;
  if (held.columns.has(Column::kSnapshot))
    order.snapshot_slice = static_cast<std::uint32_t>(ledger.snapshot_segment() - ledger.segments().data());
  merge.run(slices, order, ahead);
  if (held.columns.has(Column::kSnapshot)) spread_snapshot(slices[order.snapshot_slice], ahead);
  if (held.columns.has(Column::kAttributes))
    spread_attributes(slices[static_cast<std::size_t>(ledger.attribute_segment() - ledger.segments().data())], ahead);
}

void BatchReader::State::load_snapshot(PrefixRange range) {
  const Segment& segment = *ledger.snapshot_segment();
  const ItemRange customers{segment.customer_index[range.begin], segment.customer_index[range.end]};
  bytes += read_snapshot(segment, customers, refuse_slice, ahead.snapshot);
  ahead.snapshot.derive_has_interest();
}

BatchReader::BatchReader(const Ledger& ledger, std::vector<PrefixRange> batches, WantedColumns wanted, RowOrder order)
    : state_(std::make_unique<State>(ledger, std::move(batches), wanted, order)) {
  state_->start_next();
}

BatchReader::~BatchReader() = default;

const Batch* BatchReader::next() {
  if (!state_->reading.valid()) return nullptr;
  state_->reading.get();
  std::swap(state_->present, state_->ahead);
  state_->start_next();
  return &state_->present;
}

std::uint64_t BatchReader::bytes_read() const { return state_->bytes; }

std::uint64_t BatchReader::memory_bytes() const {
  std::uint64_t bytes = ledger::memory_bytes(state_->present) + ledger::memory_bytes(state_->ahead);
  for (const Batch& slice : state_->slices) bytes += ledger::memory_bytes(slice);
  return bytes + state_->merge.memory_bytes();
}

}  // namespace spendlens::ledger
