#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spendlens/core/parallel.hpp"
#include "spendlens/value/counted_inputs.hpp"
#include "spendlens/value/maximum.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::value {

inline constexpr std::uint64_t kDefaultMinRepeatCustomers = 50;

/// A model of purchases fitted to customers.
struct PurchaseFit {
  Model model = Model::kParetoNbd;  ///< that was asked for
  FitStatus status = FitStatus::kNoCustomers;
  PurchaseParameters parameters;  ///< of `model`, or of nbd without dropout; of no use where !is_fitted(status)
  std::vector<std::optional<double>> standard_errors;  ///< by parameter_names(parameters.model)
  double log_likelihood = 0;
  double twice_gain_over_nbd = 0;
  int steps = 0;
  int evaluations = 0;
  std::uint64_t distinct = 0;  ///< (x, t_x, T) of these customers
};

/// Sums of a model's likelihood at some parameters, in the order of parameter_names().
using PurchaseObjective = std::function<LikelihoodSums(Model model, std::span<const double> parameters, Asked asked)>;

/// The sums of the likelihood of some customers; `all` are the inputs' sums of all of them, wherever they are. Keeps a
/// reference to the inputs.
[[nodiscard]] PurchaseObjective likelihood_of(const CountedInputs& inputs, const InputSums& all, int num_threads);
/// The same by plain loops over customers, to compare with.
[[nodiscard]] PurchaseObjective reference_likelihood_of(const CountedInputs& inputs, const InputSums& all);

/// Fits a model by its sums. `sums` and `distinct` are of all customers. For nbd, and then the model: see section 15.
[[nodiscard]] PurchaseFit fit_by_sums(Model model, const PurchaseObjective& objective, const InputSums& sums,
                                      std::uint64_t min_repeat_customers = kDefaultMinRepeatCustomers);

/// The same of all models, by kModels; nbd is fitted once.
[[nodiscard]] std::vector<PurchaseFit> fit_all_by_sums(const PurchaseObjective& objective, const InputSums& sums,
                                                       std::uint64_t min_repeat_customers = kDefaultMinRepeatCustomers);

/// Fits a model of purchases to customers: the same on any number of threads. Throws UsageError as require_inputs() and
/// ParallelPolicy do.
[[nodiscard]] PurchaseFit fit_purchases(Model model, const InputColumns& columns, const ParallelPolicy& policy = {},
                                        std::uint64_t min_repeat_customers = kDefaultMinRepeatCustomers);

}  // namespace spendlens::value
