#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/holdout.hpp"
#include "spendlens/value/scores.hpp"
#include "spendlens/value/spend.hpp"

namespace spendlens::audit {

/// "gamma-gamma", beside the names of value::Model.
inline constexpr const char* kSpendModelName = "gamma-gamma";

/// Parameters of a model that a profile gives: by value::parameter_names(), or p, q, v.
struct GivenModel {
  std::string model;
  std::vector<double> values;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, model, values);
  }
  friend bool operator==(const GivenModel&, const GivenModel&) = default;
};

/// What a profile says of the value of customers.
struct ClvRules {
  std::vector<int> horizons = {90, 365};
  int months = 12;
  double discount_rate = 0.10;
  double margin = 1;
  std::uint64_t min_repeat_customers = value::kDefaultMinRepeatCustomers;
  std::vector<GivenModel> given;  ///< with any, no other model of purchases is fitted to all customers

  [[nodiscard]] value::ScoreRules scores() const { return {horizons, months, discount_rate, margin}; }
  [[nodiscard]] std::optional<value::PurchaseParameters> given_purchases(value::Model model) const;
  [[nodiscard]] std::optional<value::SpendParameters> given_spend() const;
  /// Whether purchases are scored with parameters that were given.
  [[nodiscard]] bool gives_purchases() const;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, horizons, months, discount_rate, margin, min_repeat_customers, given);
  }
  friend bool operator==(const ClvRules&, const ClvRules&) = default;
};

/// What an audit is asked of the value of customers.
struct ClvSettings {
  std::optional<value::Model> model;  ///< that scores; nothing: no model is fitted
  value::InputRules inputs;
  ClvRules rules;
  Granularity granularity = Granularity::kMonth;  ///< of by_cohort
  std::optional<Day> streams_from;  ///< the first day of which streams tell subscriptions; nothing: none do

  [[nodiscard]] bool asked() const { return model.has_value(); }
};

/// Customers as of a day, and the models that are fitted to them.
struct ClvSample {
  value::InputSums inputs;  ///< of all but `earlier`
  value::SpendSums spend;
  std::uint64_t distinct = 0;            ///< (x, t_x, T)
  std::uint64_t earlier = 0;             ///< customers to whom nothing is fitted
  std::vector<value::PurchaseFit> fits;  ///< by value::kModels, or those that were given
  value::SpendFit spend_fit;

  [[nodiscard]] const value::PurchaseFit* fit_of(value::Model model) const;
};

/// Customers of a cohort: how many are expected to be customers still, and their value.
struct ClvCohort {
  std::string name;
  std::uint64_t customers = 0;
  int128 p_alive = 0;  ///< value::as_score()
  int128 clv = 0;      ///< minor units
};

/// One model beside what came.
struct ClvHoldoutModel {
  value::Model model{};
  std::optional<value::HoldoutSums> sums;  ///< nothing: it was not fitted
  std::vector<value::TrackedWeek> tracking;
};

struct ClvHoldout {
  Day calibration_end = 0;
  int days = 0;
  ClvSample sample;  ///< as of the eve
  std::uint64_t actual_customers = 0;
  std::uint64_t actual_purchase_days = 0;
  int128 actual_spend = 0;
  std::vector<ClvHoldoutModel> models;  ///< by value::kModels
  value::HoldoutSums naive;
};

/// What customers will be worth.
struct ClvAnalysis {
  ClvSample sample;
  bool scored = false;                     ///< whether the model that was asked for says anything
  bool has_spend = false;                  ///< and that of spend
  std::uint16_t longest_T = 0;             ///< of all customers, `earlier` too: scores depend on it in their last bits
  std::uint64_t customers = 0;             ///< with a purchase, `earlier` too
  int128 p_alive = 0;                      ///< sums over these
  std::vector<int128> expected_purchases;  ///< by horizon
  int128 clv = 0;
  std::uint64_t without_clv = 0;  ///< whose spend has no finite mean
  std::optional<Hundredths> top_10pct_share;
  std::optional<Hundredths> top_20pct_share;
  std::optional<Hundredths> subscription_spend_pct;  ///< of spend since streams_from; nothing where it is not known
  std::vector<ClvCohort> cohorts;
  std::optional<ClvHoldout> holdout;
};

}  // namespace spendlens::audit
