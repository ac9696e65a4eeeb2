#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/cohorts/purchase_history.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::audit {

/// What RFM asks as of one date.
struct DatePeriods {
  std::array<Period, 2> periods;  ///< as they were observed, by index_of(PeriodRole)
  Day history_end = 0;
};

/// What some customers did as of one date: where it goes.
struct DateActivity {
  std::array<rfm::ActivityColumns, 2> activity;
  std::span<std::uint8_t> bought_before;
};

/// rfm::summarize_activity() as of several dates, cut out of one history of each customer: what was bought before each
/// day on which a period begins or ends. Not thread-safe.
class ActivityCuts {
 public:
  explicit ActivityCuts(std::span<const DatePeriods> dates);

  static constexpr std::size_t kCustomers = 16;  ///< that are read before they are written

  /// Reads a customer, the `place`th of a few. Precondition: the history keeps times and goes on to the last of the
  /// dates; the customer has at most kRowsWithoutOverflow rows, or its sums are those of 64 bits.
  void read(const cohorts::PurchaseHistory& history, std::size_t place);

  /// Writes the first customers, as many as `to` has.
  void write(std::size_t date, const DateActivity& to) const;

 private:
  /// What a customer did before a day.
  struct Point {
    std::uint32_t days = 0;
    std::uint32_t orders = 0;
    Minor spend = 0;
    Timestamp last = kNoTimestamp;  ///< purchase before the day
    Timestamp next = kNoTimestamp;  ///< purchase from the day on
  };
  struct RefundPoint {
    std::uint32_t refunds = 0;
    Minor total = 0;
  };
  /// Places of two days.
  struct Window {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  [[nodiscard]] std::size_t place_of(Day day) const;
  void read_refunds(std::span<const cohorts::Refund> refunds, std::span<RefundPoint> points);
  void write_period(Window window, const rfm::ActivityColumns& to) const;
  void write_refunds(Window window, const rfm::ActivityColumns& to) const;

  std::vector<Day> days_;  ///< ascending
  std::vector<std::array<Window, 2>> windows_;
  std::vector<std::size_t> history_ends_;
  std::vector<Point> points_;               ///< days_.size() for each of kCustomers
  std::vector<RefundPoint> refund_points_;  ///< likewise, of who has refunds
  std::array<bool, kCustomers> has_refunds_{};
  std::vector<cohorts::Refund> refunds_;
};

}  // namespace spendlens::audit
