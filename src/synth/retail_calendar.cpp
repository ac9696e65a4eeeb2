#include "synth/retail_calendar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "spendlens/core/error.hpp"
#include "synth/portable_math.hpp"

namespace spendlens::synth {

namespace {

constexpr Day kMaxHistoryDays = 36'525;

Period month_of_point(const CalendarPoint& point, Day as_of) {
  return calendar_period(first_day_of(point, as_of), Granularity::kMonth);
}

bool is_weekend(Day day) {
  const Day weekday = (day + 3) % 7;  // 1970-01-01 was a Thursday; 0 is Monday
  return weekday >= 5;
}

/// Days from the year's first to the middle of a month, of a year that is no leap year.
double middle_of_month(int month) {
  const Day january = day_from_civil(1970, 1, 1).value();
  const Period period =
      calendar_period(day_from_civil(1970, static_cast<unsigned>(month), 1).value(), Granularity::kMonth);
  return (period.start + period.end) / 2.0 - january;
}

/// The intensity of a day.
class Intensity {
 public:
  Intensity(const RetailParameters& p, Day as_of)
      : parameters_(p),
        weekday_(7 / (5 + 2 * p.weekend_factor)),
        peak_(middle_of_month(p.seasonal_peak_month)),
        promotion_(month_of_point(p.promotion_month, as_of)),
        recall_(month_of_point(p.recall_month, as_of)),
        launch_(p.launch ? first_day_of(*p.launch, as_of) : Day{0}) {}

  [[nodiscard]] double of(Day day) const {
    double intensity = is_weekend(day) ? weekday_ * parameters_.weekend_factor : weekday_;
    if (parameters_.seasonal_amplitude != 0) {
      const Day january = calendar_period(day, Granularity::kYear).start;
      intensity *= 1 + parameters_.seasonal_amplitude * cosine_of_turns((day + 0.5 - january - peak_) / kDaysPerYear);
    }
    if (holds(promotion_, day)) intensity *= 1 + parameters_.promotion_uplift;
    if (holds(recall_, day)) intensity *= 1 - parameters_.recall_drop;
    return parameters_.launch ? intensity * launched(day) : intensity;
  }

 private:
  static bool holds(Period period, Day day) { return day >= period.start && day < period.end; }

  [[nodiscard]] double launched(Day day) const {
    if (day < launch_) return 0;
    return parameters_.launch_ramp_days == 0 ? 1 : std::min(1.0, (day - launch_ + 0.5) / parameters_.launch_ramp_days);
  }

  const RetailParameters& parameters_;
  double weekday_;
  double peak_;
  Period promotion_;
  Period recall_;
  Day launch_;
};

void check_history(const ModelSettings& settings) {
  if (settings.history_days < 1 || settings.history_days > kMaxHistoryDays)
    throw UsageError(fmt::format("a history must be 1 to {} days, not {}", kMaxHistoryDays, settings.history_days));
  if (settings.as_of - settings.history_days + 1 < 0 || settings.as_of >= kTimestampLimit / kSecondsPerDay)
    throw UsageError(fmt::format("a history of {} days up to {} does not lie within 1970-01-01 to 2105-12-31",
                                 settings.history_days, date_text(settings.as_of)));
}

void check_month(const char* key, const CalendarPoint& point, bool matters, Period history, Day as_of) {
  if (!matters) return;
  const Period month = month_of_point(point, as_of);
  if (month.start >= history.end || month.end <= history.start)
    throw UsageError(fmt::format("{} {} lies outside of the history, {}: take another month or a longer history", key,
                                 date_text(month.start).substr(0, 7), period_text(history)));
}

}  // namespace

RetailCalendar::RetailCalendar(const RetailParameters& p, const ModelSettings& settings)
    : first_day_(settings.as_of - settings.history_days + 1), end_day_(settings.as_of + 1) {
  check_history(settings);
  const Period history{first_day_, end_day_};
  check_month("promotion_month", p.promotion_month, p.promotion_uplift != 0, history, settings.as_of);
  check_month("recall_month", p.recall_month, p.recall_drop != 0 || p.recall_churn != 0, history, settings.as_of);
  if (p.launch && first_day_of(*p.launch, settings.as_of) >= end_day_)
    throw UsageError(fmt::format("launch {} is after the last day of the history, {}",
                                 date_text(first_day_of(*p.launch, settings.as_of)), date_text(settings.as_of)));
  const Intensity intensity(p, settings.as_of);
  std::vector<double> of_days;
  for (Day day = first_day_; day < end_day_; ++day) of_days.push_back(intensity.of(day));
  tabulate(of_days);
  find_months();
}

void RetailCalendar::tabulate(const std::vector<double>& intensity) {
  double total = 0;
  for (const double each : intensity) total += each;
  if (!(total > 0))
    throw UsageError("no day of the history has any orders: recall, launch and weekend_factor leave none");
  months_per_point_ = total / kDaysPerMonth * 0x1p-32;
  double sum = 0;  // in the order of `total`, so that the last day ends at 2^32
  for (const double each : intensity) {
    sum += each;
    day_end_.push_back(static_cast<std::uint64_t>(sum / total * 0x1p32));
  }
  const std::size_t slots = std::max<std::size_t>(64, std::bit_ceil(2 * intensity.size()));
  shift_ = 32U - static_cast<unsigned>(std::countr_zero(slots));
  first_index_.resize(slots);
  std::uint32_t index = 0;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    while (day_end_[index] <= std::uint64_t{slot} << shift_) ++index;
    first_index_[slot] = index;
  }
}

void RetailCalendar::find_months() {
  for (Day day = first_day_; day < end_day_;) {
    month_first_day_.push_back(day);
    month_start_.push_back(day == first_day_ ? 0 : day_end_[static_cast<std::size_t>(day - first_day_ - 1)]);
    day = calendar_period(day, Granularity::kMonth).end;
  }
  month_start_.push_back(std::uint64_t{1} << 32U);
}

std::uint64_t RetailCalendar::later(std::uint32_t point, double days) const {
  const auto start_of = [this](std::size_t day) { return day == 0 ? 0 : day_end_[day - 1]; };
  const auto from = static_cast<std::size_t>(day_at(point) - first_day_);
  const auto width_from = static_cast<double>(day_end_[from] - start_of(from));
  const double to = static_cast<double>(from) + static_cast<double>(point - start_of(from)) / width_from + days;
  if (!(to < static_cast<double>(day_end_.size()))) return std::uint64_t{1} << 32U;
  const auto day = static_cast<std::size_t>(to);
  const auto width = static_cast<double>(day_end_[day] - start_of(day));
  return start_of(day) + static_cast<std::uint64_t>((to - static_cast<double>(day)) * width);
}

std::size_t RetailCalendar::month_of(Day day) const {
  const auto after = std::upper_bound(month_first_day_.begin(), month_first_day_.end(), day);
  return static_cast<std::size_t>(after - month_first_day_.begin()) - 1;
}

}  // namespace spendlens::synth
