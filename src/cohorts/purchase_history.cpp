#include "spendlens/cohorts/purchase_history.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "cohorts/wrapped.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::cohorts {

namespace {

constexpr std::size_t kWordBits = 64;

uint128 magnitude(Minor amount) {
  return amount < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
}

[[noreturn]] void refuse_row(const CohortRules& rules, std::uint64_t customer, Minor amount, Timestamp timestamp) {
  if (timestamp >= kTimestampLimit)
    throw InputError(fmt::format("customer {} (counted from 0): timestamp {} is not before 2106", customer, timestamp));
  if (amount < -kMaxOrderMinor || amount > kMaxOrderMinor)
    throw InputError(fmt::format("customer {} (counted from 0): amount {} is outside 10^13 minor units either way",
                                 customer, amount));
  throw UsageError(fmt::format("customer {} (counted from 0) has a row of {}, before the first day, {}", customer,
                               date_text(day_of(timestamp)), date_text(rules.first_day)));
}

/// Makes room for `size` entries, of which the first ones stay; never smaller.
template <class T>
void grow(std::vector<T>& entries, std::size_t size) {
  if (entries.size() < size) entries.resize(std::max(size, 2 * entries.size()));
}

}  // namespace

PurchaseHistory::PurchaseHistory(const CohortRules& rules) : rules_(rules) {
  if (rules.reference < rules.first_day || rules.silence_days < 1)
    throw UsageError(fmt::format("cohorts from {} to {}, silent after {} days", date_text(rules.first_day),
                                 date_text(rules.reference), rules.silence_days));
}

inline PurchaseHistory::Row PurchaseHistory::row(const CohortColumns& columns, std::uint64_t index,
                                                 std::uint64_t customer) const {
  const TransactionColumns& transactions = columns.transactions;
  const Timestamp timestamp = transactions.timestamp[index];
  const Minor amount = transactions.amount[index];
  const Row row{day_of(timestamp), amount, columns.margin.empty() ? 0 : columns.margin[index],
                transactions.row_class.empty() ? std::uint8_t{0} : transactions.row_class[index]};
  if (timestamp >= kTimestampLimit || amount < -kMaxOrderMinor || amount > kMaxOrderMinor ||
      row.day < rules_.first_day)
    refuse_row(rules_, customer, amount, timestamp);
  return row;
}

void PurchaseHistory::clear() {
  num_days_ = 0;
  num_refunds_ = 0;
  turnover_ = 0;
  margin_turnover_ = 0;
}

inline void PurchaseHistory::count_turnover(const Row& row) {
  turnover_ += magnitude(row.amount);
  margin_turnover_ += magnitude(row.margin);
}

void PurchaseHistory::add_refund(const Row& row) {
  grow(refunds_, num_refunds_ + 1);
  refunds_[num_refunds_++] = {row.day, row.amount};
  turnover_ += magnitude(row.amount);
}

/// True where purchases came by date, as the rows of a shop's segment do.
bool PurchaseHistory::read_in_order(const CohortColumns& columns, std::uint64_t customer) {
  const auto offset = columns.transactions.offset;
  const std::uint64_t end = offset[customer + 1] - offset.front();
  std::uint64_t index = offset[customer] - offset.front();
  grow(days_, end - index);
  for (; index < end; ++index) {
    const Row of = row(columns, index, customer);
    if (of.day > rules_.reference) continue;
    if (is_purchase(of.amount, of.row_class)) {
      if (num_days_ != 0 && of.day < days_[num_days_ - 1].day) return false;
      if (num_days_ == 0 || of.day > days_[num_days_ - 1].day) days_[num_days_++] = {of.day, 0, 0, 0};
      PurchaseDay& on = days_[num_days_ - 1];
      ++on.orders;
      add_wrapped(on.spend, -of.amount);
      add_wrapped(on.margin, of.margin);
      count_turnover(of);
    } else if (is_refund(of.amount, of.row_class)) {
      add_refund(of);
    }
  }
  return true;
}

/// Rows by merchant, or of several segments: an entry a day takes them in any order, for less than sorting costs.
void PurchaseHistory::read_by_day(const CohortColumns& columns, std::uint64_t customer) {
  const auto days = static_cast<std::size_t>(rules_.reference - rules_.first_day + 1);
  by_day_.resize(days);
  bought_.resize(days / kWordBits + 1);
  const auto offset = columns.transactions.offset;
  const std::uint64_t end = offset[customer + 1] - offset.front();
  std::size_t first_word = bought_.size();
  std::size_t last_word = 0;
  for (std::uint64_t index = offset[customer] - offset.front(); index < end; ++index) {
    const Row of = row(columns, index, customer);
    if (of.day > rules_.reference) continue;
    if (is_purchase(of.amount, of.row_class)) {
      const auto day = static_cast<std::size_t>(of.day - rules_.first_day);
      const std::uint64_t bit = std::uint64_t{1} << day % kWordBits;
      PurchaseDay& on = by_day_[day];
      if ((bought_[day / kWordBits] & bit) == 0) on = {of.day, 0, 0, 0};
      bought_[day / kWordBits] |= bit;
      first_word = std::min(first_word, day / kWordBits);
      last_word = std::max(last_word, day / kWordBits);
      ++on.orders;
      add_wrapped(on.spend, -of.amount);
      add_wrapped(on.margin, of.margin);
      count_turnover(of);
    } else if (is_refund(of.amount, of.row_class)) {
      add_refund(of);
    }
  }
  for (std::size_t word = first_word; word <= last_word; ++word)
    for (std::uint64_t left = std::exchange(bought_[word], 0); left != 0; left &= left - 1)
      days_[num_days_++] = by_day_[word * kWordBits + static_cast<std::size_t>(std::countr_zero(left))];
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
    if (!facts_.came_back && i + 1 < num_days_ && days_[i + 1].day - days_[i].day > rules_.silence_days) {
      facts_.silence_end = days_[i].day + rules_.silence_days;
      facts_.came_back = true;
    }
  }
}

void PurchaseHistory::read(const CohortColumns& columns, std::uint64_t customer) {
  clear();
  if (!read_in_order(columns, customer)) {
    clear();
    read_by_day(columns, customer);
  }
  describe();
}

}  // namespace spendlens::cohorts
