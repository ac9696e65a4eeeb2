#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/read/batch_slice.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

/// The distinct customers of several slices, stretch by stretch of their hashes: so many entries at a time that all of
/// what is known of them stays in cache. Its buffers are reused.
class CustomerUnion {
 public:
  /// Begins with the first stretch of these slices, which must stay.
  void start(std::span<const Batch> slices);

  /// Finds the customers of the next stretch; false after the last. What the functions below tell is theirs.
  [[nodiscard]] bool next();
  [[nodiscard]] std::size_t size() const { return found_.size(); }

  /// Puts them in the order (hash, id). Before it any_hash is all that may be asked.
  void arrange();
  /// The entries of customer i of that order, ascending by slice. Never empty.
  [[nodiscard]] std::span<const SlicePlace> places_of(std::size_t i) const {
    return std::span(places_).subspan(place_offset_[i], place_offset_[i + 1] - place_offset_[i]);
  }

  /// The hash of one of them, in any order.
  [[nodiscard]] std::uint64_t any_hash(std::size_t i) const { return found_[i].hash; }

  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct Found {
    std::uint64_t hash = 0;
    SlicePlace first;  ///< of its entries
    std::uint32_t entries = 0;
    std::uint32_t slot = 0;  ///< in the table
    std::uint32_t rank = 0;  ///< in the order (hash, id)
  };
  struct Slot {
    std::uint64_t hash = 0;
    std::uint64_t head = 0;  ///< of the id, so that equal short ones are known without reading them
    std::uint64_t tail = 0;
    std::uint32_t number = kFree;  ///< in found_
    std::uint32_t id_width = 0;
  };
  static constexpr std::uint32_t kFree = 0xFFFF'FFFF;

  [[nodiscard]] std::uint32_t number_of(std::uint64_t hash, SlicePlace place);
  [[nodiscard]] bool comes_before(const Found& a, const Found& b) const;
  void sort_found(std::vector<std::uint32_t>& order);

  std::span<const Batch> slices_;
  std::uint64_t first_hash_ = 0;
  std::uint64_t last_hash_ = 0;
  std::uint64_t span_ = 0;  ///< hashes of a stretch, less one
  std::uint64_t stretch_ = 0;
  std::uint64_t num_stretches_ = 0;
  std::vector<std::uint64_t> begin_;  ///< of the present stretch in each slice
  std::vector<std::uint64_t> end_;
  std::vector<Slot> table_;  ///< a power of two of them; free but for the slots of found_
  std::vector<Found> found_;
  std::vector<std::uint32_t> number_;  ///< in found_, of each entry, slice by slice
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> bucket_;
  std::vector<SlicePlace> places_;
  std::vector<std::uint64_t> place_offset_;
};

}  // namespace spendlens::ledger
