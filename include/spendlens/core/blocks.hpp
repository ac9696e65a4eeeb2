#pragma once

#include <cstdint>
#include <span>

#include "spendlens/core/parallel.hpp"

namespace spendlens {

/// Cuts n customers into consecutive blocks of about equal work (rows, and a little for each customer), which threads
/// take in turn: long enough that handing one out costs nothing and its rows stay in cache, short enough to even out
/// large customers. A view on the offsets (n + 1 entries, never decreasing; empty for no customers).
class CustomerBlocks {
 public:
  explicit CustomerBlocks(std::span<const std::uint64_t> offset) : offset_(offset) {}

  [[nodiscard]] std::uint64_t size() const;
  /// The customers of a block, which may be none; the blocks in order hold every customer once.
  [[nodiscard]] ItemRange operator[](std::uint64_t block) const;

 private:
  [[nodiscard]] std::uint64_t work_before(std::uint64_t customer) const;
  [[nodiscard]] std::uint64_t first_customer_from(std::uint64_t work) const;

  std::span<const std::uint64_t> offset_;
};

}  // namespace spendlens
