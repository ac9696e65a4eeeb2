#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernels/sample.hpp"

namespace spendlens::benchmarks {

/// One pass of a kernel over its customers; what it needs between passes belongs to it.
using Pass = std::function<void()>;

/// A kernel over rows of customers. `prepare` makes a pass over a range of the sample for one thread.
struct KernelCase {
  std::string name;
  std::uint64_t bytes_per_row = 0;  ///< of the columns that a pass reads
  std::function<Pass(const Sample& sample, ItemRange customers)> prepare;
};

/// Where a pass finds its rows.
struct Samples {
  Sample block;   ///< of as many rows as an audit takes at a time: they stay in cache
  Sample memory;  ///< much larger than any cache
};

/// Registers `name/cache` (each thread goes over the same block, again and again) and `name/memory` (the threads share
/// out the large sample) with 1 and 2 threads. Both tell rows and bytes a second of all threads together, and rows
/// a second of the time that the threads were running (what others take from a busy core does not count); with one
/// thread also cycles and, of a block in cache, instructions a row.
void register_case(const KernelCase& kernel, const std::shared_ptr<const Samples>& samples);

/// The kernels, room by room.
[[nodiscard]] std::vector<KernelCase> reduction_cases();
[[nodiscard]] std::vector<KernelCase> signal_cases();
[[nodiscard]] std::vector<KernelCase> customer_cases();  ///< a value a customer; told by the rows behind them, too
[[nodiscard]] std::vector<KernelCase> fused_cases();

/// Those that have no customers' rows: parsing of CSV records, random numbers and generated rows.
void register_text_benchmarks();
void register_random_benchmarks();

}  // namespace spendlens::benchmarks
