#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "spendlens/core/parallel.hpp"

namespace spendlens {

/// The number of parts that `total` items are split into for so many workers: no part is empty, but for no items there
/// is one.
[[nodiscard]] std::size_t num_parts(std::uint64_t total, int num_workers);

/// Calls `work(range, part)` once for each of num_parts(total, num_workers) contiguous parts of `total` items, each on
/// a thread of its own where there are several; part numbers ascend with the ranges. Returns when all are done.
/// An exception in a part does not stop the others; the one of the lowest part is then thrown on.
void for_each_part(std::uint64_t total, int num_workers,
                   const std::function<void(ItemRange range, std::size_t part)>& work);

/// Calls `work(task, worker)` once for each of `num_tasks` tasks, which num_workers threads take in turn, in ascending
/// order. `worker` is below num_parts(num_tasks, num_workers), and no two calls at a time have the same: scratch of a
/// thread is a vector with an entry for each. Exceptions as above, by task.
void for_each_task(std::size_t num_tasks, int num_workers,
                   const std::function<void(std::size_t task, std::size_t worker)>& work);

}  // namespace spendlens
