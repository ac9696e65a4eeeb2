#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/cohorts/partial.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::cohorts {

/// A ratio or percentage rounded to 2 decimals, money in major units likewise; nothing where it is not defined or not
/// observed.
using Ratio = std::optional<Hundredths>;

/// A calendar unit of the analysis; the first one has the earliest purchase.
struct UnitState {
  std::string name;  ///< "2025-01", "2025-Q1", "2025"
  Period period;
  bool observed = false;
  bool seen_first = false;  ///< begins before acquired_from: who is acquired there is only seen there first

  friend bool operator==(const UnitState&, const UnitState&) = default;
};

/// A cohort so far (section 10).
struct CohortFigures {
  std::string name;  ///< of its unit, or "earlier"
  bool earlier = false;
  std::size_t unit = 0;  ///< of `earlier` 0
  std::uint64_t customers = 0;
  std::uint64_t first_day_orders = 0;
  Minor first_day_revenue = 0;
  std::uint64_t orders = 0;
  Minor revenue = 0;
  Minor margin = 0;
  std::uint64_t refund_count = 0;
  Minor refund_total = 0;
  std::uint64_t one_time_buyers = 0;
  Ratio one_time_buyer_pct;
  std::uint64_t one_day_buyers = 0;
  std::uint64_t returned = 0;
  Ratio returned_pct;
  std::uint64_t same_day_second = 0;
  std::uint64_t silent = 0;
  std::uint64_t came_back = 0;
  Ratio came_back_pct;
  std::uint64_t intermittent = 0;
  std::array<std::uint64_t, 10> order_distribution{};  ///< customers with 1, 2, ..., 9, 10 and more orders
  std::array<std::uint64_t, kNumSpendClasses> spend_distribution{};  ///< customers by class of spend_class_bounds()
  std::size_t first_cell = 0;                                        ///< its cells in CohortAnalysis::cells
  std::size_t num_cells = 0;

  friend bool operator==(const CohortFigures&, const CohortFigures&) = default;
};

/// A cohort in a unit (section 11). In a running unit ratios are nothing; of `earlier` so is what has its customers
/// below the line, or age.
struct CellFigures : CellSums {
  std::size_t cohort = 0;  ///< index into CohortAnalysis::cohorts
  std::size_t unit = 0;
  std::optional<std::uint64_t> age;
  std::uint64_t cumulative_orders = 0;
  Minor cumulative_revenue = 0;
  std::uint64_t repeat_orders = 0;  ///< of `earlier` 0, it has no age
  Minor repeat_revenue = 0;
  Ratio retention;
  Ratio orders_per_active;
  Ratio average_order_value;
  Ratio spend_per_active;
  Ratio orders_per_member;
  Ratio spend_per_member;
  Ratio cumulative_spend_per_member;
  Ratio second_purchase_share;
  Ratio return_share;
  Ratio repeat_rate;
  std::uint64_t second_purchases_so_far = 0;  ///< summed to this unit
  std::uint64_t returns_so_far = 0;

  friend bool operator==(const CellFigures&, const CellFigures&) = default;
};

/// One event of a life table; index 0 is week 1.
struct LifeTable {
  std::vector<std::uint64_t> at_risk;
  std::vector<std::uint64_t> events;

  friend bool operator==(const LifeTable&, const LifeTable&) = default;
};

inline constexpr std::array<std::size_t, 4> kReturnWeeks = {4, 13, 26, 52};
inline constexpr std::array<std::size_t, 4> kSilenceWeeks = {26, 52, 78, 104};
inline constexpr std::array<int, 2> kReturnQuantiles = {25, 50};  ///< percent

/// Shares of customers with an event by given weeks, in 0 to 1; nothing where that was not seen.
using SharesByWeek = std::array<std::optional<double>, 4>;

/// Life tables of a cohort, or of all cohorts but `earlier` (section 11).
struct WeekFigures {
  std::optional<std::size_t> cohort;  ///< nothing: of all
  std::uint64_t customers = 0;
  std::uint64_t same_day_second = 0;
  LifeTable returned;
  LifeTable second_purchase;
  LifeTable silence;
  SharesByWeek returned_by_week;                              ///< by kReturnWeeks
  SharesByWeek second_purchase_by_week;                       ///< by kReturnWeeks
  SharesByWeek silent_by_week;                                ///< by kSilenceWeeks
  std::array<std::optional<std::size_t>, 2> weeks_to_return;  ///< by kReturnQuantiles

  friend bool operator==(const WeekFigures&, const WeekFigures&) = default;
};

/// Shares with the event by the end of week 1, 2, ...; as long as that was seen. `start`: who had it on the first day,
/// of so many customers.
[[nodiscard]] std::vector<double> event_shares(const LifeTable& table, std::uint64_t start, std::uint64_t customers);

/// All cohorts at one age (section 12).
struct PooledFigures {
  std::uint64_t age = 0;
  std::uint64_t cohorts = 0;
  std::uint64_t customers = 0;
  std::uint64_t active = 0;
  std::uint64_t orders = 0;
  Minor revenue = 0;
  Ratio retention;
  Ratio orders_per_active;
  Ratio average_order_value;
  Ratio spend_per_member;

