#include "ledger/read/batch_merge.hpp"

#include <algorithm>
#include <compare>
#include <cstring>
#include <type_traits>

#include "ledger/read/column_read.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

namespace {

/// Rows that are copied without a call.
constexpr std::uint64_t kShortRun = 4;

/// What a customer's rows are sorted by first: merchant, where they are held, then timestamp.
std::uint64_t key_of(const Batch& batch, std::size_t row) {
  const std::uint64_t merchant = batch.merchant.empty() ? 0 : batch.merchant[row];
  return (merchant << 32) | batch.timestamp[row];
}

/// Of columns that slices hold.
bool is_in_result(Column column, const MergeOrder& order) {
  if (column == Column::kAccount) return order.accounts;
  return column != Column::kKey || order.keys;
}

/// The order of a customer's rows in a segment, by the columns that were read; what is not wanted is empty in all
/// slices. Accounts may be held to mark rows by alone, keys to find what is superseded.
std::strong_ordering compare_rows(const Batch& a, std::size_t i, const Batch& b, std::size_t j,
                                  const MergeOrder& order) {
  return order_of_rows([&](const auto& column) {
    const auto& values = column.of(a);
    if (values.empty() || !is_in_result(column.id, order)) return std::strong_ordering::equal;
    return values[i] <=> column.of(b)[j];
  });
}

}  // namespace

void BatchMerge::append_run(const Run& run) {
  num_rows_ += run.length;
  if (!runs_.empty() && runs_.back().slice == run.slice && runs_.back().begin + runs_.back().length == run.begin)
    runs_.back().length += run.length;
  else if (run.length > 0)
    runs_.push_back(run);
}

/// All rows of a customer in one slice that count.
void BatchMerge::append_rows(std::span<const Batch> slices, const SlicePlace& place) {
  const std::uint64_t begin = slices[place.slice].offset[place.at];
  const std::uint64_t end = slices[place.slice].offset[place.at + 1];
  if (!is_any_superseded_) return append_run({place.slice, begin, end - begin});
  for (std::uint64_t row = begin; row < end; ++row)
    if (!superseded_.has(place.slice, row)) append_run({place.slice, row, 1});
}

Timestamp BatchMerge::first_timestamp_of(std::span<const Batch> slices, std::span<const SlicePlace> places) const {
  Timestamp first = kNoTimestamp;
  for (const SlicePlace& place : places) {
    const Batch& slice = slices[place.slice];
    if (!is_any_superseded_ || !superseded_.compares(place.slice)) {
      first = std::min(first, slice.first_timestamp[place.at]);
      continue;
    }
    for (std::uint64_t row = slice.offset[place.at]; row < slice.offset[place.at + 1]; ++row)
      if (!superseded_.has(place.slice, row)) first = std::min(first, slice.timestamp[row]);
  }
  return first;
}

void BatchMerge::merge_rows(std::span<const Batch> slices, std::span<const SlicePlace> places) {
  keys_.clear();
  for (const SlicePlace& place : places) {
    const Batch& slice = slices[place.slice];
    for (std::uint64_t row = slice.offset[place.at]; row < slice.offset[place.at + 1]; ++row)
      if (!is_any_superseded_ || !superseded_.has(place.slice, row))
        keys_.push_back({key_of(slice, row), {place.slice, row}});
  }
  // Rows that are equal in all that was read stay in the order of their slices.
  std::sort(keys_.begin(), keys_.end(), [this, slices](const RowKey& a, const RowKey& b) {
    if (a.key != b.key) return a.key < b.key;
    const auto order = compare_rows(slices[a.place.slice], a.place.at, slices[b.place.slice], b.place.at, order_);
    if (order != 0) return order < 0;
    return a.place.slice != b.place.slice ? a.place.slice < b.place.slice : a.place.at < b.place.at;
  });
  for (const RowKey& row : keys_) append_run({row.place.slice, row.place.at, 1});
}

void BatchMerge::mark_rows(std::span<Batch> slices, std::span<const SlicePlace> places) const {
  const auto of_snapshot = std::find_if(
      places.rbegin(), places.rend(), [this](const SlicePlace& place) { return place.slice == order_.snapshot_slice; });
  if (of_snapshot == places.rend()) return;
  order_.marks->mark(of_snapshot->at, places, slices);
}

