#include "spendlens/value/fit.hpp"

#include <algorithm>

namespace spendlens::value {

namespace {

/// 5 % of chi-square with 2 degrees of freedom.
constexpr double kDropoutShows = 5.991;

std::vector<double> start_of(Model model, const InputSums& sums) {
  const double weeks_a_purchase = static_cast<double>(sums.total_days) / kDaysPerWeek /
                                  static_cast<double>(std::max<std::uint64_t>(sums.repeat_purchase_days, 1));
  const auto bounded = [](double alpha) { return std::clamp(alpha, kLeastParameter, kLargestParameter); };
  if (model == Model::kNbd) return {1, bounded(weeks_a_purchase)};
  std::vector<double> start = {0.5, bounded(0.5 * weeks_a_purchase), 1, 2};
  if (model == Model::kParetoNbd) std::ranges::copy(std::array{0.5, 10.0}, start.begin() + 2);
  return start;
}

Maximum maximum_of(Model model, const PurchaseObjective& objective, const InputSums& sums) {
  return maximize([&](std::span<const double> parameters, Asked asked) { return objective(model, parameters, asked); },
                  start_of(model, sums), false);
}

void take(const Maximum& maximum, Model model, PurchaseFit& fit) {
  fit.parameters.model = model;
  std::ranges::copy(maximum.parameters, fit.parameters.values.begin());
  fit.standard_errors = maximum.standard_errors;
  fit.log_likelihood = as_number(maximum.log_likelihood);
  fit.status = maximum.status;
}

/// Nothing where there is too little to fit.
std::optional<Maximum> nbd_of(const PurchaseObjective& objective, const InputSums& sums,
                              std::uint64_t min_repeat_customers) {
  if (sums.repeat_customers == 0 || sums.repeat_customers < min_repeat_customers) return std::nullopt;
  return maximum_of(Model::kNbd, objective, sums);
}

PurchaseFit fit_beside(Model model, const std::optional<Maximum>& nbd, const PurchaseObjective& objective,
                       const InputSums& sums) {
  PurchaseFit fit;
  fit.model = model;
  if (!nbd) {
    fit.status = sums.customers == 0 ? FitStatus::kNoCustomers : FitStatus::kTooFewRepeatCustomers;
    return fit;
  }
  fit.evaluations = nbd->evaluations;
  fit.steps = nbd->steps;
  take(*nbd, Model::kNbd, fit);
  if (model == Model::kNbd || nbd->status == FitStatus::kNotConverged) return fit;
  const Maximum full = maximum_of(model, objective, sums);
  fit.evaluations += full.evaluations;
  fit.steps = full.steps;
  fit.twice_gain_over_nbd = 2 * as_number(full.log_likelihood - nbd->log_likelihood);
  if (fit.twice_gain_over_nbd <= kDropoutShows) {
    if (fit.status == FitStatus::kConverged) fit.status = FitStatus::kNoDropout;
    return fit;
  }
  take(full, model, fit);
  return fit;
}

}  // namespace

PurchaseFit fit_by_sums(Model model, const PurchaseObjective& objective, const InputSums& sums,
                        std::uint64_t min_repeat_customers) {
  return fit_beside(model, nbd_of(objective, sums, min_repeat_customers), objective, sums);
}

std::vector<PurchaseFit> fit_all_by_sums(const PurchaseObjective& objective, const InputSums& sums,
                                         std::uint64_t min_repeat_customers) {
  const std::optional<Maximum> nbd = nbd_of(objective, sums, min_repeat_customers);
  std::vector<PurchaseFit> fits;
  for (const Model model : kModels) fits.push_back(fit_beside(model, nbd, objective, sums));
  return fits;
}

PurchaseFit fit_purchases(Model model, const InputColumns& columns, const ParallelPolicy& policy,
                          std::uint64_t min_repeat_customers) {
  require_inputs(columns);
  const int workers = policy.workers_for(columns.size());
  const CountedInputs inputs = count_inputs(columns);
  InputSums sums;
  sums.add(inputs);
  PurchaseFit fit = fit_by_sums(model, likelihood_of(inputs, sums, workers), sums, min_repeat_customers);
  fit.distinct = inputs.size();
  return fit;
}

}  // namespace spendlens::value
