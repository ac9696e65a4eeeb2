#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "kernels/cost.hpp"
#include "kernels/kernel_case.hpp"

namespace spendlens::benchmarks {

namespace {

constexpr std::uint64_t kCountedCustomers = 40;
constexpr double kMinSeconds = 0.002;  // of one parallel region, so that starting it costs nothing

std::uint64_t rows_of(const Sample& sample, ItemRange customers) {
  return sample.offset[customers.end] - sample.offset[customers.begin];
}

/// Instructions of a second pass: the first one grows what grows once. Counted once a kernel.
double instructions_per_row(const KernelCase& kernel, const Sample& sample) {
  static std::map<std::string, double> known;
  if (known.contains(kernel.name)) return known[kernel.name];
  const ItemRange few{0, std::min(kCountedCustomers, sample.num_customers())};
  const Pass pass = kernel.prepare(sample, few);
  pass();
  const std::optional<std::uint64_t> instructions = count_instructions(pass);
  return known[kernel.name] =
             instructions ? static_cast<double>(*instructions) / static_cast<double>(rows_of(sample, few)) : 0;
}

double seconds_of(const Pass& pass) {
  const auto start = std::chrono::steady_clock::now();
  pass();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One pass of each thread, `repeats` times. Returns the seconds that a thread was running, in the mean.
double run_threads(const std::vector<Pass>& passes, std::uint64_t repeats) {
  const int threads = static_cast<int>(passes.size());
  double busy = 0;
#pragma omp parallel for num_threads(threads) schedule(static, 1) reduction(+ : busy) if (threads > 1)
  for (int thread = 0; thread < threads; ++thread) {
    const double start = thread_seconds();
    for (std::uint64_t i = 0; i < repeats; ++i) {
      passes[static_cast<std::size_t>(thread)]();
      benchmark::ClobberMemory();
    }
    busy += thread_seconds() - start;
  }
  return busy / threads;
}

/// Each thread goes over the customers that `part` gives it.
void measure(benchmark::State& state, const KernelCase& kernel, const Sample& sample, int threads,
             const std::function<ItemRange(std::uint64_t thread)>& part) {
  std::vector<Pass> passes;
  std::uint64_t rows = 0;
  for (std::uint64_t thread = 0; thread < static_cast<std::uint64_t>(threads); ++thread) {
    passes.push_back(kernel.prepare(sample, part(thread)));
    rows += rows_of(sample, part(thread));
  }
  run_threads(passes, 1);
  const auto repeats = static_cast<std::uint64_t>(std::max(1.0, kMinSeconds / seconds_of(passes[0])));
  const double frequency = cycles_per_second().value_or(0);
  double busy = 0;
  for (auto _ : state) busy += run_threads(passes, repeats);
  const double all_rows = static_cast<double>(rows * repeats) * static_cast<double>(state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(all_rows));
  state.SetBytesProcessed(static_cast<std::int64_t>(all_rows * static_cast<double>(kernel.bytes_per_row)));
  state.counters["rows_per_busy_second"] = all_rows / busy;
  if (threads == 1 && frequency > 0) state.counters["cycles_per_row"] = busy * frequency / all_rows;
}

}  // namespace

void register_case(const KernelCase& kernel, const std::shared_ptr<const Samples>& samples) {
  for (const int threads : {1, 2}) {
    const std::string suffix = "/threads:" + std::to_string(threads);
    benchmark::RegisterBenchmark(
        (kernel.name + "/cache" + suffix).c_str(),
        [kernel, samples, threads](benchmark::State& state) {
          const Sample& sample = samples->block;
          measure(state, kernel, sample, threads, [&](std::uint64_t) { return ItemRange{0, sample.num_customers()}; });
          const double instructions = threads == 1 ? instructions_per_row(kernel, sample) : 0;
          if (instructions > 0) state.counters["instructions_per_row"] = instructions;
        })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((kernel.name + "/memory" + suffix).c_str(),
                                 [kernel, samples, threads](benchmark::State& state) {
                                   const Sample& sample = samples->memory;
                                   measure(state, kernel, sample, threads, [&](std::uint64_t thread) {
                                     return part_of(sample.num_customers(), thread,
                                                    static_cast<std::uint64_t>(threads));
                                   });
                                 })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace spendlens::benchmarks
