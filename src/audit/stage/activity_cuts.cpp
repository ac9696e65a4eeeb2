#include "audit/stage/activity_cuts.hpp"

#include <algorithm>

#include "spendlens/core/wrapped_sums.hpp"

namespace spendlens::audit {

namespace {

Minor difference(Minor more, Minor less) {
  return static_cast<Minor>(static_cast<std::uint64_t>(more) - static_cast<std::uint64_t>(less));
}

}  // namespace

ActivityCuts::ActivityCuts(std::span<const DatePeriods> dates) {
  for (const DatePeriods& of : dates) {
    for (const Period period : of.periods) days_.insert(days_.end(), {period.start, period.end});
    days_.push_back(of.history_end);
  }
  std::sort(days_.begin(), days_.end());
  days_.erase(std::unique(days_.begin(), days_.end()), days_.end());
  for (const DatePeriods& of : dates) {
    std::array<Window, 2> windows;
    for (std::size_t p = 0; p < windows.size(); ++p)
      windows[p] = {place_of(of.periods[p].start), place_of(of.periods[p].end)};
    windows_.push_back(windows);
    history_ends_.push_back(place_of(of.history_end));
  }
  points_.resize(days_.size() * kCustomers);
  refund_points_.resize(days_.size() * kCustomers);
}

std::size_t ActivityCuts::place_of(Day day) const {
  return static_cast<std::size_t>(std::lower_bound(days_.begin(), days_.end(), day) - days_.begin());
}

void ActivityCuts::read(const cohorts::PurchaseHistory& history, std::size_t place) {
  const std::span<Point> points = std::span(points_).subspan(place * days_.size(), days_.size());
  const std::span<const cohorts::PurchaseDay> bought = history.days();
  const std::span<const cohorts::PurchaseTimes> times = history.times();
  Point now;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (; now.days < bought.size() && bought[now.days].day < days_[i]; ++now.days) {
      now.orders += bought[now.days].orders;
      add_wrapped(now.spend, bought[now.days].spend);
      now.last = times[now.days].last;
    }
    now.next = now.days < bought.size() ? times[now.days].first : kNoTimestamp;
    points[i] = now;
  }
  has_refunds_[place] = !history.refunds().empty();
  if (has_refunds_[place])
    read_refunds(history.refunds(), std::span(refund_points_).subspan(place * days_.size(), days_.size()));
}

void ActivityCuts::read_refunds(std::span<const cohorts::Refund> refunds, std::span<RefundPoint> points) {
  const auto earlier = [](const cohorts::Refund& a, const cohorts::Refund& b) { return a.day < b.day; };
  if (!std::is_sorted(refunds.begin(), refunds.end(), earlier)) {
    refunds_.assign(refunds.begin(), refunds.end());
    std::sort(refunds_.begin(), refunds_.end(), earlier);
    refunds = refunds_;
  }
  RefundPoint now;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (; now.refunds < refunds.size() && refunds[now.refunds].day < days_[i]; ++now.refunds)
      add_wrapped(now.total, refunds[now.refunds].amount);
    points[i] = now;
  }
}

void ActivityCuts::write_period(Window window, const rfm::ActivityColumns& to) const {
  const Point* begin = points_.data() + window.begin;
  const Point* end = points_.data() + window.end;
  for (std::size_t i = 0; i < to.frequency.size(); ++i, begin += days_.size(), end += days_.size()) {
    const std::uint32_t active_days = end->days - begin->days;
    to.frequency[i] = end->orders - begin->orders;
    to.total_spend[i] = difference(end->spend, begin->spend);
    to.first_purchase[i] = active_days > 0 ? begin->next : kNoTimestamp;
    to.last_purchase[i] = active_days > 0 ? end->last : kNoTimestamp;
    to.active_days[i] = active_days;
  }
}

void ActivityCuts::write_refunds(Window window, const rfm::ActivityColumns& to) const {
  std::fill(to.refund_count.begin(), to.refund_count.end(), 0U);
  std::fill(to.refund_total.begin(), to.refund_total.end(), 0);
  for (std::size_t i = 0; i < to.frequency.size(); ++i) {
    if (!has_refunds_[i]) continue;
    const RefundPoint& begin = refund_points_[i * days_.size() + window.begin];
    const RefundPoint& end = refund_points_[i * days_.size() + window.end];
    to.refund_count[i] = end.refunds - begin.refunds;
    to.refund_total[i] = difference(end.total, begin.total);
  }
}

void ActivityCuts::write(std::size_t date, const DateActivity& to) const {
  for (std::size_t p = 0; p < to.activity.size(); ++p) {
    write_period(windows_[date][p], to.activity[p]);
    write_refunds(windows_[date][p], to.activity[p]);
  }
  for (std::size_t i = 0; i < to.bought_before.size(); ++i)
    to.bought_before[i] = points_[i * days_.size() + history_ends_[date]].days > 0 ? 1 : 0;
}

}  // namespace spendlens::audit
