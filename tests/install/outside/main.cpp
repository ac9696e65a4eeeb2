#include <iostream>
#include <string_view>
#include <vector>

#include <spendlens/core/category.hpp>
#include <spendlens/core/hashing.hpp>
#include <spendlens/lenses/period_comparison.hpp>
#include <spendlens/personas/match.hpp>
#include <spendlens/rfm/data_mart.hpp>
#include <spendlens/signals/summaries.hpp>

// Something of every room, so that each library and what it needs is linked.
int main() {
  using namespace spendlens;
  const std::vector<std::string_view> ids{"a", "b", "c"};
  const std::vector<std::uint64_t> offset{0, 1, 2, 3};
  const std::vector<Timestamp> time{0, 0, 0};
  const std::vector<Minor> amount{-70, -20, -10};
  const TransactionColumns orders{offset, time, amount, {}};
  const auto mart = rfm::aggregate_periods(ids, orders, {}, Granularity::kMonth, ParallelPolicy::always(2));
  const auto metrics = rfm::calculate_rfm(mart.columns(), 31);
  const auto lens = lenses::analyze_single_period(metrics);
  if (lenses::analyze_period_comparison(metrics, {}).churned != 3 || text_hash("a") == text_hash("b")) return 1;
  signals::CustomerColumns customers;
  customers.transactions = orders;
  const signals::SignalResults results = signals::generate_signals(customers, 0, {}, ParallelPolicy::always(2));
  const std::size_t spending = place_of(signals::BankSignal::kSpending);
  const personas::Registry registry{
      .fields = {{"spending", personas::FieldKind::kMoney, "minor units"}},
      .personas = {{.id = "spender",
                    .name = "Spender",
                    .priority = 1,
                    .conditions = {{0, personas::Comparison::kAbove, {{.money = 15}}, {}}}}}};
  const std::vector<personas::WindowColumns> windows{{"6m", {results.tables[1].values<Minor>(spending)}}};
  std::vector<std::uint64_t> qualifying(3);
  std::vector<std::uint64_t> conditions(3);
  personas::match_personas(windows, registry, "6m", {qualifying, conditions}, ParallelPolicy::always(2));
  if (qualifying != std::vector<std::uint64_t>{1, 1, 0}) return 2;
  std::cout << "the biggest of " << lens.total_customers << " brings "
            << decimal_text(lens.top_10pct_revenue_contribution) << " %\n";
}
