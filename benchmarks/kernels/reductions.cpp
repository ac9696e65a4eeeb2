#include <benchmark/benchmark.h>

#include "kernels/kernel_case.hpp"
#include "limits/column_sum.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::benchmarks {

namespace {

constexpr std::uint64_t kTimeAndAmount = sizeof(Timestamp) + sizeof(Minor);

Pass sum_pass(const Sample& sample, ItemRange customers) {
  const TransactionColumns rows = sample.view(customers).transactions;
  return [rows] {
    ColumnSums sums = sum_columns(rows.timestamp, rows.amount);
    benchmark::DoNotOptimize(sums);
  };
}

/// The fourth quarter beside the third, as `--period 2025-Q4` has it.
class ActivityPass {
 public:
  ActivityPass(const Sample& sample, ItemRange customers, bool classified)
      : rows_(sample.view(customers).transactions) {
    if (!classified) rows_.row_class = {};
    for (rfm::ActivityTable& table : tables_) table.resize(rows_.num_customers());
    before_.resize(rows_.num_customers());
  }

  void run() {
    const std::array<Period, 2> periods = {parse_period("2025-Q4", 0, 0), parse_period("2025-Q3", 0, 0)};
    const std::array<rfm::ActivityColumns, 2> to = {tables_[0].columns(), tables_[1].columns()};
    rfm::summarize_activity(rows_, periods, periods[1].start, to, before_, 1);
  }

 private:
  TransactionColumns rows_;
  std::array<rfm::ActivityTable, 2> tables_;
  std::vector<std::uint8_t> before_;
};

Pass activity_pass(const Sample& sample, ItemRange customers) {
  return [pass = std::make_shared<ActivityPass>(sample, customers, true)] { pass->run(); };
}
Pass plain_activity_pass(const Sample& sample, ItemRange customers) {
  return [pass = std::make_shared<ActivityPass>(sample, customers, false)] { pass->run(); };
}

}  // namespace

std::vector<KernelCase> reduction_cases() {
  return {{"sum_of_columns", kTimeAndAmount, sum_pass},
          {"rfm_two_periods", kTimeAndAmount, plain_activity_pass},
          {"rfm_two_periods_classified", kTimeAndAmount + 1, activity_pass}};
}

}  // namespace spendlens::benchmarks
