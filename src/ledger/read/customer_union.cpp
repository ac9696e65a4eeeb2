#include "ledger/read/customer_union.hpp"
#include "spendlens/ledger/batch.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace spendlens::ledger {

namespace {

/// Entries of a stretch, about: with the table, ids and rows of some hundred customers they fit a second-level cache.
constexpr std::uint64_t kStretchEntries = 8192;

constexpr std::size_t kWord = sizeof(std::uint64_t);

/// Whether an id is no more than its first and its last eight bytes.
constexpr bool fits_ends(std::size_t width) { return width >= kWord && width <= 2 * kWord; }

std::pair<std::uint64_t, std::uint64_t> ends_of(const char* id, std::size_t width) {
  std::pair<std::uint64_t, std::uint64_t> ends;
  std::memcpy(&ends.first, id, kWord);
  std::memcpy(&ends.second, id + width - kWord, kWord);
  return ends;
}

}  // namespace

void CustomerUnion::start(std::span<const Batch> slices) {
  slices_ = slices;
  first_hash_ = std::numeric_limits<std::uint64_t>::max();
  last_hash_ = 0;
  std::uint64_t entries = 0;
  for (const Batch& slice : slices) {
    if (slice.hash.empty()) continue;
    entries += slice.hash.size();
    first_hash_ = std::min(first_hash_, slice.hash.front());
    last_hash_ = std::max(last_hash_, slice.hash.back());
  }
  stretch_ = 0;
  num_stretches_ = entries == 0 ? 0 : entries / kStretchEntries + 1;
  span_ = entries == 0 ? 0 : (last_hash_ - first_hash_) / num_stretches_;
  begin_.assign(slices.size(), 0);
  end_.assign(slices.size(), 0);
}

std::uint32_t CustomerUnion::number_of(std::uint64_t hash, SlicePlace place) {
  const Batch& slice = slices_[place.slice];
  const auto ends = fits_ends(slice.id_width) ? ends_of(slice.id.data() + place.at * slice.id_width, slice.id_width)
                                              : std::pair<std::uint64_t, std::uint64_t>();
  const std::size_t mask = table_.size() - 1;
  // The lower bits: the upper ones are about the same in a stretch
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = table_[at];
    if (slot.number == kFree) {
      slot = {hash, ends.first, ends.second, static_cast<std::uint32_t>(found_.size()), slice.id_width};
      found_.push_back({hash, place, 0, static_cast<std::uint32_t>(at), 0});
      return slot.number;
    }
    if (slot.hash != hash) continue;
    if (fits_ends(slice.id_width) && slot.id_width == slice.id_width) {
      if (slot.head == ends.first && slot.tail == ends.second) return slot.number;
      continue;
    }
    const SlicePlace& first = found_[slot.number].first;
    if (same_customer(slices_[first.slice], first.at, slices_[place.slice], place.at)) return slot.number;
  }
}

bool CustomerUnion::next() {
  if (stretch_ == num_stretches_) return false;
  const bool is_last = ++stretch_ == num_stretches_;
  const std::uint64_t bound = first_hash_ + (span_ + 1) * stretch_;  // meaningless in the last one
  std::uint64_t entries = 0;
  for (std::size_t s = 0; s < slices_.size(); ++s) {
    const auto& hash = slices_[s].hash;
    begin_[s] = end_[s];
    const auto at = std::lower_bound(hash.begin() + static_cast<std::ptrdiff_t>(begin_[s]), hash.end(), bound);
    end_[s] = is_last ? hash.size() : static_cast<std::uint64_t>(at - hash.begin());
    entries += end_[s] - begin_[s];
  }
  for (const Found& found : found_) table_[found.slot].number = kFree;
  found_.clear();
  if (table_.size() < 2 * entries) table_.assign(std::bit_ceil(2 * entries), Slot{});
  number_.clear();
  number_.reserve(entries);
  for (std::uint32_t s = 0; s < slices_.size(); ++s)
    for (std::uint64_t at = begin_[s]; at < end_[s]; ++at) {
      const std::uint32_t number = number_of(slices_[s].hash[at], {s, at});
      ++found_[number].entries;
      number_.push_back(number);
    }
  return true;
}

bool CustomerUnion::comes_before(const Found& a, const Found& b) const {
  if (a.hash != b.hash) return a.hash < b.hash;
  return compare_customers(slices_[a.first.slice], a.first.at, slices_[b.first.slice], b.first.at) < 0;
}

void CustomerUnion::sort_found(std::vector<std::uint32_t>& order) {
  // Hashes are spread evenly, so that a bucket each is about a customer each.
  const std::uint64_t first = first_hash_ + (span_ + 1) * (stretch_ - 1);
  const int shift =
      std::max(0, static_cast<int>(std::bit_width(span_)) - static_cast<int>(std::bit_width(found_.size() | 1)));
  bucket_.assign((span_ >> shift) + 2, 0);
  const auto bucket_of = [&](const Found& found) { return (found.hash - first) >> shift; };
  for (const Found& found : found_) ++bucket_[bucket_of(found) + 1];
  for (std::size_t b = 1; b < bucket_.size(); ++b) bucket_[b] += bucket_[b - 1];
  order.resize(found_.size());
  for (std::uint32_t number = 0; number < found_.size(); ++number) order[bucket_[bucket_of(found_[number])]++] = number;
  std::uint32_t begin = 0;
  for (const std::uint32_t end : bucket_) {  // by now each bucket's end
    if (end > begin + 1)
      std::sort(order.begin() + begin, order.begin() + end,
                [this](std::uint32_t a, std::uint32_t b) { return comes_before(found_[a], found_[b]); });
    begin = end;
  }
}

void CustomerUnion::arrange() {
  sort_found(order_);
  place_offset_.resize(found_.size() + 1);
  std::uint64_t before = 0;
  for (std::uint32_t rank = 0; rank < order_.size(); ++rank) {
    Found& found = found_[order_[rank]];
    found.rank = rank;
    place_offset_[rank] = before;
    before += found.entries;
  }
  places_.resize(before);
  std::size_t entry = 0;
  for (std::uint32_t s = 0; s < slices_.size(); ++s)
    for (std::uint64_t at = begin_[s]; at < end_[s]; ++at)
      places_[place_offset_[found_[number_[entry++]].rank]++] = {s, at};
  for (std::size_t i = found_.size(); i > 0; --i) place_offset_[i] = place_offset_[i - 1];
  place_offset_[0] = 0;
}

std::uint64_t CustomerUnion::memory_bytes() const {
  const auto bytes = [](const auto&... columns) {
    return (std::uint64_t{0} + ... + (columns.capacity() * sizeof(columns[0])));
  };
  return bytes(begin_, end_, table_, found_, number_, order_, bucket_, places_, place_offset_);
}

}  // namespace spendlens::ledger