  friend bool operator==(const PooledFigures&, const PooledFigures&) = default;
};

/// A cohort beside an older one at one age: changes in percent.
struct ComparedFigures {
  std::size_t cohort = 0;
  std::size_t compared_with = 0;
  std::uint64_t age = 0;
  Ratio customers_change_pct;
  Ratio retention_change_pct;
  Ratio orders_per_active_change_pct;
  Ratio average_order_value_change_pct;
  Ratio revenue_change_pct;

  friend bool operator==(const ComparedFigures&, const ComparedFigures&) = default;
};

enum class DriftMeasure : std::uint8_t { kRetention, kCumulativeSpendPerMember, kSecondPurchaseShare };
inline constexpr std::array<const char*, 3> kDriftMeasureNames = {"retention", "cumulative_spend_per_member",
                                                                  "second_purchase_share"};

/// Pairs of cohorts at one age of which the later one has more, or less.
struct DriftFigures {
  std::uint64_t age = 0;
  DriftMeasure measure = DriftMeasure::kRetention;
  std::uint64_t cohorts = 0;
  std::uint64_t rises = 0;
  std::uint64_t falls = 0;
  Ratio first;
  Ratio last;

  friend bool operator==(const DriftFigures&, const DriftFigures&) = default;
};

/// The way from the previous unit's revenue to this one's; the first five add up to the last, exactly.
struct BaseBridge {
  Minor previous_revenue = 0;
  Minor lapsed = 0;    ///< 0 or less
  Minor retained = 0;  ///< change of the retained
  Minor reactivated = 0;
  Minor acquired = 0;
  Minor revenue = 0;

  friend bool operator==(const BaseBridge&, const BaseBridge&) = default;
};

struct CohortInUnit {
  std::size_t cohort = 0;
  std::uint64_t active = 0;
  std::uint64_t orders = 0;
  Minor revenue = 0;

  friend bool operator==(const CohortInUnit&, const CohortInUnit&) = default;
};

/// The whole base in a unit (section 13).
struct BaseFigures {
  std::size_t unit = 0;
  std::uint64_t ever = 0;
  std::uint64_t active = 0;
  std::uint64_t dormant = 0;
  std::uint64_t acquired = 0;
  std::uint64_t retained = 0;
  std::uint64_t reactivated = 0;
  std::optional<std::uint64_t> lapsed;
  std::uint64_t orders = 0;
  Minor revenue = 0;
  Minor margin = 0;
  std::uint64_t refund_count = 0;
  Minor refund_total = 0;
  Minor acquired_revenue = 0;
  Minor retained_revenue = 0;
  Minor reactivated_revenue = 0;
  Minor retained_base = 0;  ///< what the retained spent in the unit before
  std::optional<BaseBridge> bridge;
  std::vector<CohortInUnit> by_cohort;
  Ratio active_share;
  Ratio repeat_rate;
  Ratio acquired_revenue_share;
  Ratio acquired_per_lapsed;
  Ratio orders_per_active;
  Ratio average_order_value;
  Ratio spend_per_active;
  Ratio revenue_change_pct;
  Ratio active_change_pct;
  Ratio acquired_change_pct;
  Ratio top_10pct_share;
  Ratio top_20pct_share;

  friend bool operator==(const BaseFigures&, const BaseFigures&) = default;
};

/// Lenses 3, 4 and 5 of one granularity. Without a purchase all lists are empty.
struct CohortAnalysis {
  Granularity granularity = Granularity::kMonth;
  Day reference = 0;
  Day silence_days = 180;
  std::optional<Day> acquired_from;
  bool with_margin = false;
  std::vector<UnitState> units;
  Ratio first_cohort_ratio;            ///< customers of the first cohort over the median of the next three
  std::vector<CohortFigures> cohorts;  ///< those with customers, `earlier` first
  std::vector<CellFigures> cells;      ///< by cohort, then unit
  std::vector<WeekFigures> weeks;      ///< by cohort, at last of all
  std::vector<PooledFigures> pooled;
  std::vector<ComparedFigures> compared;
  std::vector<DriftFigures> drift;
  std::vector<BaseFigures> base;  ///< by unit

  /// The cell of a cohort at an age, or null; of `earlier` null.
  [[nodiscard]] const CellFigures* cell_at_age(std::size_t cohort, std::size_t age) const;

  friend bool operator==(const CohortAnalysis&, const CohortAnalysis&) = default;
};

/// All figures from their parts. Throws InputError where sums overflow 64 bits.
[[nodiscard]] CohortAnalysis finish_cohorts(const CohortPartial& partial);

/// Lenses 3 to 5 of the customers of some columns, on any number of threads with the same result. Throws as
/// CohortPartial::add.
[[nodiscard]] CohortAnalysis analyze_cohorts(const CohortColumns& columns, Granularity granularity,
                                             const CohortRules& rules, const ParallelPolicy& policy = {});

}  // namespace spendlens::cohorts
