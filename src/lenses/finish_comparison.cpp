#include <fmt/core.h>

#include <numeric>

#include "lenses/changes.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::lenses {

namespace {

constexpr int128 kWarningFactor = 5;  // ±500 %
constexpr Hundredths kFromNothing{10'000};

/// 100 · (to - from) / from; both >= 0. From zero to something is +100.00.
Hundredths change(int128 from, int128 to) {
  if (from == 0) return to == 0 ? Hundredths{} : kFromNothing;
  return percent(to - from, from);
}

void warn_beyond(int128 from, int128 to, Hundredths change, const char* figure, std::vector<std::string>& warnings) {
  if (from <= 0 || to - from <= kWarningFactor * from) return;
  warnings.push_back(fmt::format("{} is +{} %, a change beyond ±500 %: see whether both periods are complete.", figure,
                                 grouped_text(change.count, 2)));
}

}  // namespace

void set_changes(const PeriodTotals& period1, const PeriodTotals& period2, PeriodComparison& comparison) {
  comparison.revenue_change_pct = change(period1.revenue, period2.revenue);
  warn_beyond(period1.revenue, period2.revenue, comparison.revenue_change_pct, "revenue_change_pct",
              comparison.warnings);
  if (period1.orders == 0 || period2.orders == 0) return;
  // Revenue over orders, both brought to the product of the orders as denominator.
  const int128 value1 = period1.revenue * static_cast<int128>(period2.orders);
  const int128 value2 = period2.revenue * static_cast<int128>(period1.orders);
  comparison.avg_order_value_change_pct = change(value1, value2);
  warn_beyond(value1, value2, comparison.avg_order_value_change_pct, "avg_order_value_change_pct", comparison.warnings);
}

PeriodComparison finish_comparison(const ComparisonPartial& partial, std::uint64_t orders1, std::uint64_t orders2) {
  const auto customers = [&](Group group) { return partial.customers[static_cast<std::size_t>(group)]; };
  const auto revenue1 = [&](Group group) { return partial.period1_revenue[static_cast<std::size_t>(group)]; };
  const auto revenue2 = [&](Group group) { return partial.period2_revenue[static_cast<std::size_t>(group)]; };
  PeriodComparison comparison;
  comparison.retained = customers(Group::kRetained);
  comparison.churned = customers(Group::kChurned);
  comparison.reactivated = customers(Group::kReactivated);
  comparison.first_time = customers(Group::kFirstTime);
  comparison.new_customers = comparison.reactivated + comparison.first_time;
  comparison.inactive = customers(Group::kInactive);
  const std::uint64_t in_period_1 = comparison.retained + comparison.churned;
  const std::uint64_t in_period_2 = comparison.retained + comparison.new_customers;
  comparison.retention_rate = percent(comparison.retained, in_period_1);
  comparison.churn_rate = percent(comparison.churned, in_period_1);
  comparison.reactivation_rate = percent(comparison.reactivated, in_period_2);
  comparison.customer_count_change = static_cast<std::int64_t>(in_period_2) - static_cast<std::int64_t>(in_period_1);

  const int128 total1 = std::accumulate(partial.period1_revenue.begin(), partial.period1_revenue.end(), int128{0});
  const int128 total2 = std::accumulate(partial.period2_revenue.begin(), partial.period2_revenue.end(), int128{0});
  set_changes({total1, orders1}, {total2, orders2}, comparison);
  comparison.bridge = {narrow(total1, "period-1 revenue"),
                       narrow(-revenue1(Group::kChurned), "revenue of churned customers"),
                       narrow(revenue2(Group::kRetained) - revenue1(Group::kRetained), "change of retained customers"),
                       narrow(revenue2(Group::kReactivated), "revenue of reactivated customers"),
                       narrow(revenue2(Group::kFirstTime), "revenue of first-time buyers"),
                       narrow(total2, "period-2 revenue")};
  comparison.moved = partial.moved;
  comparison.reactivated_into = partial.reactivated_into;
  comparison.first_time_into = partial.first_time_into;
  return comparison;
}

}  // namespace spendlens::lenses
