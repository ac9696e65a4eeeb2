#include "spendlens/cohorts/purchase_history.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "cohorts/magnitude.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/wrapped_sums.hpp"

namespace spendlens::cohorts {

namespace {

constexpr std::size_t kWordBits = 64;

[[noreturn]] void refuse_row(const CohortRules& rules, std::uint64_t customer, Minor amount, Timestamp timestamp) {
  if (timestamp >= kTimestampLimit)
    throw InputError(fmt::format("customer {} (counted from 0): timestamp {} is not before 2106", customer, timestamp));
  if (amount < -kMaxOrderMinor || amount > kMaxOrderMinor)
    throw InputError(fmt::format("customer {} (counted from 0): amount {} is outside 10^13 minor units either way",
                                 customer, amount));
  throw UsageError(fmt::format("customer {} (counted from 0) has a row of {}, before the first day, {}", customer,
                               date_text(day_of(timestamp)), date_text(rules.first_day)));
}

/// Makes a time part of a date's, whose first one it may be.
inline void widen(PurchaseTimes& times, Timestamp time, bool is_first) {
  times.first = is_first ? time : std::min(times.first, time);
  times.last = is_first ? time : std::max(times.last, time);
}

/// Makes room for `size` entries, of which the first ones stay; never smaller.
template <class T>
void grow(std::vector<T>& entries, std::size_t size) {
  if (entries.size() < size) entries.resize(std::max(size, 2 * entries.size()));
}

}  // namespace

PurchaseHistory::PurchaseHistory(const CohortRules& rules, bool keeps_times)
    : rules_(rules), keeps_times_(keeps_times) {
  if (rules.reference < rules.first_day || rules.silence_days < 1)
    throw UsageError(fmt::format("cohorts from {} to {}, silent after {} days", date_text(rules.first_day),
                                 date_text(rules.reference), rules.silence_days));
}

/// A customer's rows. Pointers: a hot loop does not ask spans for their lengths.
struct PurchaseHistory::Rows {
  const Timestamp* timestamp;
  const Minor* amount;
  const std::uint8_t* row_class;  ///< or null: all 0
  const Minor* margin;            ///< or null
  std::uint64_t size;
  std::uint64_t customer;

  Rows(const CohortColumns& columns, std::uint64_t of_customer) : customer(of_customer) {
    const TransactionColumns& transactions = columns.transactions;
    const std::uint64_t first = transactions.offset[customer] - transactions.offset.front();
    size = transactions.offset[customer + 1] - transactions.offset.front() - first;
    timestamp = transactions.timestamp.data() + first;
    amount = transactions.amount.data() + first;
    row_class = transactions.row_class.empty() ? nullptr : transactions.row_class.data() + first;
    margin = columns.margin.empty() ? nullptr : columns.margin.data() + first;
  }

  [[nodiscard]] std::uint8_t class_of(std::uint64_t index) const { return row_class == nullptr ? 0 : row_class[index]; }

