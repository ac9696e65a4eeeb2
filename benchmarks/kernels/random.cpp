#include <benchmark/benchmark.h>

#include "kernels/kernel_case.hpp"
#include "spendlens/synth/bank_model.hpp"
#include "spendlens/synth/random.hpp"
#include "spendlens/synth/retail_model.hpp"

namespace spendlens::benchmarks {

namespace {

template <class Draw>
void draw_numbers(benchmark::State& state, Draw draw) {
  synth::Random random(1, 2, 3);
  for (auto _ : state) {
    auto number = draw(random);
    benchmark::DoNotOptimize(number);
  }
  state.SetItemsProcessed(state.iterations());
}

void generate_customers(benchmark::State& state, const synth::CustomerModel& model) {
  synth::GeneratedCustomer customer;
  std::uint64_t number = 0;
  std::int64_t rows = 0;
  for (auto _ : state) {
    customer.rows.clear();
    customer.accounts.clear();
    model.generate(number++, customer);
    rows += static_cast<std::int64_t>(customer.rows.size());
  }
  state.SetItemsProcessed(rows);
  state.SetBytesProcessed(rows * static_cast<std::int64_t>(sizeof(synth::GeneratedRow)));
}

}  // namespace

void register_random_benchmarks() {
  const auto numbers = [](const char* name, auto draw) {
    benchmark::RegisterBenchmark(name, [draw](benchmark::State& state) { draw_numbers(state, draw); });
  };
  numbers("random/bits", [](synth::Random& random) { return random.next(); });
  numbers("random/uniform", [](synth::Random& random) { return random.uniform(); });
  numbers("random/normal", [](synth::Random& random) { return random.normal(); });
  numbers("random/gamma", [](synth::Random& random) { return random.gamma(1.2, 1.0); });
  numbers("random/poisson", [](synth::Random& random) { return random.poisson(1.2); });
  synth::ModelSettings settings;
  settings.as_of = *parse_date("2025-12-31");
  settings.rows_per_customer = 100;
  const auto bank =
      std::make_shared<const synth::BankModel>(synth::BankSettings{.base = settings, .mix = synth::default_mix()});
  benchmark::RegisterBenchmark("generate/bank_rows",
                               [bank](benchmark::State& state) { generate_customers(state, *bank); });
}

}  // namespace spendlens::benchmarks
