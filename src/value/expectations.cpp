#include <algorithm>
#include <cmath>

#include "spendlens/core/elementary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/value/scores.hpp"

namespace spendlens::value {

namespace {

constexpr double kDaysPerMonth = 30.4375;
constexpr double kMonthsPerYear = 12;

/// Σ n_k m_k of the models that leave at a purchase (section 15), B being b + x, or one more of mbg-nbd. Terms are kept
/// relative to a common factor, so that none underflows; all are positive.
double expected_leaving_by_chance(double size, double a, double stayed, double ratio) {
  constexpr double kLargest = 0x1p600;
  constexpr double kNegligible = 1e-16;
  const double q = ratio / (1 + ratio);
  double log_factor = -size * elementary::log_one_plus(ratio);
  double events = 1;  // n_k over the factor
  double stay = 1;    // the chance to have stayed through k purchases
  double purchases = 0;
  double sum = 0;
  for (double k = 1;; ++k) {
    events *= (size + (k - 1)) / k * q;
    purchases += stay;
    stay *= (stayed + (k - 1)) / (a + stayed + (k - 1));
    const double term = events * purchases;
    sum += term;
    const double next = (size + k) / (k + 1) * q * ((purchases + stay) / purchases);
    if (next < 1 && term * next <= kNegligible * sum * (1 - next)) break;
    if (events > kLargest || sum > kLargest) {
      events /= kLargest;
      sum /= kLargest;
      log_factor += 600 * elementary::natural_log(2);
    }
  }
  return elementary::exponential(log_factor + elementary::natural_log(sum));
}

/// (1 - e^-y) / y.
double mean_of_decay(double y) { return y == 0 ? 1 : -elementary::exponential_minus_one(-y) / y; }

}  // namespace

double expected_if_alive(const PurchaseParameters& at, std::uint16_t x, std::uint16_t T, double weeks) {
  const double size = at.r() + static_cast<double>(x);
  const double seen = static_cast<double>(T) / kDaysPerWeek;
  const double ratio = weeks / (at.alpha() + seen);
  switch (at.model) {
    case Model::kNbd:
      return size * ratio;
    case Model::kParetoNbd: {
      const double log = elementary::log_one_plus(weeks / (at.beta() + seen));
      return size * (at.beta() + seen) / (at.alpha() + seen) * log * mean_of_decay((at.s() - 1) * log);
    }
    case Model::kBgNbd:
      return expected_leaving_by_chance(size, at.a(), at.b() + static_cast<double>(x), ratio);
    case Model::kMbgNbd:
      return expected_leaving_by_chance(size, at.a(), at.b() + static_cast<double>(x) + 1, ratio);
  }
  return 0;
}

double expected_of_new(const PurchaseParameters& at, double weeks) {
  const double expected = weeks > 0 ? expected_if_alive(at, 0, 0, weeks) : 0;
  return at.model == Model::kMbgNbd ? expected * (at.b() / (at.a() + at.b())) : expected;
}

Expectations::Expectations(const PurchaseParameters& parameters, const ScoreRules& rules, const CountedInputs& inputs,
                           int num_threads)
    : width_(rules.horizons.size() + 1) {
  std::vector<std::uint32_t> pairs(inputs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = std::uint32_t{inputs.x[i]} << 16 | inputs.T[i];
  std::ranges::sort(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  const std::size_t sizes = pairs.empty() ? 0 : (pairs.back() >> 16) + 1;
  for (std::size_t x = 0, next = 0; x <= sizes; ++x) {
    while (next < pairs.size() && pairs[next] >> 16 < x) ++next;
    begin_of_x_.push_back(static_cast<std::uint32_t>(next));
  }
  keys_.assign(pairs.begin(), pairs.end());  // their lower half
  values_.resize(pairs.size() * width_);
  const double discount = elementary::exponential(-elementary::log_one_plus(rules.discount_rate) / kMonthsPerYear);
  for_each_part(pairs.size(), num_threads, [&](ItemRange range, std::size_t) {
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      double* const values = values_.data() + i * width_;
      const auto x = static_cast<std::uint16_t>(pairs[i] >> 16);
      for (std::size_t h = 0; h < rules.horizons.size(); ++h)
        values[h] = expected_if_alive(parameters, x, keys_[i], rules.horizons[h] / kDaysPerWeek);
      double factor = 1;
      double before = 0;
      double sum = 0;
      for (int month = 1; month <= rules.months; ++month) {
        factor *= discount;
        const double so_far = expected_if_alive(parameters, x, keys_[i], month * kDaysPerMonth / kDaysPerWeek);
        sum += (so_far - before) * factor;
        before = so_far;
      }
      values[rules.horizons.size()] = sum;
    }
  });
}

std::span<const double> Expectations::of(std::uint16_t x, std::uint16_t T) const {
  if (std::size_t{x} + 1 >= begin_of_x_.size())
    throw InternalError("expectations of customers that are not among them");
  const auto begin = keys_.begin() + begin_of_x_[x];
  const auto end = keys_.begin() + begin_of_x_[std::size_t{x} + 1];
  const auto found = std::lower_bound(begin, end, T);
  if (found == end || *found != T) throw InternalError("expectations of customers that are not among them");
  return std::span(values_).subspan(static_cast<std::size_t>(found - keys_.begin()) * width_, width_);
}

void require_rules(const ScoreRules& rules) {
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw UsageError(what);
  };
  require(!rules.horizons.empty() && rules.horizons.size() <= 8 && std::ranges::is_sorted(rules.horizons) &&
              std::ranges::adjacent_find(rules.horizons) == rules.horizons.end() && rules.horizons.front() >= 1 &&
              rules.horizons.back() <= 3650,
          "horizons: 1 to 8 numbers of days, ascending, each from 1 to 3650");
  require(rules.months >= 1 && rules.months <= 120, "clv_months: from 1 to 120");
  require(rules.discount_rate >= 0 && rules.discount_rate <= 10'000, "discount_rate: a year, from 0 to 10000");
  require(rules.margin > 0 && rules.margin <= 1, "clv_margin: above 0, at most 1");
}

}  // namespace spendlens::value
