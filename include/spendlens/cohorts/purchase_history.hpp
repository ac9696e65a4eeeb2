#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spendlens/core/fiscal_calendar.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::cohorts {

/// What Lenses 3 to 5 are asked for (DEFINITIONS section 10).
struct CohortRules {
  Day first_day = 0;                 ///< no purchase or refund is before it
  Day reference = 0;                 ///< nothing after it is looked at
  std::optional<Day> acquired_from;  ///< who first bought before it is of the cohort `earlier`
  Day silence_days = 180;
  bool with_margin = false;                           ///< whether the columns have a margin
  FiscalYearStart fiscal_year_start = kCalendarYear;  ///< of quarters and years
};

/// Orders of customers, and the margin of each row, or an empty column.
struct CohortColumns {
  TransactionColumns transactions;
  std::span<const Minor> margin;
};

/// All purchases of a customer on one date.
struct PurchaseDay {
  Day day;
  std::uint32_t orders;
  Minor spend;
  Minor margin;
};

/// When on that date.
struct PurchaseTimes {
  Timestamp first;
  Timestamp last;
};

struct Refund {
  Day day;
  Minor amount;  ///< above 0
};

inline constexpr Day kNoDay = -1;

/// What a customer's purchase dates say, whatever the calendar unit.
struct HistoryFacts {
  Day first = kNoDay;
  Day last = kNoDay;
  Day return_day = kNoDay;   ///< the second date
  Day silence_end = kNoDay;  ///< the first day at whose end silence_days have gone by without a purchase; may be after
                             ///< the reference
  bool came_back = false;    ///< with a purchase after silence_end
  std::uint64_t orders = 0;
  Minor spend = 0;
};

/// One customer's purchases up to the reference, by date, and refunds. The memory is reused from customer to customer:
/// nothing is allocated once it is as large as the largest of them needs. Not thread-safe.
class PurchaseHistory {
 public:
  /// `keeps_times`: whether times() is asked for. Throws UsageError where the reference is before first_day or
  /// silence_days is below 1.
  explicit PurchaseHistory(const CohortRules& rules, bool keeps_times = false);

  /// Reads a customer's rows, which may be in any order. Throws InputError naming the customer's index where an amount
  /// is outside ±kMaxOrderMinor or a timestamp is not below kTimestampLimit, UsageError for a row before first_day.
  /// Sums are those of 64 bits; `turnover` tells whether they hold.
  void read(const CohortColumns& columns, std::uint64_t customer);

  [[nodiscard]] std::span<const PurchaseDay> days() const { return {days_.data(), num_days_}; }  ///< ascending
  /// Of each of the days; only where they are kept.
  [[nodiscard]] std::span<const PurchaseTimes> times() const { return {times_.data(), num_days_}; }
  [[nodiscard]] std::span<const Refund> refunds() const { return {refunds_.data(), num_refunds_}; }  ///< in any order
  [[nodiscard]] const HistoryFacts& facts() const { return facts_; }
  /// The sums of the magnitudes of the customer's purchases and refunds, and of their margins.
  [[nodiscard]] uint128 turnover() const { return turnover_; }
  [[nodiscard]] uint128 margin_turnover() const { return margin_turnover_; }

 private:
  struct Rows;
  template <bool kTimes>
  [[nodiscard]] bool read_in_order(const Rows& rows);
  template <bool kTimes>
  void read_by_day(const Rows& rows);
  template <bool kTimes>
  void read_rows(const Rows& rows);
  void clear();
  void add_purchase(const Rows& rows, std::uint64_t index, PurchaseDay& on);
  void add_refund(Day day, Minor amount);
  void describe();
  void count_turnover(const Rows& rows);

  CohortRules rules_;
  bool keeps_times_;
  std::vector<PurchaseDay> days_;
  std::vector<PurchaseTimes> times_;
  std::size_t num_days_ = 0;
  std::vector<Refund> refunds_;
  std::size_t num_refunds_ = 0;
  HistoryFacts facts_;
  uint128 turnover_ = 0;
  uint128 margin_turnover_ = 0;
  std::vector<PurchaseDay> by_day_;  ///< an entry for each day from first_day to the reference
  std::vector<PurchaseTimes> times_by_day_;
  std::vector<std::uint64_t> bought_;  ///< a bit for each of them: days of the customer that is being read
};

}  // namespace spendlens::cohorts
