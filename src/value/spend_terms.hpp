#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/elementary_expressions.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::value {

inline constexpr double kMinorPerMajor = 100.0;

/// What the number of repeat purchase days contributes to Gamma-Gamma's likelihood and its derivatives.
struct SpendSize {
  double shape = 0;       ///< p x
  double sum = 0;         ///< p x + q
  double value = 0;       ///< ln Γ(px + q) - ln Γ(px) - ln Γ(q) + q ln v + ln x
  double by_p = 0;        ///< ψ(px + q) - ψ(px)
  double by_q = 0;        ///< ψ(px + q) - ψ(q) + ln v
  double by_p_twice = 0;  ///< (p x)^2 (ψ'(px + q) - ψ'(px))
  double by_p_and_q = 0;  ///< p q x ψ'(px + q)
  double by_q_twice = 0;  ///< q^2 (ψ'(px + q) - ψ'(q))
};

/// By x from 0; that of 0 is of no use.
[[nodiscard]] std::vector<SpendSize> spend_sizes(const SpendParameters& at, std::uint16_t largest_x);

/// The value, the derivatives by ln p, ln q, ln v, and the upper triangle of the second ones.
struct SpendTerms {
  double of[10];
};

/// The terms of a customer with repeat spend of so many minor units.
SPENDLENS_INLINE SpendTerms spend_terms(const SpendParameters& at, const SpendSize& x, double minor) {
  const double spend = minor / kMinorPerMajor;
  const double log_spend = elementary::expressions::natural_log(spend);
  const double log_sum = elementary::expressions::natural_log(spend + at.v);
  const double share = at.v / (spend + at.v);
  SpendTerms terms{};
  terms.of[0] = x.value + (x.shape * log_spend - log_spend) - x.sum * log_sum;
  terms.of[1] = x.shape * (x.by_p + (log_spend - log_sum));
  terms.of[2] = at.q * (x.by_q - log_sum);
  terms.of[3] = at.q - x.sum * share;
  terms.of[4] = x.by_p_twice + terms.of[1];
  terms.of[5] = x.by_p_and_q;
  terms.of[6] = -x.shape * share;
  terms.of[7] = x.by_q_twice + terms.of[2];
  terms.of[8] = at.q - at.q * share;
  terms.of[9] = x.sum * (share * (share - 1));
  return terms;
}

}  // namespace spendlens::value