  /// The day of a row, which is as a row must be.
  [[nodiscard]] Day day_of_row(std::uint64_t index, const CohortRules& rules) const {
    const Day day = day_of(timestamp[index]);
    if (timestamp[index] >= kTimestampLimit || amount[index] < -kMaxOrderMinor || amount[index] > kMaxOrderMinor ||
        day < rules.first_day)
      refuse_row(rules, customer, amount[index], timestamp[index]);
    return day;
  }
};

void PurchaseHistory::clear() {
  num_days_ = 0;
  num_refunds_ = 0;
  turnover_ = 0;
  margin_turnover_ = 0;
}

inline void PurchaseHistory::add_purchase(const Rows& rows, std::uint64_t index, PurchaseDay& on) {
  ++on.orders;
  add_wrapped(on.spend, -rows.amount[index]);
  if (rows.margin == nullptr) return;
  add_wrapped(on.margin, rows.margin[index]);
  margin_turnover_ += magnitude(rows.margin[index]);
}

void PurchaseHistory::add_refund(Day day, Minor amount) {
  grow(refunds_, num_refunds_ + 1);
  refunds_[num_refunds_++] = {day, amount};
  turnover_ += magnitude(amount);
}

/// True where purchases came by date, as the rows of a shop's segment do. Then it tells facts that other rows need a
/// loop of their own for: how often a short loop runs cannot be predicted, which costs as much as what it does.
template <bool kTimes>
bool PurchaseHistory::read_in_order(const Rows& rows) {
  grow(days_, rows.size);
  if constexpr (kTimes) grow(times_, rows.size);
  PurchaseDay* const first = days_.data();
  PurchaseDay* next = first;
  Day last_day = kNoDay;
  Day last_before_silence = kNoDay;
  std::uint64_t orders = 0;
  Minor spend = 0;
  for (std::uint64_t index = 0; index < rows.size; ++index) {
    const Day day = rows.day_of_row(index, rules_);
    if (day > rules_.reference) continue;
    const std::uint8_t row_class = rows.class_of(index);
    if (is_purchase(rows.amount[index], row_class)) {
      if (day < last_day) return false;
      if constexpr (kTimes) {
        PurchaseTimes& times = times_[static_cast<std::size_t>(next - first) - (day > last_day ? 0U : 1U)];
        widen(times, rows.timestamp[index], day > last_day);
      }
      ++orders;
      add_wrapped(spend, -rows.amount[index]);
      if (day == last_day) {
        add_purchase(rows, index, next[-1]);
        continue;
      }
      const bool ends_silence =
          last_day != kNoDay && last_before_silence == kNoDay && day - last_day > rules_.silence_days;
      last_before_silence = ends_silence ? last_day : last_before_silence;
      last_day = day;
      *next++ = {day, 1, -rows.amount[index], 0};
      if (rows.margin == nullptr) continue;
      next[-1].margin = rows.margin[index];
      margin_turnover_ += magnitude(rows.margin[index]);
    } else if (is_refund(rows.amount[index], row_class)) {
      add_refund(day, rows.amount[index]);
    }
  }
  num_days_ = static_cast<std::size_t>(next - first);
  facts_ = {};
  if (num_days_ == 0) return true;
  facts_.first = first->day;
  facts_.last = last_day;
  facts_.return_day = num_days_ > 1 ? first[1].day : kNoDay;
  facts_.came_back = last_before_silence != kNoDay;
  facts_.silence_end = (facts_.came_back ? last_before_silence : last_day) + rules_.silence_days;
  facts_.orders = orders;
  facts_.spend = spend;
  return true;
}

/// Rows by merchant, or of several segments: an entry a day takes them in any order, for less than sorting costs.
template <bool kTimes>
void PurchaseHistory::read_by_day(const Rows& rows) {
  const auto days = static_cast<std::size_t>(rules_.reference - rules_.first_day) + 1;
  by_day_.resize(days);
  bought_.resize(days / kWordBits + 1);
  if constexpr (kTimes) times_by_day_.resize(days);
  std::size_t first_word = bought_.size();
  std::size_t last_word = 0;
  for (std::uint64_t index = 0; index < rows.size; ++index) {
    const Day day = rows.day_of_row(index, rules_);
    if (day > rules_.reference) continue;
    const std::uint8_t row_class = rows.class_of(index);
    if (is_purchase(rows.amount[index], row_class)) {
      const auto place = static_cast<std::size_t>(day - rules_.first_day);
      const std::uint64_t bit = std::uint64_t{1} << place % kWordBits;
      PurchaseDay& on = by_day_[place];
      const bool is_new = (bought_[place / kWordBits] & bit) == 0;
      if (is_new) on = {day, 0, 0, 0};
      if constexpr (kTimes) widen(times_by_day_[place], rows.timestamp[index], is_new);
      bought_[place / kWordBits] |= bit;
      first_word = std::min(first_word, place / kWordBits);
      last_word = std::max(last_word, place / kWordBits);
      add_purchase(rows, index, on);
    } else if (is_refund(rows.amount[index], row_class)) {
      add_refund(day, rows.amount[index]);
    }
  }
  for (std::size_t word = first_word; word <= last_word; ++word)
    for (std::uint64_t left = std::exchange(bought_[word], 0); left != 0; left &= left - 1) {
      const std::size_t place = word * kWordBits + static_cast<std::size_t>(std::countr_zero(left));
      if constexpr (kTimes) times_[num_days_] = times_by_day_[place];
      days_[num_days_++] = by_day_[place];
    }
}

template <bool kTimes>
void PurchaseHistory::read_rows(const Rows& rows) {
  if (read_in_order<kTimes>(rows)) return;
  clear();
  read_by_day<kTimes>(rows);
  describe();
}

void PurchaseHistory::describe() {
  facts_ = {};
  if (num_days_ == 0) return;
  facts_.first = days_[0].day;
  facts_.last = days_[num_days_ - 1].day;
  if (num_days_ > 1) facts_.return_day = days_[1].day;
  facts_.silence_end = facts_.last + rules_.silence_days;
  for (std::size_t i = 0; i < num_days_; ++i) {
    facts_.orders += days_[i].orders;
    add_wrapped(facts_.spend, days_[i].spend);
  }
  for (std::size_t i = 1; i < num_days_; ++i) {
    if (days_[i].day - days_[i - 1].day <= rules_.silence_days) continue;
    facts_.silence_end = days_[i - 1].day + rules_.silence_days;
    facts_.came_back = true;
    break;
  }
}

/// Of the purchases; refunds are in it by now.
void PurchaseHistory::count_turnover(const Rows& rows) {
  if (rows.size <= kRowsWithoutOverflow) {
    turnover_ += static_cast<std::uint64_t>(facts_.spend);
    return;
  }
  for (std::uint64_t index = 0; index < rows.size; ++index)
    if (day_of(rows.timestamp[index]) <= rules_.reference && is_purchase(rows.amount[index], rows.class_of(index)))
      turnover_ += magnitude(rows.amount[index]);
}

void PurchaseHistory::read(const CohortColumns& columns, std::uint64_t customer) {
  const Rows rows(columns, customer);
  clear();
  if (keeps_times_)
    read_rows<true>(rows);
  else
    read_rows<false>(rows);
  count_turnover(rows);
}

}  // namespace spendlens::cohorts
