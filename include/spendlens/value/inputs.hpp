#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spendlens/core/transactions.hpp"

namespace spendlens::value {

/// Days of the inputs fit 16 bits: timestamps end with 2105.
inline constexpr std::uint16_t kNoPurchase = 65'535;

/// A customer as of a day (DEFINITIONS section 14); `T` is kNoPurchase where there is none up to it.
struct PurchaseInputs {
  std::uint16_t x = 0;            ///< distinct dates with a purchase, less one
  std::uint16_t t_x = 0;          ///< days from the first to the last
  std::uint16_t T = kNoPurchase;  ///< days from the first to the day that this is as of
  Minor repeat_spend = 0;         ///< all spend less that of the first date

  friend bool operator==(const PurchaseInputs&, const PurchaseInputs&) = default;
};

/// A customer as of ref, and as of the last day before the holdout.
struct CustomerInputs {
  PurchaseInputs now;
  PurchaseInputs calibration;      ///< kNoPurchase where the first purchase is in the holdout, or there is none
  std::uint16_t holdout_days = 0;  ///< distinct dates with a purchase in the holdout

  friend bool operator==(const CustomerInputs&, const CustomerInputs&) = default;
};

struct InputRules {
  Day first_day = 0;                   ///< no purchase is before it
  Day reference = 0;                   ///< nothing after it is looked at
  std::optional<Day> calibration_end;  ///< the holdout is from this day to reference; nothing: no holdout
  std::optional<Day> acquired_from;    ///< who first bought before it is `earlier`: scored, nothing is fitted to them

  /// Whether a customer with this T, as of the reference, is `earlier`.
  [[nodiscard]] bool is_earlier(std::uint16_t T) const {
    return acquired_from.has_value() && reference - static_cast<Day>(T) < *acquired_from;
  }
};

/// Reads customers' rows, which may be in any order. The memory is reused; not thread-safe.
class InputReader {
 public:
  /// Throws UsageError where the reference is before first_day, or the holdout does not begin after first_day and end
  /// with reference.
  explicit InputReader(const InputRules& rules);

  /// Throws UsageError for a row before first_day. Spend is summed in 64 bits.
  [[nodiscard]] CustomerInputs read(const TransactionColumns& columns, std::uint64_t customer);

  /// Adds 1 for each repeat purchase day of the customer that was read last, at day - first_day.
  void count_days(std::span<std::uint64_t> by_day) const;

  /// What that customer spent from a day on.
  [[nodiscard]] Minor spend_from(Day first) const;

 private:
  struct DaySpend {
    Day day;
    Minor spend;
  };

  InputRules rules_;
  std::vector<DaySpend> days_;  ///< purchases, then one entry a date, ascending
};

/// Inputs of customers as columns; a view.
struct InputColumns {
  std::span<const std::uint16_t> x;
  std::span<const std::uint16_t> t_x;
  std::span<const std::uint16_t> T;
  std::span<const Minor> repeat_spend;

  [[nodiscard]] std::size_t size() const { return x.size(); }
};

/// Throws UsageError, naming the customer's index, where columns differ in length or x <= t_x <= T does not hold.
/// Customers whose T is kNoPurchase may be among them.
void require_inputs(const InputColumns& columns);

}  // namespace spendlens::value
