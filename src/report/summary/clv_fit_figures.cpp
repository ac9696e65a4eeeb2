#include <optional>
#include <span>
#include <vector>

#include "report/summary/clv_figures.hpp"

namespace spendlens::report {

namespace {

Json number_or_null(const std::optional<double>& number) { return number ? Json(*number) : Json(nullptr); }

/// Parameters and their errors in the order of the model; null those that it was not fitted with.
Json list_of(std::span<const double> values, std::size_t known, std::size_t all) {
  Json list = Json::array();
  for (std::size_t i = 0; i < all; ++i) list.push_back(i < known ? Json(values[i]) : Json(nullptr));
  return list;
}

Json errors_of(const std::vector<std::optional<double>>& errors, std::size_t all) {
  Json list = Json::array();
  for (std::size_t i = 0; i < all; ++i) list.push_back(i < errors.size() ? number_or_null(errors[i]) : Json(nullptr));
  return list;
}

Json fitted_number(value::FitStatus status, double number) {
  return value::is_fitted(status) && status != value::FitStatus::kGiven ? Json(number) : Json(nullptr);
}

}  // namespace

Figures<audit::ClvSample> input_figures() {
  Figures<audit::ClvSample> figures;
  figures.add("customers", "With a purchase, those of `earlier` left out: models are fitted to these",
              [](const audit::ClvSample& sample) { return sample.inputs.customers; });
  figures.add("earlier_customers", "Who first bought before acquired_from; they are scored only",
              &audit::ClvSample::earlier);
  figures.add("repeat_customers", "With a purchase on a later date than the first",
              [](const audit::ClvSample& sample) { return sample.inputs.repeat_customers; });
  figures.add("repeat_purchase_days", "Their distinct dates after the first",
              [](const audit::ClvSample& sample) { return sample.inputs.repeat_purchase_days; });
  figures.add("largest_x", "Most of these of a customer",
              [](const audit::ClvSample& sample) { return sample.inputs.largest_x; });
  figures.add("longest_T_days", "Days since the earliest first purchase",
              [](const audit::ClvSample& sample) { return sample.inputs.longest_T; });
  figures.add("distinct_x_tx_T", "Distinct inputs of customers", &audit::ClvSample::distinct);
  figures.add("repeat_spend", "What was spent after the first dates",
              [](const audit::ClvSample& sample) { return decimal_text(sample.spend.repeat_spend, 2); });
  figures.add("correlation_of_x_and_mean_spend",
              "Pearson's, of repeat customers; the model of spend takes it for 0. null where either does not vary",
              [](const audit::ClvSample& sample) {
                const auto correlation = sample.spend.correlation();
                return correlation ? score_text(*correlation, 6) : Json(nullptr);
              });
  figures.add("daily_customers",
              "x >= 10 and 2x > T: who buys on more than half of all days; of a log of purchases few",
              [](const audit::ClvSample& sample) { return sample.inputs.frequent_customers; });
  return figures;
}

Figures<value::PurchaseFit> fit_figures() {
  using Fit = value::PurchaseFit;
  Figures<Fit> figures;
  figures.add(
      "status",
      "`converged`; `no_dropout`: the data show no departures; `at_bound`: customers do not differ; not fitted: "
      "`no_customers`, `too_few_repeat_customers`, `not_converged`; `given`: by the profile",
      [](const Fit& fit) { return value::fit_status_name(fit.status); });
  figures.add("parameters", "r, alpha, then a, b of bg-nbd and mbg-nbd, s, beta of pareto-nbd; null without departures",
              [](const Fit& fit) {
                const std::size_t known =
                    value::is_fitted(fit.status) ? value::parameter_names(fit.parameters.model).size() : 0;
                return list_of(fit.parameters.values, known, value::parameter_names(fit.model).size());
              });
  figures.add("standard_errors", "of these; null at a bound",
              [](const Fit& fit) { return errors_of(fit.standard_errors, value::parameter_names(fit.model).size()); });
  figures.add("log_likelihood", "Its maximum",
              [](const Fit& fit) { return fitted_number(fit.status, fit.log_likelihood); });
  figures.add("twice_gain_over_nbd", "Twice what that is above nbd's; up to 5.991 there are no departures",
              [](const Fit& fit) { return fitted_number(fit.status, fit.twice_gain_over_nbd); });
  figures.add("steps", "Newton steps", &Fit::steps);
  figures.add("evaluations", "of the likelihood", &Fit::evaluations);
  figures.add("distinct", "Distinct inputs", &Fit::distinct);
  return figures;
}

Figures<value::SpendFit> spend_fit_figures() {
  using Fit = value::SpendFit;
  Figures<Fit> figures;
  figures.add("status", "As above", [](const Fit& fit) { return value::fit_status_name(fit.status); });
  figures.add("parameters", "p, q, v of the spend of a purchase day", [](const Fit& fit) {
    return list_of(std::array{fit.parameters.p, fit.parameters.q, fit.parameters.v},
                   value::is_fitted(fit.status) ? std::size_t{3} : std::size_t{0}, 3);
  });
  figures.add("standard_errors", "of these", [](const Fit& fit) { return errors_of(fit.standard_errors, 3); });
  figures.add("log_likelihood", "Its maximum",
              [](const Fit& fit) { return fitted_number(fit.status, fit.log_likelihood); });
  figures.add("steps", "Newton steps", &Fit::steps);
  figures.add("evaluations", "of the likelihood", &Fit::evaluations);
  figures.add("customers", "With repeat spend", &Fit::customers);
  figures.add("left_out_without_spend", "With repeat purchases of value 0 only", &Fit::left_out_without_spend);
  return figures;
}

}  // namespace spendlens::report
