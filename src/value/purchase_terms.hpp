#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/elementary_expressions.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::value {

/// The values of each day t after the first purchase: ln(α + t) and 1 / (α + t), and the same of β; t in weeks.
struct DayTables {
  std::vector<double> log_alpha;
  std::vector<double> inverse_alpha;
  std::vector<double> log_beta;  ///< of pareto-nbd only, else 0
  std::vector<double> inverse_beta;

  DayTables(const PurchaseParameters& parameters, std::size_t num_days);
};

/// What the number of repeat purchase days contributes: sums over j < x, or x + 1 for mbg-nbd, and the odds to have
/// left.
struct SizeTerms {
  double size = 0;       ///< r + x
  double rate = 0;       ///< Σ ln(r + j) + r ln α
  double rate_by_r = 0;  ///< Σ 1 / (r + j) + ln α
  double stay = 0;       ///< Σ ln((b + j) / (a + b + j))
  double stay_by_a = 0;  ///< its derivatives
  double stay_by_b = 0;
  double log_odds = 0;       ///< ln(a / (b + x - 1)), mbg-nbd: b + x
  double log_odds_by_b = 0;  ///< -1 / (b + x - 1)
  bool may_have_left = false;
};

/// By x from 0 to largest_x.
[[nodiscard]] std::vector<SizeTerms> size_terms(const PurchaseParameters& parameters, std::uint16_t largest_x);

/// Integrals of one x from a day on, relative to that day (see dropout_integrals.hpp).
struct DropoutValues {
  double weight = 0;    ///< of 1
  double by_r = 0;      ///< of ln((α + τ) / (α + t))
  double by_alpha = 0;  ///< of 1 / (α + τ)
  double by_s = 0;      ///< of ln((β + τ) / (β + t))
  double by_beta = 0;   ///< of 1 / (β + τ)
};

/// A customer's log-likelihood and its derivatives by the logarithms of the parameters.
struct PurchaseTerms {
  double value = 0;
  double gradient[kMostParameters] = {};
};

namespace terms {

using elementary::expressions::choose;
using elementary::expressions::exponential;
using elementary::expressions::log_one_plus;
using elementary::expressions::natural_log;

/// The values of one day, as a customer's t_x or T.
struct DayValues {
  double log_alpha;
  double inverse_alpha;
  double log_beta;
  double inverse_beta;
};

SPENDLENS_INLINE double value_of_nbd(const SizeTerms& x, DayValues T) { return x.rate - x.size * T.log_alpha; }

SPENDLENS_INLINE PurchaseTerms nbd(const PurchaseParameters& at, const SizeTerms& x, DayValues T) {
  PurchaseTerms terms;
  terms.value = value_of_nbd(x, T);
  terms.gradient[0] = at.r() * (x.rate_by_r - T.log_alpha);
  terms.gradient[1] = at.r() - at.alpha() * (x.size * T.inverse_alpha);
  return terms;
}

/// w of the models that leave at a purchase.
SPENDLENS_INLINE double log_odds_left(const SizeTerms& x, DayValues t, DayValues T) {
  return x.log_odds + x.size * (T.log_alpha - t.log_alpha);
}

/// e^-|w|.
SPENDLENS_INLINE double smaller_odds(double w) { return exponential(choose(w < 0, w, -w)); }

SPENDLENS_INLINE double alive_by_chance(const SizeTerms& x, DayValues t, DayValues T) {
  const double w = log_odds_left(x, t, T);
  const double odds = smaller_odds(w);
  return choose(w < 0, 1, odds) / (1 + odds);
}

/// bg-nbd with x > 0, mbg-nbd.
SPENDLENS_INLINE PurchaseTerms leaving_by_chance(const PurchaseParameters& at, const SizeTerms& x, DayValues t,
                                                 DayValues T) {
  PurchaseTerms terms = nbd(at, x, T);
  const double w = log_odds_left(x, t, T);
  const double odds = smaller_odds(w);
  terms.value += x.stay + (choose(w < 0, 0, w) + log_one_plus(odds));
  const double left = choose(w < 0, odds, 1) / (1 + odds);
  terms.gradient[0] += at.r() * (left * (T.log_alpha - t.log_alpha));
  terms.gradient[1] += at.alpha() * (left * (x.size * (T.inverse_alpha - t.inverse_alpha)));
  terms.gradient[2] = at.a() * x.stay_by_a + left;
  terms.gradient[3] = at.b() * (x.stay_by_b + left * x.log_odds_by_b);
  return terms;
}

/// The chance to be alive over that to have left, by a common factor: J = left / alive.
struct Departure {
  double growth;  ///< E, of the integrand from T back to t_x
  double alive;   ///< e^-E
  double left;
};
SPENDLENS_INLINE Departure departure(const PurchaseParameters& at, const SizeTerms& x, DayValues t, DayValues T,
                                     double from_t, double from_T) {
  const double growth = x.size * (T.log_alpha - t.log_alpha) + at.s() * (T.log_beta - t.log_beta);
  const double alive = exponential(-growth);
  return {growth, alive, at.s() * (from_t - alive * from_T)};
}

SPENDLENS_INLINE double alive_of(Departure odds) { return odds.alive / (odds.alive + odds.left); }

SPENDLENS_INLINE double value_of_leaving_any_time(const PurchaseParameters& at, double log_beta, const SizeTerms& x,
                                                  DayValues T, Departure odds) {
  return value_of_nbd(x, T) + at.s() * (log_beta - T.log_beta) + (natural_log(odds.alive + odds.left) + odds.growth);
}

SPENDLENS_INLINE PurchaseTerms leaving_any_time(const PurchaseParameters& at, double log_beta, const SizeTerms& x,
                                                DayValues t, DayValues T, const DropoutValues& from_t,
                                                const DropoutValues& from_T) {
  PurchaseTerms terms = nbd(at, x, T);
  const Departure odds = departure(at, x, t, T, from_t.weight, from_T.weight);
  terms.value = value_of_leaving_any_time(at, log_beta, x, T, odds);
  const double share = at.s() / (odds.alive + odds.left);
  const double weight = from_t.weight - odds.alive * from_T.weight;
  const double by_r = ((T.log_alpha - t.log_alpha) * from_t.weight - from_t.by_r) + odds.alive * from_T.by_r;
  const double by_alpha = T.inverse_alpha * weight - (from_t.by_alpha - odds.alive * from_T.by_alpha);
  const double by_s = ((T.log_beta - t.log_beta) * from_t.weight - from_t.by_s) + odds.alive * from_T.by_s;
  const double by_beta =
      at.s() * (T.inverse_beta * weight) - (at.s() + 1) * (from_t.by_beta - odds.alive * from_T.by_beta);
  terms.gradient[0] += at.r() * (share * by_r);
  terms.gradient[1] += at.alpha() * (share * (x.size * by_alpha));
  terms.gradient[2] = at.s() * ((log_beta - T.log_beta) + share * by_s) + share * weight;
  terms.gradient[3] = at.s() - at.beta() * (at.s() * T.inverse_beta) + at.beta() * (share * by_beta);
  return terms;
}

}  // namespace terms

}  // namespace spendlens::value
