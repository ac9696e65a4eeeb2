#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/core/order_statistics.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/lenses/single_period.hpp"
#include "spendlens/rfm/rfm.hpp"

namespace spendlens::lenses {

/// A customer's group in Lens 2. Part of the result format: never renumber.
enum class Group : std::uint8_t { kInactive = 0, kRetained = 1, kChurned = 2, kReactivated = 3, kFirstTime = 4 };
inline constexpr std::array<const char*, 5> kGroupNames = {"inactive", "retained", "churned", "reactivated",
                                                           "first_time"};

[[nodiscard]] constexpr Group group_of(bool in_period_1, bool in_period_2, bool bought_before) {
  if (in_period_1) return in_period_2 ? Group::kRetained : Group::kChurned;
  if (!in_period_2) return Group::kInactive;
  return bought_before ? Group::kReactivated : Group::kFirstTime;
}

/// The way from period-1 revenue to period-2 revenue; the first five add up to the last, exactly.
struct RevenueBridge {
  Minor period1_revenue = 0;
  Minor churned = 0;   ///< 0 or less: what the churned had spent
  Minor retained = 0;  ///< change of the retained
  Minor reactivated = 0;
  Minor first_time = 0;
  Minor period2_revenue = 0;

  friend bool operator==(const RevenueBridge&, const RevenueBridge&) = default;
};

/// Lens 2 (DEFINITIONS section 6).
struct PeriodComparison {
  std::uint64_t retained = 0;
  std::uint64_t churned = 0;
  std::uint64_t new_customers = 0;  ///< `new` in files: reactivated + first_time
  std::uint64_t reactivated = 0;
  std::uint64_t first_time = 0;
  std::uint64_t inactive = 0;
  Hundredths retention_rate;
  Hundredths churn_rate;
  Hundredths reactivation_rate;
  std::int64_t customer_count_change = 0;
  Hundredths revenue_change_pct;
  Hundredths avg_order_value_change_pct;
  RevenueBridge bridge;
  /// moved[i][j]: customers of spend decile i in period 1 and j in period 2, 1 = the biggest; 0: not in that period.
  /// moved[0][j] counts new ones; reactivated and first-time among them are kept apart below. moved[0][0] is 0.
  std::array<std::array<std::uint64_t, 11>, 11> moved{};
  std::array<std::uint64_t, 11> reactivated_into{};  ///< by decile of period 2; index 0 unused
  std::array<std::uint64_t, 11> first_time_into{};
  std::vector<std::string> warnings;  ///< changes beyond ±500 % from a base above zero, in words

  friend bool operator==(const PeriodComparison&, const PeriodComparison&) = default;
};

/// The spend deciles of one period: decile = 1 + floor(10 · (customers with a larger spend) / n), so equal spend is
/// equal decile.
struct DecileCuts {
  /// floor[k - 1] is the smallest spend of deciles 1..k; descending. All 0 and num_customers 0 where there are none.
  std::array<Minor, 9> floor{};
  std::uint64_t num_customers = 0;

  [[nodiscard]] std::uint8_t decile(Minor total_spend) const;  ///< 1 to 10
};
/// Collective where `spend` is.
[[nodiscard]] DecileCuts compute_decile_cuts(OrderStatistics& spend);

/// What one part of the customers adds to Lens 2; sums only.
struct ComparisonPartial {
  std::array<std::uint64_t, 5> customers{};  ///< by Group
  std::array<int128, 5> period1_revenue{};   ///< by Group
  std::array<int128, 5> period2_revenue{};
  std::array<std::array<std::uint64_t, 11>, 11> moved{};
  std::array<std::uint64_t, 11> reactivated_into{};
  std::array<std::uint64_t, 11> first_time_into{};

  /// Adds customers: their spend in both periods (ignored where the frequency is 0), and bought_before (0 or 1).
  /// Writes each one's group; moved stays as it is. Equal lengths.
  void add(std::span<const std::uint32_t> frequency1, std::span<const Minor> spend1,
           std::span<const std::uint32_t> frequency2, std::span<const Minor> spend2,
           std::span<const std::uint8_t> bought_before, std::span<std::uint8_t> group);

  /// Adds to the moves, once the deciles are known (0: not in that period).
  void add_moves(std::span<const std::uint8_t> group, std::span<const std::uint8_t> decile1,
                 std::span<const std::uint8_t> decile2);

  void merge(const ComparisonPartial& other);
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);
};

/// Lens 2 from its parts; orders of the two periods for the change of the average order value.
[[nodiscard]] PeriodComparison finish_comparison(const ComparisonPartial& partial, std::uint64_t orders1,
                                                 std::uint64_t orders2);

/// Lens 2 of two periods' customers. `all_customers` are those known from before period 2 (must contain all of
/// period 1): who is new and among them is reactivated. Without it nobody is. `metrics1`, `metrics2`: Lens 1 of the
/// periods where the caller has it already; their totals are then taken from there.
/// Throws InputError naming the customer that a period holds twice or that all_customers lacks; UsageError where ready
/// metrics are not of the period's customers and revenue, or where period 1 ends after period 2 starts.
[[nodiscard]] PeriodComparison analyze_period_comparison(
    const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
    std::optional<std::span<const std::string_view>> all_customers = std::nullopt,
    const SinglePeriodAnalysis* metrics1 = nullptr, const SinglePeriodAnalysis* metrics2 = nullptr,
    const ParallelPolicy& policy = {});

/// Lens 2 written to be read: sets of ids. The other must equal it.
[[nodiscard]] PeriodComparison analyze_period_comparison_reference(
    const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
    std::optional<std::span<const std::string_view>> all_customers);

}  // namespace spendlens::lenses
