#include "spendlens/value/scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "spendlens/core/elementary.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/value/spend.hpp"
#include "value/likelihood_kernel.hpp"

namespace spendlens::value {

namespace {

constexpr double kNull = std::numeric_limits<double>::quiet_NaN();
/// Customers of one x that a thread takes at a time.
constexpr std::size_t kTask = std::size_t{1} << 15;

/// p_alive of customers who are put together by x, as a table of days serves all of one.
class AliveWork {
 public:
  AliveWork(const PurchaseParameters& parameters, std::uint16_t largest_x, std::uint16_t longest_T)
      : parameters_(parameters),
        days_(parameters, std::size_t{longest_T} + 1),
        sizes_(size_terms(parameters, largest_x)),
        nodes_(parameters, longest_T, parameters.model == Model::kParetoNbd ? longest_T : std::uint16_t{0}) {}

  /// Customers `rows`, which have the same x.
  void add(const InputColumns& columns, std::span<const std::uint32_t> rows, std::span<double> result,
           DropoutTable& dropout) const {
    const std::uint16_t x = columns.x[rows.front()];
    if (parameters_.model == Model::kParetoNbd) dropout.fill(nodes_, x, sizes_[x].size, false);
    std::array<std::uint16_t, kBlock> t_x;
    std::array<std::uint16_t, kBlock> T;
    std::array<double, kBlock> alive;
    for (std::size_t begin = 0; begin < rows.size(); begin += kBlock) {
      const auto block = rows.subspan(begin, std::min(kBlock, rows.size() - begin));
      for (std::size_t i = 0; i < block.size(); ++i) {
        t_x[i] = columns.t_x[block[i]];
        T[i] = columns.T[block[i]];
      }
      block_alive({parameters_, 0, sizes_[x], days_, dropout, t_x.data(), T.data(), block.size()}, alive.data());
      for (std::size_t i = 0; i < block.size(); ++i) result[block[i]] = alive[i];
    }
  }

 private:
  PurchaseParameters parameters_;
  DayTables days_;
  std::vector<SizeTerms> sizes_;
  DropoutNodes nodes_;
};

/// Rows with a purchase, by x, in their order.
std::vector<std::uint32_t> rows_by_x(const InputColumns& columns, std::uint16_t largest_x) {
  std::vector<std::uint32_t> next(std::size_t{largest_x} + 2, 0);
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns.T[i] != kNoPurchase) ++next[std::size_t{columns.x[i]} + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::uint32_t> rows(next.back());
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns.T[i] != kNoPurchase) rows[next[columns.x[i]]++] = static_cast<std::uint32_t>(i);
  return rows;
}

/// Parts of these rows, each of one x.
std::vector<std::span<const std::uint32_t>> tasks_of(const InputColumns& columns, std::span<const std::uint32_t> rows) {
  std::vector<std::span<const std::uint32_t>> tasks;
  for (std::size_t first = 0, last = 0; first < rows.size(); first = last) {
    while (last < rows.size() && last - first < kTask && columns.x[rows[last]] == columns.x[rows[first]]) ++last;
    tasks.push_back(rows.subspan(first, last - first));
  }
  return tasks;
}

}  // namespace

void p_alive(const PurchaseParameters& parameters, std::uint16_t longest_T, const InputColumns& columns,
             int num_threads, std::span<double> result) {
  std::uint16_t largest_x = 0;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns.T[i] != kNoPurchase) largest_x = std::max(largest_x, columns.x[i]);
  const AliveWork work(parameters, largest_x, longest_T);
  std::ranges::fill(result, kNull);
  const std::vector<std::uint32_t> rows = rows_by_x(columns, largest_x);
  const std::vector<std::span<const std::uint32_t>> tasks = tasks_of(columns, rows);
  std::vector<DropoutTable> scratch(num_parts(tasks.size(), num_threads));
  for_each_task(tasks.size(), num_threads,
                [&](std::size_t task, std::size_t worker) { work.add(columns, tasks[task], result, scratch[worker]); });
}

double reference_p_alive(const PurchaseParameters& at, std::uint16_t longest_T, std::uint16_t x, std::uint16_t t_x,
                         std::uint16_t T) {
  if (at.model == Model::kNbd || (at.model == Model::kBgNbd && x == 0)) return 1;
  const DayTables days(at, std::size_t{longest_T} + 1);
  const SizeTerms size = size_terms(at, x)[x];
  const auto on = [&](std::uint16_t day) {
    return terms::DayValues{days.log_alpha[day], days.inverse_alpha[day], days.log_beta[day], days.inverse_beta[day]};
  };
  if (at.model != Model::kParetoNbd) return terms::alive_by_chance(size, on(t_x), on(T));
  const DropoutNodes nodes(at, longest_T, longest_T);
  DropoutTable dropout;
  dropout.fill(nodes, x, size.size, false);
  return terms::alive_of(terms::departure(at, size, on(t_x), on(T), dropout.weight[t_x], dropout.weight[T]));
}

Minor minor_of(double major) {
  const double scaled = 100 * major;
  if (!(std::abs(scaled) < 0x1p62)) return kNoMoney;
  return static_cast<Minor>(std::round(scaled));
}

void score_by_expectations(const ScoreModel& model, const Expectations& expectations, const InputColumns& columns,
                           int num_threads, ScoreColumns& scores) {
  const std::size_t horizons = model.rules.horizons.size();
  scores.expected_purchases.resize(horizons);
  for (auto& column : scores.expected_purchases) column.assign(columns.size(), kNull);
  scores.discounted_purchases.assign(columns.size(), kNull);
  scores.expected_spend.assign(columns.size(), kNoMoney);
  scores.clv.assign(columns.size(), kNoMoney);
  const auto score = [&](std::size_t i) {
    const std::span<const double> expected = expectations.of(columns.x[i], columns.T[i]);
    const double alive = scores.p_alive[i];
    for (std::size_t h = 0; h < horizons; ++h) scores.expected_purchases[h][i] = alive * expected[h];
    scores.discounted_purchases[i] = alive * expected[horizons];
    if (!model.spend) return;
    const double spend = expected_spend(*model.spend, columns.x[i], columns.repeat_spend[i]);
    scores.expected_spend[i] = minor_of(spend);
    scores.clv[i] = minor_of(scores.discounted_purchases[i] * spend * model.rules.margin);
  };
  for_each_part(columns.size(), num_threads, [&](ItemRange range, std::size_t) {
    for (std::uint64_t i = range.begin; i < range.end; ++i)
      if (columns.T[i] != kNoPurchase) score(i);
  });
}

ScoreColumns score_customers(const ScoreModel& model, const InputColumns& columns, const ParallelPolicy& policy) {
  require_inputs(columns);
  require_parameters(model.purchases);
  require_rules(model.rules);
  const int workers = policy.workers_for(columns.size());
  std::uint16_t longest_T = model.longest_T;
  for (const std::uint16_t T : columns.T)
    if (T != kNoPurchase) longest_T = std::max(longest_T, T);
  ScoreColumns scores;
  scores.p_alive.resize(columns.size());
  p_alive(model.purchases, longest_T, columns, workers, scores.p_alive);
  score_by_expectations(model, Expectations(model.purchases, model.rules, count_inputs(columns), workers), columns,
                        workers, scores);
  return scores;
}

}  // namespace spendlens::value
