#include <fmt/core.h>

#include <map>
#include <set>

#include "lenses/changes.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/period_comparison.hpp"

namespace spendlens::lenses {

namespace {

struct Buyers {
  std::map<std::string_view, Minor> spend;
  PeriodTotals totals;

  Buyers(const rfm::RfmMetrics& period, int number) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < period.size(); ++i) {
      if (!seen.insert(period.customer_id[i]).second)
        throw InputError(fmt::format("customer '{}' occurs twice in period {}", period.customer_id[i], number));
      if (period.frequency[i] == 0) continue;
      spend[period.customer_id[i]] = period.total_spend[i];
      totals.revenue += period.total_spend[i];
      totals.orders += period.frequency[i];
    }
  }

  [[nodiscard]] bool has(std::string_view id) const { return spend.contains(id); }

  [[nodiscard]] std::size_t decile(std::string_view id) const {
    if (!has(id)) return 0;
    std::uint64_t larger = 0;
    for (const auto& [other, other_spend] : spend) larger += other_spend > spend.at(id) ? 1U : 0U;
    return 1 + 10 * larger / spend.size();
  }
};

/// The amounts of the bridge in 128 bits; they are the sums over the groups.
struct Bridge {
  int128 churned = 0;
  int128 retained = 0;
  int128 reactivated = 0;
  int128 first_time = 0;
};

}  // namespace

PeriodComparison analyze_period_comparison_reference(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
                                                     std::optional<std::span<const std::string_view>> all_customers) {
  const Buyers buyers1(period1, 1);
  const Buyers buyers2(period2, 2);
  std::set<std::string_view> known;
  if (all_customers) known.insert(all_customers->begin(), all_customers->end());
  std::set<std::string_view> everyone = known;
  for (const auto& [id, spend] : buyers1.spend) everyone.insert(id);
  for (const auto& [id, spend] : buyers2.spend) everyone.insert(id);

  PeriodComparison comparison;
  Bridge bridge;
  for (const std::string_view id : everyone) {
    if (all_customers && buyers1.has(id) && !known.contains(id))
      throw InputError(fmt::format("customer '{}' bought in period 1 but is missing in the list of all customers", id));
    const std::size_t decile1 = buyers1.decile(id);
    const std::size_t decile2 = buyers2.decile(id);
    if (decile1 != 0 || decile2 != 0) ++comparison.moved[decile1][decile2];
    if (buyers1.has(id) && buyers2.has(id)) {
      ++comparison.retained;
      bridge.retained += int128{buyers2.spend.at(id)} - buyers1.spend.at(id);
    } else if (buyers1.has(id)) {
      ++comparison.churned;
      bridge.churned -= buyers1.spend.at(id);
    } else if (!buyers2.has(id)) {
      ++comparison.inactive;
    } else if (known.contains(id)) {
      ++comparison.reactivated;
      ++comparison.reactivated_into[decile2];
      bridge.reactivated += buyers2.spend.at(id);
    } else {
      ++comparison.first_time;
      ++comparison.first_time_into[decile2];
      bridge.first_time += buyers2.spend.at(id);
    }
  }
  comparison.new_customers = comparison.reactivated + comparison.first_time;
  comparison.retention_rate = percent(comparison.retained, buyers1.spend.size());
  comparison.churn_rate = percent(comparison.churned, buyers1.spend.size());
  comparison.reactivation_rate = percent(comparison.reactivated, buyers2.spend.size());
  comparison.customer_count_change =
      static_cast<std::int64_t>(buyers2.spend.size()) - static_cast<std::int64_t>(buyers1.spend.size());
  set_changes(buyers1.totals, buyers2.totals, comparison);
  comparison.bridge = {
      narrow(buyers1.totals.revenue, "period-1 revenue"), narrow(bridge.churned, "lost revenue"),
      narrow(bridge.retained, "retained revenue"),        narrow(bridge.reactivated, "reactivated revenue"),
      narrow(bridge.first_time, "first-time revenue"),    narrow(buyers2.totals.revenue, "period-2 revenue")};
  return comparison;
}

}  // namespace spendlens::lenses
