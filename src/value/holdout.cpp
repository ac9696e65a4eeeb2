#include "spendlens/value/holdout.hpp"

#include <algorithm>
#include <cmath>

#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/value/scores.hpp"
#include "value/rounded_sum.hpp"
#include "value/spend_terms.hpp"

namespace spendlens::value {

namespace {

constexpr Day kMostHoldoutWeeks = 52;
constexpr Day kLeastCalibrationWeeks = 26;
constexpr Day kWeek = 7;

std::uint64_t dates_of(const KeyCounts::Entry& entry) { return entry.key & 0xFFFF; }

void add_to(HoldoutClass& to, const KeyCounts::Entry& entry, double predicted, double alive) {
  to.customers += entry.customers;
  if (dates_of(entry) > 0) to.bought += entry.customers;
  to.purchase_days += entry.customers * dates_of(entry);
  add_score(predicted, entry.customers, to.predicted);
  add_score(alive, entry.customers, to.p_alive);
}

void add_entry(HoldoutSums& sums, const KeyCounts::Entry& entry, std::uint16_t x, double predicted, double alive) {
  add_to(sums.all, entry, predicted, alive);
  add_to(sums.by_x[std::min<std::size_t>(x, sums.by_x.size() - 1)], entry, predicted, alive);
  const auto tenth = static_cast<std::size_t>(std::clamp(alive * 10, 0.0, 9.0));
  add_to(sums.by_p_alive[tenth], entry, predicted, alive);
  const double error = predicted - static_cast<double>(dates_of(entry));
  add_score(std::abs(error), entry.customers, sums.absolute_error);
  add_score(error * error, entry.customers, sums.square_error);
}

/// Of customers with the same inputs but their spend: that is linear in it.
void add_predicted_spend(const KeyCounts::Entry& entry, const SpendParameters& spend, std::uint16_t x, double predicted,
                         int128& sum) {
  const double mean_of = spend.p * static_cast<double>(x) + spend.q - 1;
  if (!(mean_of > 0)) return;
  const double share = predicted * spend.p / mean_of;
  int128 of_spend = 0;
  add_score(share, 1, of_spend);
  sum += of_spend * entry.spend;
  add_score(share * spend.v * kMinorPerMajor, entry.customers, sum);
}

template <class Sums, class Visit>
void each_number(Sums& sums, Visit visit) {
  const auto of_class = [&visit](auto& part) {
    visit(part.customers), visit(part.bought), visit(part.purchase_days), visit(part.predicted), visit(part.p_alive);
  };
  of_class(sums.all);
  for (auto& part : sums.by_x) of_class(part);
  for (auto& part : sums.by_p_alive) of_class(part);
  visit(sums.absolute_error), visit(sums.square_error), visit(sums.predicted_spend);
}

/// Sums of integers: the same however they were parted.
HoldoutSums sum_of(const std::vector<HoldoutSums>& parts) {
  std::vector<int128> total = parts.front().numbers();
  for (std::size_t part = 1; part < parts.size(); ++part) {
    const std::vector<int128> numbers = parts[part].numbers();
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += numbers[i];
  }
  return HoldoutSums::of(total);
}

}  // namespace

double as_score(int128 sum) { return static_cast<double>(sum) / kScoreUnits; }

void add_score(double score, std::uint64_t count, int128& sum) {
  if (!add_rounded(score, kScoreUnits, count, sum)) throw InternalError("a score is no number");
}

std::vector<int128> HoldoutSums::numbers() const {
  std::vector<int128> all_numbers;
  each_number(*this, [&](const auto& number) { all_numbers.push_back(static_cast<int128>(number)); });
  return all_numbers;
}

HoldoutSums HoldoutSums::of(std::span<const int128> numbers) {
  HoldoutSums sums;
  std::size_t next = 0;
  each_number(sums, [&](auto& number) { number = static_cast<std::decay_t<decltype(number)>>(numbers[next++]); });
  return sums;
}

std::optional<double> HoldoutSums::bias_pct() const {
  if (all.purchase_days == 0) return std::nullopt;
  const auto actual = static_cast<double>(all.purchase_days);
  return 100 * (as_score(all.predicted) - actual) / actual;
}

double HoldoutSums::mean_absolute_error() const {
  return all.customers == 0 ? 0 : as_score(absolute_error) / static_cast<double>(all.customers);
}

double HoldoutSums::root_mean_square_error() const {
  return all.customers == 0 ? 0 : std::sqrt(as_score(square_error) / static_cast<double>(all.customers));
}

HoldoutSums compare_holdout(HoldoutEntries entries, const PurchaseParameters& purchases,
                            const std::optional<SpendParameters>& spend, std::uint16_t longest_T, int days,
                            int num_threads) {
  CountedInputs inputs;
  for (const KeyCounts::Entry& entry : entries) inputs.add(entry.key, entry.customers);
  const std::vector<Minor> no_spend(inputs.size(), 0);
  const InputColumns columns{inputs.x, inputs.t_x, inputs.T, no_spend};
  std::vector<double> alive(inputs.size());
  p_alive(purchases, longest_T, columns, num_threads, alive);
  const Expectations expectations(purchases, {{days}, 1, 0, 1}, inputs, num_threads);
  std::vector<HoldoutSums> parts(num_parts(entries.size(), num_threads));
  for_each_part(entries.size(), num_threads, [&](ItemRange range, std::size_t part) {
    HoldoutSums& sums = parts[part];
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      const double predicted = alive[i] * expectations.of(inputs.x[i], inputs.T[i])[0];
      add_entry(sums, entries[i], inputs.x[i], predicted, alive[i]);
      if (spend) add_predicted_spend(entries[i], *spend, inputs.x[i], predicted, sums.predicted_spend);
    }
  });
  return sum_of(parts);
}

