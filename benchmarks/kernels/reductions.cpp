#include <benchmark/benchmark.h>

#include <algorithm>

#include "kernels/kernel_case.hpp"
#include "limits/column_sum.hpp"
#include "signals/row_kernel.hpp"
#include "spendlens/core/blocks.hpp"
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

signals::RowRules default_rules(Day as_of) {
  const signals::SignalProfile profile;
  const auto seconds = [&profile](Day days) {
    return static_cast<std::uint32_t>(profile.age_limit(days) * kSecondsPerDay);
  };
  signals::RowRules rules;
  rules.end = static_cast<Timestamp>((as_of + std::int64_t{1}) * kSecondsPerDay);
  rules.lookback = seconds(profile.subscriptions.lookback_days);
  rules.num_windows = profile.windows.size();
  for (std::size_t w = 0; w < rules.num_windows; ++w) rules.windows[w] = seconds(profile.windows[w]);
  rules.income_span = rules.windows[rules.num_windows - 1];
  rules.income_flag_span = seconds(signals::kIncomeFlagDays);
  rules.widest = std::max({rules.lookback, rules.income_span, rules.income_flag_span});
  rules.min_income = profile.income.min_amount;
  rules.transfers_are_income = profile.income.transfers_count;
  return rules;
}

/// The pass over rows of the signals: sums of both windows, and which rows are charges or income.
class WindowPass {
 public:
  WindowPass(const Sample& sample, ItemRange customers)
      : columns_(sample.view(customers)),
        rules_(default_rules(sample.as_of)),
        scratch_(std::make_unique<signals::RowScratch>()) {
    for (signals::GatheredRows* picked : {&scratch_->charges, &scratch_->incomes}) {
      picked->age.resize(signals::RowScratch::kRows + signals::RowScratch::kLanes);
      picked->amount.resize(picked->age.size());
      picked->merchant.resize(picked->age.size());
    }
  }

  void run(ItemRange customers) {
    const auto offset = columns_.transactions.offset;
    const signals::RowKernel kernel = signals::row_kernels().chosen();
    for (std::size_t first = customers.begin, n = 0; first < customers.end; first += n) {
      n = 1;
      while (n < signals::RowScratch::kCustomers && first + n < customers.end &&
             offset[first + n + 1] - offset[first] <= signals::RowScratch::kRows)
        ++n;
      bool within_bounds = kernel(columns_, rules_, first, n, *scratch_);
      benchmark::DoNotOptimize(within_bounds);
    }
  }
  void run() { run({0, columns_.num_customers()}); }

 private:
  signals::CustomerColumns columns_;
  signals::RowRules rules_;
  std::unique_ptr<signals::RowScratch> scratch_;
};

Pass window_pass(const Sample& sample, ItemRange customers) {
  return [pass = std::make_shared<WindowPass>(sample, customers)] { pass->run(); };
}

/// Both reductions one after the other for each block of customers, as the audit does it.
Pass both_pass(const Sample& sample, ItemRange customers) {
  struct Block {
    ActivityPass activity;
    WindowPass windows;
  };
  auto blocks = std::make_shared<std::vector<Block>>();
  const CustomerBlocks cuts(std::span(sample.offset).subspan(customers.begin, customers.end - customers.begin + 1));
  for (std::uint64_t i = 0; i < cuts.size(); ++i) {
    const ItemRange block{customers.begin + cuts[i].begin, customers.begin + cuts[i].end};
    if (block.begin != block.end) blocks->push_back({{sample, block, true}, {sample, block}});
  }
  return [blocks] {
    for (Block& block : *blocks) {
      block.activity.run();
      block.windows.run();
    }
  };
}

}  // namespace

std::vector<KernelCase> reduction_cases() {
  constexpr std::uint64_t kWindowBytes = kTimeAndAmount + sizeof(std::uint32_t) + 1;  // merchant and class
  return {{"sum_of_columns", kTimeAndAmount, sum_pass},
          {"rfm_two_periods", kTimeAndAmount, plain_activity_pass},
          {"rfm_two_periods_classified", kTimeAndAmount + 1, activity_pass},
          {"signals_windows", kWindowBytes, window_pass},
          {"rfm_and_windows", kWindowBytes, both_pass}};
}

}  // namespace spendlens::benchmarks
