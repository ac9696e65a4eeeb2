#include "ledger/read/superseded_rows.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace spendlens::ledger {

SupersededRows::SupersededRows(std::span<const Segment> segments)
    : imports_(segments.size()), superseded_(segments.size()) {
  std::vector<std::size_t> order(segments.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [segments](std::size_t a, std::size_t b) {
    return std::tie(segments[a].import_number, segments[a].name) <
           std::tie(segments[b].import_number, segments[b].name);
  });
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    imports_[order[rank]] = {segments[order[rank]].overlap, static_cast<std::uint32_t>(rank)};
    any_ = any_ || segments[order[rank]].overlap != 0;
  }
}

void SupersededRows::start(std::span<const Batch> slices) {
  for (std::size_t slice = 0; slice < slices.size(); ++slice)
    if (compares(slice)) superseded_[slice].assign(slices[slice].num_rows(), 0);
}

std::uint64_t SupersededRows::find(std::span<const Batch> slices, std::span<const SlicePlace> places) {
  const auto num_compared =
      std::count_if(places.begin(), places.end(), [this](const SlicePlace& place) { return compares(place.slice); });
  if (num_compared < 2) return 0;
  rows_.clear();
  for (const SlicePlace& place : places) {
    if (!compares(place.slice)) continue;
    const Batch& slice = slices[place.slice];
    if (slice.key.empty()) continue;  // whose rows are not read
    for (std::uint64_t row = slice.offset[place.at]; row < slice.offset[place.at + 1]; ++row)
      if (slice.key[row] != kNoKey) rows_.push_back({slice.key[row], imports_[place.slice], {place.slice, row}});
  }
  const auto same_key = [](const KeyedRow& row) { return std::tie(row.import.overlap, row.key); };
  std::sort(rows_.begin(), rows_.end(), [&](const KeyedRow& a, const KeyedRow& b) {
    if (same_key(a) != same_key(b)) return same_key(a) < same_key(b);
    return a.import.rank > b.import.rank;  // the latest first
  });
  std::uint64_t found = 0;
  const KeyedRow* latest = nullptr;
  for (const KeyedRow& row : rows_) {
    if (latest == nullptr || same_key(row) != same_key(*latest)) latest = &row;
    if (row.import.rank == latest->import.rank) continue;
    superseded_[row.place.slice][row.place.at] = 1;
    ++found;
  }
  return found;
}

std::uint64_t SupersededRows::memory_bytes() const {
  std::uint64_t bytes = rows_.capacity() * sizeof(KeyedRow);
  for (const auto& rows : superseded_) bytes += rows.capacity();
  return bytes;
}

}  // namespace spendlens::ledger
