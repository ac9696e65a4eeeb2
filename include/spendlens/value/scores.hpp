#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/value/counted_inputs.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::value {

struct ScoreRules {
  std::vector<int> horizons = {90, 365};  ///< days after ref, for expected purchases
  int months = 12;                        ///< that value is summed over
  double discount_rate = 0.10;            ///< a year
  double margin = 1;                      ///< of spend

  friend bool operator==(const ScoreRules&, const ScoreRules&) = default;
};

/// Throws UsageError where a rule is out of its range: horizons of 1 to 3,650 days, at most 8 of them, ascending; 1 to
/// 120 months; a rate of 0 to 10,000; a margin above 0 and at most 1.
void require_rules(const ScoreRules& rules);

/// Expected purchase days of a customer who is alive at ref, in the `weeks` after it.
[[nodiscard]] double expected_if_alive(const PurchaseParameters& parameters, std::uint16_t x, std::uint16_t T,
                                       double weeks);
/// Expected purchase days of a new customer in the `weeks` after the first purchase.
[[nodiscard]] double expected_of_new(const PurchaseParameters& parameters, double weeks);

/// Expectations of all (x, T) of some customers, made once.
class Expectations {
 public:
  Expectations(const PurchaseParameters& parameters, const ScoreRules& rules, const CountedInputs& inputs,
               int num_threads);

  /// What is expected of a customer who is alive: a number for each horizon, then the discounted purchase days.
  /// Precondition: (x, T) is of the inputs.
  [[nodiscard]] std::span<const double> of(std::uint16_t x, std::uint16_t T) const;

 private:
  std::size_t width_ = 0;
  std::vector<std::uint32_t> begin_of_x_;  ///< in keys_
  std::vector<std::uint16_t> keys_;        ///< T, by x
  std::vector<double> values_;
};

/// The chance of each customer to be one still, in the order of the columns; NaN without a purchase. `longest_T` is of
/// all customers that are scored with these parameters: results depend on it in their last bits.
void p_alive(const PurchaseParameters& parameters, std::uint16_t longest_T, const InputColumns& columns,
             int num_threads, std::span<double> result);
/// The same of one customer, by plain loops: equal to the last bit.
[[nodiscard]] double reference_p_alive(const PurchaseParameters& parameters, std::uint16_t longest_T, std::uint16_t x,
                                       std::uint16_t t_x, std::uint16_t T);

/// Scores of customers, each column in the order of the inputs; NaN or kNoMoney without a purchase.
struct ScoreColumns {
  std::vector<double> p_alive;
  std::vector<std::vector<double>> expected_purchases;  ///< by horizon
  std::vector<double> discounted_purchases;             ///< p_alive · D
  std::vector<Minor> expected_spend;                    ///< of a purchase day; kNoMoney where there is no finite mean
  std::vector<Minor> clv;
};

/// What scores are made with.
struct ScoreModel {
  PurchaseParameters purchases;
  std::optional<SpendParameters> spend;  ///< nothing: expected_spend and clv are not known
  std::uint16_t longest_T = 0;
  ScoreRules rules;
};

/// A value in major units as minor ones, rounded half away from zero; kNoMoney of NaN, or what 64 bits do not hold.
[[nodiscard]] Minor minor_of(double major);

/// The rest of the scores where p_alive is known.
void score_by_expectations(const ScoreModel& model, const Expectations& expectations, const InputColumns& columns,
                           int num_threads, ScoreColumns& scores);

/// All scores. Throws UsageError as require_inputs(), require_parameters() and require_rules() do.
[[nodiscard]] ScoreColumns score_customers(const ScoreModel& model, const InputColumns& columns,
                                           const ParallelPolicy& policy = {});

}  // namespace spendlens::value
