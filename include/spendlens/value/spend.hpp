#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "spendlens/core/parallel.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/inputs.hpp"
#include "spendlens/value/maximum.hpp"

namespace spendlens::value {

/// Fitted to customers with x > 0 who spent more than 0 on repeat days (DEFINITIONS section 16).
struct SpendFit {
  FitStatus status = FitStatus::kNoCustomers;
  SpendParameters parameters;
  std::vector<std::optional<double>> standard_errors;  ///< of p, q, v
  double log_likelihood = 0;
  int steps = 0;
  int evaluations = 0;
  std::uint64_t customers = 0;
  std::uint64_t left_out_without_spend = 0;  ///< x > 0, nothing spent
};

/// What a fit of spend asks of customers beside its sums; integers.
struct SpendSums {
  std::uint64_t customers = 0;
  std::uint64_t left_out_without_spend = 0;
  std::uint64_t repeat_purchase_days = 0;
  int128 repeat_spend = 0;
  std::uint16_t largest_x = 0;
  /// These are sums of x and the mean repeat spend, rounded to a minor unit, for their correlation
  int128 sum_mean = 0;
  int128 sum_mean_square = 0;
  int128 sum_x_square = 0;
  int128 sum_x_mean = 0;

  void add(std::uint16_t x, Minor spend);
  /// Pearson's; nothing where either does not vary.
  [[nodiscard]] std::optional<double> correlation() const;
};

/// Whether a customer is one that spend is fitted to.
[[nodiscard]] constexpr bool has_repeat_spend(std::uint16_t x, Minor repeat_spend) { return x > 0 && repeat_spend > 0; }

/// Sums of the likelihood over some customers, whose columns are of one length; those without repeat spend add nothing.
[[nodiscard]] LikelihoodSums spend_likelihood(std::span<const double> parameters, Asked asked,
                                              std::span<const std::uint16_t> x, std::span<const Minor> repeat_spend,
                                              std::uint16_t largest_x, int num_threads);
/// The same by a plain loop, to compare with.
[[nodiscard]] LikelihoodSums reference_spend_likelihood(std::span<const double> parameters,
                                                        std::span<const std::uint16_t> x,
                                                        std::span<const Minor> repeat_spend);

[[nodiscard]] SpendFit fit_spend_by_sums(const Objective& objective, const SpendSums& sums,
                                         std::uint64_t min_repeat_customers = kDefaultMinRepeatCustomers);

/// Throws UsageError as require_inputs() and ParallelPolicy do.
[[nodiscard]] SpendFit fit_spend(const InputColumns& columns, const ParallelPolicy& policy = {},
                                 std::uint64_t min_repeat_customers = kDefaultMinRepeatCustomers);

/// What a purchase day of a customer is worth, in major units; NaN where it has no finite mean.
[[nodiscard]] double expected_spend(const SpendParameters& parameters, std::uint16_t x, Minor repeat_spend);

}  // namespace spendlens::value
