#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/cohorts/partial.hpp"

namespace spendlens::cohorts {

/// Lenses 3 to 5 as of several references, of one reading of each customer's purchases: what a later date has more than
/// the one before it. A customer costs about what it costs one CohortPartial, whatever the number of dates: in between
/// nothing changes but with a purchase, a refund or the week of an event, and what happens with time alone is counted by
/// the date of the first purchase. Integers only, as in a partial. Not thread-safe.
class CohortSeries {
 public:
  /// Where a customer is: in which row, from which of the references on.
  struct Placement {
    std::uint32_t row = kNoRow;
    std::uint32_t first_reference = 0;
  };

  /// Whether one series may be of all these rules, which ascend by reference: they differ in nothing else, and none of
  /// them has a cohort `earlier` because there are too many units.
  [[nodiscard]] static bool is_of(Granularity granularity, std::span<const CohortRules> rules);

  /// Precondition: is_of().
  CohortSeries(Granularity granularity, std::span<const CohortRules> rules);

  /// Adds customer `customer` of the columns, whose history was read by the last rules.
  Placement add(const PurchaseHistory& history, const CohortColumns& columns, std::uint64_t customer);

  /// Adds what was added so far to a partial for each of the references, and begins anew.
  void collect(std::span<CohortPartial* const> to);

 private:
  struct Walk;

  [[nodiscard]] std::size_t size() const { return steps_.size(); }
  /// The first reference that knows of a day; size() where none does.
  [[nodiscard]] std::size_t reference_of(Day day) const {
    const auto place = static_cast<std::size_t>(day - first_day_);
    return place < reference_of_day_.size() ? reference_of_day_[place] : size();
  }
  void add_purchases(const PurchaseHistory& history, std::uint32_t row);
  void begin_unit(Walk& walk, Day day);
  void settle_unit(Walk& walk);
  void settle_customer(Walk& walk);
  void add_facts(const PurchaseHistory& history, std::uint32_t row);
  void add_event(EventSums WeekSums::*event, std::vector<std::uint64_t>& gone, Day first, std::uint32_t row, Day day);
  void add_refunds(const PurchaseHistory& history, std::uint32_t row);
  void add_turnover(const PurchaseHistory& history, const CohortColumns& columns, std::uint64_t customer);
  void add_weeks(std::size_t reference, CohortPartial& to) const;

  std::vector<CohortPartial> empty_;
  std::vector<CohortPartial> steps_;  ///< what each reference has more than the one before it
  Day first_day_;
  std::vector<std::uint16_t> reference_of_day_;
  // By the date of the first purchase; of `gone` so many entries for each reference.
  std::vector<std::uint64_t> customers_;
  std::vector<std::uint64_t> second_awaited_;  ///< whose second purchase was not on the first date
  std::vector<std::uint64_t> returned_;
  std::vector<std::uint64_t> bought_again_;
  std::vector<std::uint64_t> fell_silent_;
};

}  // namespace spendlens::cohorts
