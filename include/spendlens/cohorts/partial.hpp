#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "spendlens/cohorts/calendar_units.hpp"
#include "spendlens/cohorts/purchase_history.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::cohorts {

/// Cohorts before so many last units are `earlier`.
inline constexpr std::size_t kMostCohorts = 240;
/// Life tables end with this week.
inline constexpr std::size_t kMostWeeks = 520;

/// Rows of a partial: first `earlier`, then a cohort for each of the last kMostCohorts units.
inline constexpr std::uint32_t kEarlierRow = 0;
/// No row: of a customer without a purchase.
inline constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();

// What is summed is integers alone; money is in minor units.

/// What is summed of a cohort in a unit.
struct CellSums {
  std::uint64_t active = 0;
  std::uint64_t orders = 0;
  Minor revenue = 0;
  Minor margin = 0;
  std::uint64_t retained = 0;
  Minor retained_revenue = 0;
  Minor retained_base = 0;
  std::uint64_t second_purchases = 0;
  std::uint64_t returns = 0;
  std::uint64_t last_active = 0;
  std::uint64_t refund_count = 0;
  Minor refund_total = 0;

  friend bool operator==(const CellSums&, const CellSums&) = default;
};

/// What is summed of a cohort.
struct CohortSums {
  std::uint64_t customers = 0;
  std::uint64_t first_day_orders = 0;
  Minor first_day_revenue = 0;
  std::uint64_t one_day_buyers = 0;
  std::uint64_t same_day_second = 0;
  std::uint64_t silent = 0;
  std::uint64_t came_back = 0;
  std::uint64_t intermittent = 0;
  std::array<std::uint64_t, 10> order_distribution{};
  std::array<std::uint64_t, kNumSpendClasses> spend_distribution{};  ///< by class of spend_class_bounds()

  friend bool operator==(const CohortSums&, const CohortSums&) = default;
};

/// What is summed of an event in a week of a cohort's life table.
struct EventSums {
  std::uint64_t last_at_risk = 0;  ///< customers who are at risk in this week for the last time
  std::uint64_t events = 0;

  friend bool operator==(const EventSums&, const EventSums&) = default;
};

/// What is summed of a cohort in a week; week 0 is of those who were not seen through the first.
struct WeekSums {
  std::uint64_t observed_through = 0;  ///< customers whose last whole week this is
  EventSums returned;
  EventSums second_purchase;
  EventSums silence;

  friend bool operator==(const WeekSums&, const WeekSums&) = default;
};

/// What is summed of a unit over all cohorts: what the cells do not tell.
struct UnitSums {
  std::uint64_t refund_count = 0;  ///< of customers with a purchase at any time
  Minor refund_total = 0;
  std::uint64_t acquired_earlier = 0;  ///< of the cohort `earlier`, whose first purchase is in the unit
  Minor acquired_earlier_revenue = 0;  ///< what these spent in it

  friend bool operator==(const UnitSums&, const UnitSums&) = default;
};

/// Customers of a class of spend in a unit.
struct SpendClassSums {
  std::uint64_t customers = 0;
  Minor revenue = 0;

  friend bool operator==(const SpendClassSums&, const SpendClassSums&) = default;
};

/// Room for classes of spend comes in steps of an octave; no unit has more than this.
inline constexpr std::size_t kMostSpendClasses = 128 + (63 - 7) * 64;

/// The class of a spend for concentration: each value is one below 128 minor units, above each octave has 64. 127 is in
/// class 127, 128 and 129 in 128, 130 in 129, 255 in 191, 256 in 192. Precondition: spend >= 0.
[[nodiscard]] std::size_t concentration_class(Minor spend);

/// What one part of the customers adds to Lenses 3 to 5 of one granularity: a triangle of cells, life tables by week,
/// distributions. Integers only, so parts can be merged in any order. It grows with units and weeks, not with
/// customers. Copies share the calendar. Not thread-safe.
class CohortPartial {
 public:
  /// Throws UsageError as CalendarUnits and PurchaseHistory do.
  CohortPartial(Granularity granularity, const CohortRules& rules);

  /// Adds a customer; gives the row of the cohort, or kNoRow. Precondition: the history was read by the same rules.
  std::uint32_t add(const PurchaseHistory& history);

  /// Adds the customers of all columns, and writes each one's row into `row` (as long as there are customers).
  /// Throws UsageError where lengths do not fit, InputError as PurchaseHistory::read.
  void add(const CohortColumns& columns, std::span<std::uint32_t> row);

  /// Precondition: of the same granularity and rules.
  void merge(const CohortPartial& other);
  /// The same of a partial of the same granularity and rules but for a reference that is not after this one's.
  /// Precondition: neither has more than kMostCohorts units.
  void merge_earlier(const CohortPartial& other);

