#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "spendlens/core/parallel.hpp"

namespace spendlens::rfm {

/// Into how many parts `total` items are split for so many workers: no part is empty, but for no items there is one.
[[nodiscard]] std::size_t num_parts(std::uint64_t total, int num_workers);

/// Calls `work(range, part)` once for each of num_parts(total, num_workers) contiguous parts of `total` items, each on
/// a thread of its own where there are several; part numbers ascend with the ranges. Returns when all are done.
/// An exception in a part does not stop the others; the one of the lowest part is then thrown on.
void for_each_part(std::uint64_t total, int num_workers,
                   const std::function<void(ItemRange range, std::size_t part)>& work);

/// Sorts by `less`, which must be a total order (no two items equivalent unless they are equal), so that the result
/// does not depend on the number of workers.
template <class T, class Less = std::less<>>
void sort_in_parts(std::span<T> items, int num_workers, Less less = {}) {
  const std::size_t parts = num_parts(items.size(), num_workers);
  const auto begin_of = [&](std::size_t part) {
    const std::uint64_t begin = part == parts ? items.size() : part_of(items.size(), part, parts).begin;
    return items.begin() + static_cast<std::ptrdiff_t>(begin);
  };
  for_each_part(items.size(), num_workers,
                [&](ItemRange, std::size_t part) { std::sort(begin_of(part), begin_of(part + 1), less); });
  for (std::size_t width = 1; width < parts; width *= 2) {
    const std::size_t pairs = (parts + width - 1) / (2 * width) + ((parts + width - 1) % (2 * width) != 0 ? 1 : 0);
    for_each_part(pairs, static_cast<int>(pairs), [&](ItemRange, std::size_t pair) {
      const std::size_t low = std::min(parts, 2 * width * pair);
      const std::size_t middle = std::min(parts, low + width);
      const std::size_t high = std::min(parts, middle + width);
      std::inplace_merge(begin_of(low), begin_of(middle), begin_of(high), less);
    });
  }
}

}  // namespace spendlens::rfm
