#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "audit/stage/run.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::audit {

/// Calls work(i) for each run: several at a time, a thread each, where there are as many runs as threads; else one after
/// the other, and what loops over customers there has the threads. Local. Of several that fail the first run's exception
/// is thrown on.
inline void for_each_run(std::span<Run> runs, const std::function<void(std::size_t)>& work) {
  const int threads = runs.front().options.num_threads;
  if (threads == 1 || runs.size() < static_cast<std::size_t>(threads)) {
    for (std::size_t i = 0; i < runs.size(); ++i) work(i);
    return;
  }
  for_each_task(runs.size(), threads, [&work](std::size_t i, std::size_t) { work(i); });
}

}  // namespace spendlens::audit
