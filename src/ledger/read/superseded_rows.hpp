#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/read/batch_slice.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

/// Finds rows that a segment imported later tells again: of the same customer and with the same key. Within one segment
/// nothing is told twice. Its buffers are reused.
class SupersededRows {
 public:
  /// `segments` in the order of the slices.
  explicit SupersededRows(std::span<const Segment> segments);

  /// Whether keys are compared at all.
  [[nodiscard]] bool any() const { return any_; }
  [[nodiscard]] bool compares(std::size_t slice) const { return imports_[slice].overlap != 0; }

  /// Begins with new slices, none of whose rows is superseded yet.
  void start(std::span<const Batch> slices);
  /// Finds those of one customer, who has these entries; returns how many.
  std::uint64_t find(std::span<const Batch> slices, std::span<const SlicePlace> places);

  [[nodiscard]] bool has(std::uint32_t slice, std::uint64_t row) const {
    return compares(slice) && superseded_[slice][row] != 0;
  }

  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct Import {
    std::uint32_t overlap = 0;  ///< as Segment::overlap
    std::uint32_t rank = 0;     ///< in the order of imports
  };
  struct KeyedRow {
    std::uint64_t key = 0;
    Import import;
    SlicePlace place;
  };

  std::vector<Import> imports_;  ///< of each slice
  bool any_ = false;
  std::vector<std::vector<std::uint8_t>> superseded_;  ///< of each row of each slice whose keys are compared
  std::vector<KeyedRow> rows_;                         ///< of the customer at hand
};

}  // namespace spendlens::ledger