void BatchMerge::add_customer(std::span<Batch> slices, std::span<const SlicePlace> places, Batch& into) {
  const Batch& slice = slices[places.front().slice];
  const std::size_t customer = places.front().at;
  const std::size_t width = std::min(into.id_width, slice.id_width);
  const auto id = slice.id.begin() + static_cast<std::ptrdiff_t>(customer * slice.id_width);
  into.id.insert(into.id.end(), id, id + static_cast<std::ptrdiff_t>(width));
  into.id.resize(into.id.size() + into.id_width - width, '\0');
  into.hash.push_back(slice.hash[customer]);
  is_any_superseded_ = superseded_.any() && superseded_.find(slices, places) > 0;
  into.first_timestamp.push_back(first_timestamp_of(slices, places));
  if (!slice.archetype.empty()) {
    std::uint8_t archetype = kNoArchetype;
    for (const SlicePlace& place : places)
      if (archetype == kNoArchetype) archetype = slices[place.slice].archetype[place.at];
    into.archetype.push_back(archetype);
  }
  if (order_.marks != nullptr) mark_rows(slices, places);
  if (order_.accounts) accounts_.append(slices, places, into);
  if (order_.in_order && places.size() > 1) {
    merge_rows(slices, places);
  } else {
    for (const SlicePlace& place : places) append_rows(slices, place);
  }
  into.offset.push_back(num_rows_);
}

template <class ColumnOf>
void BatchMerge::gather(std::span<const Batch> slices, const ColumnOf& column_of, std::uint64_t first_row,
                        Batch& into) const {
  auto& column = column_of(into);
  using T = typename std::remove_reference_t<decltype(column)>::value_type;
  if (column.empty()) return;
  T* to = column.data() + first_row;
  const T* to_end = column.data() + column.size();
  for (const Run& run : runs_) {
    const std::vector<T>& from = column_of(slices[run.slice]);
    const T* rows = from.data() + run.begin;
    // Most runs are short: as many rows as a short one may have are copied at once, and what is too much is written
    // over next.
    if (run.begin + kShortRun <= from.size() && to + kShortRun <= to_end) {
      std::memcpy(to, rows, kShortRun * sizeof(T));
      if (run.length > kShortRun) std::memcpy(to + kShortRun, rows + kShortRun, (run.length - kShortRun) * sizeof(T));
    } else {
      std::memcpy(to, rows, run.length * sizeof(T));
    }
    to += run.length;
  }
}

void BatchMerge::run(std::span<Batch> slices, const MergeOrder& order, Batch& into) {
  std::uint64_t rows = 0;
  for (const Batch& slice : slices) rows += slice.num_rows();
  // The slices hold the same columns: those that are wanted, filled with "none" where a segment has them not.
  const auto make_room = [&](const auto& column_of) {
    const bool held =
        std::any_of(slices.begin(), slices.end(), [&](const Batch& slice) { return !column_of(slice).empty(); });
    resize_reused(column_of(into), held ? rows : 0);
  };
  const auto for_each_column = [&order](const auto& use) {
    for_each_transaction_column([&](const auto& column) {
      if (is_in_result(column.id, order)) use([&column](auto& batch) -> auto& { return column.of(batch); });
    });
    use([](auto& batch) -> auto& { return batch.account_marked; });
  };
  order_ = order;
  num_rows_ = 0;
  into.id_width = order.id_width;
  into.id.clear();
  into.hash.clear();
  into.first_timestamp.clear();
  into.archetype.clear();
  into.offset.assign(1, 0);
  clear_accounts(into);
  into.key.clear();
  for_each_column(make_room);
  if (order.accounts) {
    for (const Batch& slice : slices) into.account_width = std::max(into.account_width, slice.account_width);
    into.account_ref_offset.assign(1, 0);
  }
  if (superseded_.any()) superseded_.start(slices);
  customers_.start(slices);
  while (customers_.next()) {
    customers_.arrange();
    const std::uint64_t first_row = num_rows_;
    runs_.clear();
    for (std::size_t i = 0; i < customers_.size(); ++i) add_customer(slices, customers_.places_of(i), into);
    for_each_column([&](const auto& column_of) { gather(slices, column_of, first_row, into); });
  }
  // What was left out.
  for_each_column([&](const auto& column_of) {
    if (!column_of(into).empty()) column_of(into).resize(num_rows_);
  });
}

std::uint64_t BatchMerge::memory_bytes() const {
  return customers_.memory_bytes() + runs_.capacity() * sizeof(Run) + keys_.capacity() * sizeof(RowKey) +
         superseded_.memory_bytes();
}

}  // namespace spendlens::ledger
