#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::value {

/// Sums over customers, each term rounded to a multiple of 2^-40 and counted in these: the same in any order, however
/// customers are dealt to threads and ranks, whether equal ones are counted together or not. Derivatives are by the
/// logarithms of the parameters.
struct LikelihoodSums {
  int128 log_likelihood = 0;
  std::array<int128, kMostParameters> gradient{};
  std::array<int128, 10> second{};  ///< rows of the upper triangle, of those that have them
  std::uint64_t not_finite = 0;     ///< terms that are no number: the parameters are of no use

  LikelihoodSums& operator+=(const LikelihoodSums& other);
  /// All numbers, to be added up elsewhere, and back.
  [[nodiscard]] std::vector<int128> numbers() const;
  static LikelihoodSums of(std::span<const int128> numbers);
  friend bool operator==(const LikelihoodSums&, const LikelihoodSums&) = default;
};

/// A sum of LikelihoodSums as a number.
[[nodiscard]] double as_number(int128 sum);

/// What of the sums is asked for; what is not may be 0.
enum class Asked : std::uint8_t { kLikelihood, kGradient, kSecond };

/// The sums at some parameters. Ranks add up their own in it: it is called with the same arguments in the same order on
/// each.
using Objective = std::function<LikelihoodSums(std::span<const double> parameters, Asked asked)>;

enum class FitStatus : std::uint8_t {
  kConverged = 0,
  kNoDropout = 1,  ///< the data show no departures: r and alpha are of nbd
  kAtBound = 2,    ///< converged with a parameter at its bound: customers do not differ
  kNoCustomers = 3,
  kTooFewRepeatCustomers = 4,
  kNotConverged = 5,
  kGiven = 6  ///< the parameters were given, nothing was fitted
};
/// "converged", "no_dropout", ...: they stand in files and never change.
[[nodiscard]] const char* fit_status_name(FitStatus status);
inline constexpr std::size_t kFitStatuses = 7;
/// Whether customers can be scored.
[[nodiscard]] constexpr bool is_fitted(FitStatus status) {
  return status != FitStatus::kNoCustomers && status != FitStatus::kTooFewRepeatCustomers &&
         status != FitStatus::kNotConverged;
}

/// The place where a likelihood is largest.
struct Maximum {
  FitStatus status = FitStatus::kNotConverged;  ///< kConverged, kAtBound or kNotConverged
  std::vector<double> parameters;
  std::vector<std::optional<double>> standard_errors;  ///< nothing at a bound
  int128 log_likelihood = 0;
  int steps = 0;
  int evaluations = 0;
};

/// Damped Newton steps from `start` in the logarithms of the parameters (section 15). `with_second`: the objective has
/// second derivatives, else they are differences of its gradient.
[[nodiscard]] Maximum maximize(const Objective& objective, std::span<const double> start, bool with_second);

}  // namespace spendlens::value
