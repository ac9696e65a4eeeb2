#include "spendlens/value/spend.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "value/spend_terms.hpp"

namespace spendlens::value {

void SpendSums::add(std::uint16_t x, Minor spend) {
  if (x == 0) return;
  if (spend <= 0) {
    ++left_out_without_spend;
    return;
  }
  ++customers;
  repeat_purchase_days += x;
  repeat_spend += spend;
  largest_x = std::max(largest_x, x);
  const int128 mean = divide_rounded(spend, x);
  sum_mean += mean;
  sum_mean_square += mean * mean;
  sum_x_square += int128{x} * x;
  sum_x_mean += x * mean;
}

std::optional<double> SpendSums::correlation() const {
  const auto n = static_cast<double>(customers);
  if (customers == 0) return std::nullopt;
  const double mean_x = static_cast<double>(repeat_purchase_days) / n;
  const double mean_z = static_cast<double>(sum_mean) / n;
  const double variance_x = static_cast<double>(sum_x_square) / n - mean_x * mean_x;
  const double variance_z = static_cast<double>(sum_mean_square) / n - mean_z * mean_z;
  if (!(variance_x > 0) || !(variance_z > 0)) return std::nullopt;
  return (static_cast<double>(sum_x_mean) / n - mean_x * mean_z) / std::sqrt(variance_x * variance_z);
}

SpendFit fit_spend_by_sums(const Objective& objective, const SpendSums& sums, std::uint64_t min_repeat_customers) {
  SpendFit fit;
  fit.customers = sums.customers;
  fit.left_out_without_spend = sums.left_out_without_spend;
  if (sums.customers + sums.left_out_without_spend == 0) return fit;
  fit.status = FitStatus::kTooFewRepeatCustomers;
  if (sums.customers == 0 || sums.customers < min_repeat_customers) return fit;
  const double mean =
      static_cast<double>(sums.repeat_spend) / kMinorPerMajor / static_cast<double>(sums.repeat_purchase_days);
  const std::array start = {2.0, 3.0, std::clamp((3.0 - 1) / 2.0 * mean, kLeastParameter, kLargestParameter)};
  const Maximum maximum = maximize(objective, start, true);
  fit.status = maximum.status;
  fit.parameters = {maximum.parameters[0], maximum.parameters[1], maximum.parameters[2]};
  fit.standard_errors = maximum.standard_errors;
  fit.log_likelihood = as_number(maximum.log_likelihood);
  fit.steps = maximum.steps;
  fit.evaluations = maximum.evaluations;
  return fit;
}

SpendFit fit_spend(const InputColumns& columns, const ParallelPolicy& policy, std::uint64_t min_repeat_customers) {
  require_inputs(columns);
  const int workers = policy.workers_for(columns.size());
  SpendSums sums;
  std::vector<std::uint16_t> x;  // of those with a purchase
  std::vector<Minor> spend;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns.T[i] == kNoPurchase) continue;
    x.push_back(columns.x[i]);
    spend.push_back(columns.repeat_spend[i]);
    sums.add(x.back(), spend.back());
  }
  return fit_spend_by_sums(
      [&](std::span<const double> parameters, Asked asked) {
        return spend_likelihood(parameters, asked, x, spend, sums.largest_x, workers);
      },
      sums, min_repeat_customers);
}

double expected_spend(const SpendParameters& parameters, std::uint16_t x, Minor repeat_spend) {
  const double mean_of = parameters.p * static_cast<double>(x) + parameters.q - 1;
  if (!(mean_of > 0)) return std::numeric_limits<double>::quiet_NaN();
  return parameters.p * (parameters.v + static_cast<double>(repeat_spend) / kMinorPerMajor) / mean_of;
}

}  // namespace spendlens::value
