// The kernels, one by one and fused, beside the sum over the same columns. Options are Google Benchmark's; for example
//   kernels --benchmark_filter='sum_of_columns|rfm|fused' --benchmark_counters_tabular=true
// SPENDLENS_BENCHMARK_ROWS sets the rows that are streamed from memory (20 million).
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "kernels/cost.hpp"
#include "kernels/kernel_case.hpp"

namespace {

using namespace spendlens::benchmarks;

constexpr std::uint32_t kRowsPerCustomer = 100;
constexpr std::uint64_t kBlockCustomers = 300;  // 30,000 rows, as an audit's block: half a MB of columns
constexpr std::uint64_t kMemoryRows = 20'000'000;

std::uint64_t memory_rows() {
  const char* text = std::getenv("SPENDLENS_BENCHMARK_ROWS");
  return text == nullptr ? kMemoryRows : std::max<std::uint64_t>(std::stoull(text), 2 * kRowsPerCustomer);
}

void add_context() {
  const bool steps = count_instructions([] {}).has_value();
  const auto frequency = cycles_per_second();
  benchmark::AddCustomContext(
      "cycles_per_row",
      frequency ? "seconds times the core's rate, taken from a chain of multiplications before each benchmark"
                : "not known on this machine");
  benchmark::AddCustomContext(
      "instructions_per_row",
      steps ? "counted one by one (ptrace single steps) over one pass in cache" : "not allowed on this machine");
  if (frequency) benchmark::AddCustomContext("core_rate", std::to_string(*frequency / 1e9) + " GHz");
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add_context();
  const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto samples = std::make_shared<const Samples>(
      Samples{make_sample(kBlockCustomers, kRowsPerCustomer, 1),
              make_sample(memory_rows() / kRowsPerCustomer, kRowsPerCustomer, threads)});
  for (const auto& cases : {reduction_cases(), signal_cases(), customer_cases(), fused_cases()})
    for (const KernelCase& kernel : cases) register_case(kernel, samples);
  register_text_benchmarks();
  register_random_benchmarks();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
