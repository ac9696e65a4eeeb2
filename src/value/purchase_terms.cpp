#include "value/purchase_terms.hpp"

#include "spendlens/core/elementary.hpp"

namespace spendlens::value {

namespace {

/// ln(shift + t) and 1 / (shift + t) for each day t.
void fill_days(double shift, std::vector<double>& logs, std::vector<double>& inverses) {
  for (std::size_t day = 0; day < logs.size(); ++day) {
    const double sum = shift + static_cast<double>(day) / kDaysPerWeek;
    logs[day] = sum;
    inverses[day] = 1 / sum;
  }
  elementary::natural_log(logs, logs);
}

bool leaves_by_chance(Model model) { return model == Model::kBgNbd || model == Model::kMbgNbd; }

}  // namespace

DayTables::DayTables(const PurchaseParameters& parameters, std::size_t num_days)
    : log_alpha(num_days), inverse_alpha(num_days), log_beta(num_days), inverse_beta(num_days) {
  fill_days(parameters.alpha(), log_alpha, inverse_alpha);
  if (parameters.model == Model::kParetoNbd) fill_days(parameters.beta(), log_beta, inverse_beta);
}

std::vector<SizeTerms> size_terms(const PurchaseParameters& parameters, std::uint16_t largest_x) {
  std::vector<SizeTerms> all(std::size_t{largest_x} + 1);
  const double log_alpha = elementary::natural_log(parameters.alpha());
  double logs = 0;
  double inverses = 0;
  for (std::size_t x = 0; x < all.size(); ++x) {
    SizeTerms& terms = all[x];
    terms.size = parameters.r() + static_cast<double>(x);
    terms.rate = logs + parameters.r() * log_alpha;
    terms.rate_by_r = inverses + log_alpha;
    logs += elementary::natural_log(terms.size);
    inverses += 1 / terms.size;
  }
  if (!leaves_by_chance(parameters.model)) return all;
  // Of mbg-nbd a customer may leave at the first purchase too: everything is one purchase further on.
  const bool first_too = parameters.model == Model::kMbgNbd;
  const double log_a = elementary::natural_log(parameters.a());
  SizeTerms sums;
  for (std::size_t x = 0; x < all.size(); ++x) {
    const double purchases = static_cast<double>(x) - (first_too ? 0 : 1);
    const double b = parameters.b() + purchases;  // of the last purchase at which to leave
    SizeTerms& terms = all[x];
    terms.may_have_left = first_too || x > 0;
    if (!terms.may_have_left) continue;
    sums.stay += elementary::natural_log(b / (parameters.a() + b));
    sums.stay_by_a -= 1 / (parameters.a() + b);
    sums.stay_by_b += 1 / b - 1 / (parameters.a() + b);
    terms.stay = sums.stay;
    terms.stay_by_a = sums.stay_by_a;
    terms.stay_by_b = sums.stay_by_b;
    terms.log_odds = log_a - elementary::natural_log(b);
    terms.log_odds_by_b = -1 / b;
  }
  return all;
}

}  // namespace spendlens::value
