#include "spendlens/core/parallel_for.hpp"

#include <omp.h>

#include <algorithm>
#include <exception>
#include <vector>

namespace spendlens {

namespace {

void rethrow_first(const std::vector<std::exception_ptr>& failures) {
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace

std::size_t num_parts(std::uint64_t total, int num_workers) {
  return std::max<std::size_t>(1, std::min<std::size_t>(total, static_cast<std::size_t>(std::max(1, num_workers))));
}

void for_each_part(std::uint64_t total, int num_workers,
                   const std::function<void(ItemRange range, std::size_t part)>& work) {
  const std::size_t parts = num_parts(total, num_workers);
  const int threads = static_cast<int>(parts);
  if (parts == 1) return work({0, total}, 0);
  std::vector<std::exception_ptr> failures(parts);
  // Parts, not threads, are dealt out: a team that comes smaller than asked for still does all of them.
#pragma omp parallel for num_threads(threads) schedule(static, 1)
  for (std::size_t part = 0; part < parts; ++part) {
    try {
      work(part_of(total, part, parts), part);
    } catch (...) {
      failures[part] = std::current_exception();
    }
  }
  rethrow_first(failures);
}

void for_each_task(std::size_t num_tasks, int num_workers,
                   const std::function<void(std::size_t task, std::size_t worker)>& work) {
  const int threads = static_cast<int>(num_parts(num_tasks, num_workers));
  std::vector<std::exception_ptr> failures(num_tasks);
#pragma omp parallel for num_threads(threads) schedule(dynamic) if (threads > 1)
  for (std::size_t task = 0; task < num_tasks; ++task) {
    try {
      work(task, static_cast<std::size_t>(omp_get_thread_num()));
    } catch (...) {
      failures[task] = std::current_exception();
    }
  }
  rethrow_first(failures);
}

}  // namespace spendlens