HoldoutSums compare_naive(HoldoutEntries entries, int days) {
  HoldoutSums sums;
  for (const KeyCounts::Entry& entry : entries) {
    const auto x = static_cast<std::uint16_t>(entry.key >> 48);
    const auto T = static_cast<std::uint16_t>(entry.key >> 16);
    add_entry(sums, entry, x, T == 0 ? 0 : static_cast<double>(x) / T * days, 0);
  }
  sums.by_p_alive = {};
  return sums;
}

std::vector<TrackedWeek> track(const PurchaseParameters& parameters, std::span<const std::uint64_t> acquired,
                               std::span<const std::uint64_t> repeat_days) {
  const auto first = static_cast<std::size_t>(
      std::ranges::find_if(acquired, [](std::uint64_t customers) { return customers > 0; }) - acquired.begin());
  std::vector<double> of_new(acquired.size());
  for (std::size_t day = 0; day + first < acquired.size(); ++day)
    of_new[day] = expected_of_new(parameters, static_cast<double>(day) / kDaysPerWeek);
  std::vector<TrackedWeek> weeks;
  double before = 0;
  for (std::size_t last = first + kWeek - 1; last < acquired.size(); last += kWeek) {
    TrackedWeek week;
    double so_far = 0;
    for (std::size_t day = first; day <= last; ++day) so_far += static_cast<double>(acquired[day]) * of_new[last - day];
    week.expected = so_far - before;
    before = so_far;
    for (std::size_t day = last + 1 - kWeek; day <= last; ++day) week.actual += repeat_days[day];
    weeks.push_back(week);
  }
  return weeks;
}

std::optional<Day> default_calibration_end(Day first_day, Day reference) {
  const Day span = reference - first_day;
  const Day held_out = std::min(kMostHoldoutWeeks, span / 3 / kWeek) * kWeek;
  if (held_out == 0 || span - held_out < kLeastCalibrationWeeks * kWeek) return std::nullopt;
  return reference + 1 - held_out;
}

}  // namespace spendlens::value