  [[nodiscard]] const CohortRules& rules() const { return rules_; }
  [[nodiscard]] const CalendarUnits& units() const { return *units_; }
  [[nodiscard]] std::size_t num_rows() const { return cohorts_.size(); }
  /// The cohort of a customer who first bought on this day.
  [[nodiscard]] std::uint32_t row_of(Day first_purchase) const;
  /// The unit of a cohort; of `earlier` the first unit.
  [[nodiscard]] std::size_t unit_of_row(std::size_t row) const;
  /// The last week that a life table can have.
  [[nodiscard]] std::size_t weeks_of_row(std::size_t row) const { return week_begin_[row + 1] - week_begin_[row] - 1; }

  /// Preconditions: unit_of_row(row) <= unit < units().size(), week <= weeks_of_row(row).
  [[nodiscard]] const CellSums& cell(std::size_t row, std::size_t unit) const { return cells_[cell_index(row, unit)]; }
  [[nodiscard]] CellSums& cell(std::size_t row, std::size_t unit) { return cells_[cell_index(row, unit)]; }
  [[nodiscard]] const CohortSums& cohort(std::size_t row) const { return cohorts_[row]; }
  [[nodiscard]] CohortSums& cohort(std::size_t row) { return cohorts_[row]; }
  [[nodiscard]] const WeekSums& week(std::size_t row, std::size_t week) const {
    return weeks_[week_begin_[row] + week];
  }
  [[nodiscard]] WeekSums& week(std::size_t row, std::size_t week) { return weeks_[week_begin_[row] + week]; }
  [[nodiscard]] const UnitSums& unit(std::size_t unit) const { return unit_sums_[unit]; }
  [[nodiscard]] UnitSums& unit(std::size_t unit) { return unit_sums_[unit]; }
  /// There are as many classes as were needed so far.
  [[nodiscard]] std::span<const SpendClassSums> spend_classes(std::size_t unit) const { return spend_classes_[unit]; }
  void add_spend(std::size_t unit, Minor spend);
  /// Takes back what was added, here or to a partial that this one is merged with.
  void remove_spend(std::size_t unit, Minor spend);
  void add_turnover(uint128 of_amounts, uint128 of_margins);

  /// Throws InputError where the turnover of what was added is above kMaxTurnover, so that sums may be wrong.
  void check_turnover() const;

  /// How many classes of spend each unit has. Parts that are to be added as lists of numbers must have the same: the
  /// largest of any (a maximum over ranks), for which reach() makes room.
  [[nodiscard]] std::vector<std::uint64_t> reach() const;
  void reach(std::span<const std::uint64_t> classes);

  /// All of it as one list of numbers, for a sum over the ranks, and back. Throws InternalError where there are more or
  /// fewer.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);

  /// The reach and the numbers as one list, and a partial of the same rules from it. unpacked() throws InputError where
  /// the list is of something else.
  [[nodiscard]] std::vector<int128> packed() const;
  [[nodiscard]] CohortPartial unpacked(std::span<const int128> packed) const;

  [[nodiscard]] std::uint64_t memory_bytes() const;

  /// Whether both hold the same; of the same granularity and rules.
  friend bool operator==(const CohortPartial& a, const CohortPartial& b) {
    return a.cells_ == b.cells_ && a.cohorts_ == b.cohorts_ && a.weeks_ == b.weeks_ && a.unit_sums_ == b.unit_sums_ &&
           a.spend_classes_ == b.spend_classes_ && a.turnover_ == b.turnover_ &&
           a.margin_turnover_ == b.margin_turnover_;
  }

 private:
  [[nodiscard]] std::size_t cell_index(std::size_t row, std::size_t unit) const { return cell_begin_[row] + unit; }
  [[nodiscard]] bool add_purchases(const PurchaseHistory& history, std::uint32_t row);
  [[nodiscard]] SpendClassSums& spend_class_at(std::size_t unit, Minor spend);
  void add_events(const HistoryFacts& facts, std::uint32_t row, bool second_on_first_day);
  void add_refunds(const PurchaseHistory& history, std::uint32_t row);

  CohortRules rules_;
  std::shared_ptr<const CalendarUnits> units_;
  std::size_t first_cohort_unit_ = 0;
  std::vector<CellSums> cells_;
  std::vector<std::size_t> cell_begin_;  ///< of each row, less its unit, modulo 2^64
  std::vector<CohortSums> cohorts_;
  std::vector<WeekSums> weeks_;
  std::vector<std::size_t> week_begin_;  ///< of each row, and the end
  std::vector<UnitSums> unit_sums_;
  std::vector<std::vector<SpendClassSums>> spend_classes_;  ///< by unit
  uint128 turnover_ = 0;
  uint128 margin_turnover_ = 0;
};

/// The same as CohortPartial::add of all columns, written to be read, by the words of the definitions. The partials
/// must be equal.
void add_reference(CohortPartial& partial, const CohortColumns& columns, std::span<std::uint32_t> row);

}  // namespace spendlens::cohorts
