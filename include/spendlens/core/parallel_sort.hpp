#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "spendlens/core/parallel_for.hpp"

namespace spendlens {

/// Sorts by `less`, which must be a total order (no two items equivalent unless they are equal), so that the result
/// does not depend on the number of workers. With several workers items are first dealt to buckets of ascending ranges,
/// which are then sorted one by one: no merge is left for one thread to do. Takes as much memory again meanwhile.
template <class T, class Less = std::less<>>
void sort_in_parts(std::span<T> items, int num_workers, Less less = {}) {
  constexpr std::size_t kMinItems = 4096;  // fewer are sorted before other threads have begun
  constexpr std::size_t kBuckets = 128;    // a power of two
  constexpr std::size_t kSamplesABucket = 32;
  const std::size_t parts = num_parts(items.size(), num_workers);
  if (parts == 1 || items.size() < kMinItems) return std::sort(items.begin(), items.end(), less);

  std::vector<T> bounds;  // bucket b holds what is not below bounds[b - 1] and below bounds[b]
  for (std::size_t i = 0; i < kBuckets * kSamplesABucket; ++i)
    bounds.push_back(items[part_of(items.size(), i, kBuckets * kSamplesABucket).begin]);
  std::sort(bounds.begin(), bounds.end(), less);
  for (std::size_t b = 1; b < kBuckets; ++b) bounds[b - 1] = bounds[b * kSamplesABucket];
  bounds.resize(kBuckets - 1);

  const auto bucket_of = std::make_unique_for_overwrite<std::uint8_t[]>(items.size());
  std::vector<std::array<std::size_t, kBuckets>> place(parts);  // items of a part in a bucket, then where they go
  for_each_part(items.size(), num_workers, [&](ItemRange range, std::size_t part) {
    place[part].fill(0);
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      const T item = items[i];
      // Bisection that adds instead of branching: a branch here is guessed wrong every other time
      std::size_t bucket = 0;
      for (std::size_t step = kBuckets / 2; step != 0; step /= 2)
        bucket += step * static_cast<std::size_t>(!less(item, bounds[bucket + step - 1]));
      bucket_of[i] = static_cast<std::uint8_t>(bucket);
      ++place[part][bucket];
    }
  });
  std::array<std::size_t, kBuckets + 1> begin{};
  for (std::size_t bucket = 0, at = 0; bucket < kBuckets; ++bucket) {
    for (std::size_t part = 0; part < parts; ++part) at += std::exchange(place[part][bucket], at);
    begin[bucket + 1] = at;
  }
  const auto dealt = std::make_unique_for_overwrite<T[]>(items.size());
  for_each_part(items.size(), num_workers, [&](ItemRange range, std::size_t part) {
    for (std::uint64_t i = range.begin; i < range.end; ++i) dealt[place[part][bucket_of[i]]++] = items[i];
  });
  for_each_task(kBuckets, num_workers, [&](std::size_t bucket, std::size_t) {
    T* const first = dealt.get() + begin[bucket];
    T* const last = dealt.get() + begin[bucket + 1];
    if (!std::is_sorted(first, last, less)) std::sort(first, last, less);  // many are of one value
    std::copy(first, last, items.begin() + static_cast<std::ptrdiff_t>(begin[bucket]));
  });
}

}  // namespace spendlens
