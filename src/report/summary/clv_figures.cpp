#include <fmt/core.h>

#include "report/summary/summary_figures.hpp"
#include "spendlens/audit/clv_tables.hpp"

namespace spendlens::report {

namespace {

using audit::AuditResult;
using audit::ClvAnalysis;
using audit::ClvCohort;
using audit::ClvHoldout;
using audit::ClvSample;

Json score_text(double score, int decimals) { return fmt::format("{:.{}f}", score, decimals); }

Json number_or_null(const std::optional<double>& number) { return number ? Json(*number) : Json(nullptr); }

Json percent_or_null(const std::optional<Hundredths>& percent) {
  return percent ? Json(decimal_text(*percent)) : Json(nullptr);
}

/// num / of, with so many decimals; null over 0.
Json mean_text(double sum, std::uint64_t of, int decimals) {
  return of == 0 ? Json(nullptr) : score_text(sum / static_cast<double>(of), decimals);
}

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

Figures<ClvSample> input_figures() {
  Figures<ClvSample> figures;
  figures.add("customers", "With a purchase, those of `earlier` left out: models are fitted to these",
              [](const ClvSample& sample) { return sample.inputs.customers; });
  figures.add("earlier_customers", "Who first bought before acquired_from; they are scored only", &ClvSample::earlier);
  figures.add("repeat_customers", "With a purchase on a later date than the first",
              [](const ClvSample& sample) { return sample.inputs.repeat_customers; });
  figures.add("repeat_purchase_days", "Their distinct dates after the first",
              [](const ClvSample& sample) { return sample.inputs.repeat_purchase_days; });
  figures.add("largest_x", "Most of these of a customer",
              [](const ClvSample& sample) { return sample.inputs.largest_x; });
  figures.add("longest_T_days", "Days since the earliest first purchase",
              [](const ClvSample& sample) { return sample.inputs.longest_T; });
  figures.add("distinct_x_tx_T", "Distinct inputs of customers", &ClvSample::distinct);
  figures.add("repeat_spend", "What was spent after the first dates",
              [](const ClvSample& sample) { return decimal_text(sample.spend.repeat_spend, 2); });
  figures.add("correlation_of_x_and_mean_spend",
              "Pearson's, of repeat customers; the model of spend takes it for 0. null where either does not vary",
              [](const ClvSample& sample) {
                const auto correlation = sample.spend.correlation();
                return correlation ? score_text(*correlation, 6) : Json(nullptr);
              });
  figures.add("daily_customers",
              "x >= 10 and 2x > T: who buys on more than half of all days; of a log of purchases few",
              [](const ClvSample& sample) { return sample.inputs.frequent_customers; });
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

std::vector<std::pair<std::string, value::PurchaseFit>> fits_of(const ClvSample& sample) {
  std::vector<std::pair<std::string, value::PurchaseFit>> fits;
  for (const value::PurchaseFit& fit : sample.fits) fits.emplace_back(value::model_name(fit.model), fit);
  return fits;
}

Figures<ClvSample> fits_figures() {
  Figures<ClvSample> figures;
  figures.add_each("<model>", fit_figures(), fits_of);
  figures.add_object(audit::kSpendModelName, spend_fit_figures(), &ClvSample::spend_fit);
  return figures;
}

Figures<value::HoldoutSums> error_figures() {
  using Sums = value::HoldoutSums;
  Figures<Sums> figures;
  figures.add("predicted_purchase_days", "Expected in the holdout",
              [](const Sums& sums) { return score_text(value::as_score(sums.all.predicted), 4); });
  figures.add("bias_pct", "Predicted less actual, in percent of actual; null where nobody came", [](const Sums& sums) {
    const auto bias = sums.bias_pct();
    return bias ? score_text(*bias, 2) : Json(nullptr);
  });
  figures.add("mae", "Mean absolute error of a customer",
              [](const Sums& sums) { return score_text(sums.mean_absolute_error(), 6); });
  figures.add("rmse", "Root of the mean square error",
              [](const Sums& sums) { return score_text(sums.root_mean_square_error(), 6); });
  return figures;
}

using NamedClass = std::pair<std::string, value::HoldoutClass>;

template <std::size_t n>
std::vector<NamedClass> named_classes(const std::array<value::HoldoutClass, n>& classes,
                                      std::string (*name)(std::size_t)) {
  std::vector<NamedClass> named;
  for (std::size_t i = 0; i < n; ++i)
    if (classes[i].customers > 0) named.emplace_back(name(i), classes[i]);
  return named;
}

std::string x_name(std::size_t x) { return x == 7 ? "7+" : std::to_string(x); }
std::string tenth_name(std::size_t tenth) { return fmt::format("0.{}", tenth); }

Figures<NamedClass> x_figures() {
  Figures<NamedClass> figures;
  figures.add("x", "0 to 6, 7+", &NamedClass::first);
  figures.add("customers", "With that many repeat purchase days before the holdout",
              [](const NamedClass& of) { return of.second.customers; });
  figures.add("actual_mean", "Purchase days in it, of a customer", [](const NamedClass& of) {
    return mean_text(static_cast<double>(of.second.purchase_days), of.second.customers, 6);
  });
  figures.add("predicted_mean", "Expected", [](const NamedClass& of) {
    return mean_text(value::as_score(of.second.predicted), of.second.customers, 6);
  });
  return figures;
}

Figures<NamedClass> p_alive_figures() {
  Figures<NamedClass> figures;
  figures.add("from", "p_alive from here to a tenth more", &NamedClass::first);
  figures.add("customers", "Customers", [](const NamedClass& of) { return of.second.customers; });
  figures.add("bought", "of these, who came in the holdout", [](const NamedClass& of) { return of.second.bought; });
  figures.add("mean_p_alive", "Their mean p_alive", [](const NamedClass& of) {
    return mean_text(value::as_score(of.second.p_alive), of.second.customers, 6);
  });
  return figures;
}

/// A week, and the sums to its end.
struct Tracked {
  std::size_t week = 0;
  value::TrackedWeek of;
  std::uint64_t actual_so_far = 0;
  double expected_so_far = 0;
};

std::vector<Tracked> tracked_of(const std::vector<value::TrackedWeek>& weeks) {
  std::vector<Tracked> all;
  Tracked next;
  for (const value::TrackedWeek& week : weeks) {
    next.week = all.size() + 1;
    next.of = week;
    next.actual_so_far += week.actual;
    next.expected_so_far += week.expected;
    all.push_back(next);
  }
  return all;
}

Figures<Tracked> tracking_figures() {
  Figures<Tracked> figures;
  figures.add("week", "Since the first customer came, from 1", &Tracked::week);
  figures.add("actual", "Repeat purchase days in it", [](const Tracked& week) { return week.of.actual; });
  figures.add("actual_cumulative", "up to its end", &Tracked::actual_so_far);
  figures.add("expected", "Expected in it", [](const Tracked& week) { return score_text(week.of.expected, 4); });
  figures.add("expected_cumulative", "up to its end",
              [](const Tracked& week) { return score_text(week.expected_so_far, 4); });
  return figures;
}

/// A model that was fitted, and its fit.
struct ComparedModel {
  const audit::ClvHoldoutModel* model;
  const value::PurchaseFit* fit;
  bool with_spend;
};

Figures<ComparedModel> fitted_model_figures() {
  Figures<ComparedModel> figures;
  figures.add_object("fit", fit_figures(), [](const ComparedModel& of) { return *of.fit; });
  Figures<ComparedModel> fitted;
  fitted.include(error_figures(), [](const ComparedModel& of) { return *of.model->sums; });
  fitted.add("predicted_spend", "Expected in the holdout; null without a model of spend", [](const ComparedModel& of) {
    return of.with_spend ? score_text(value::as_score(of.model->sums->predicted_spend) / 100, 2) : Json(nullptr);
  });
  fitted.add_list("by_x", x_figures(),
                  [](const ComparedModel& of) { return named_classes(of.model->sums->by_x, x_name); });
  fitted.add_list("by_p_alive", p_alive_figures(),
                  [](const ComparedModel& of) { return named_classes(of.model->sums->by_p_alive, tenth_name); });
  fitted.add_list("tracking", tracking_figures(),
                  [](const ComparedModel& of) { return tracked_of(of.model->tracking); });
  figures.include_where([](const ComparedModel& of) { return of.model->sums.has_value(); }, fitted);
  return figures;
}

std::vector<std::pair<std::string, ComparedModel>> compared_models(const ClvHoldout& holdout) {
  std::vector<std::pair<std::string, ComparedModel>> models;
  for (const audit::ClvHoldoutModel& model : holdout.models)
    models.emplace_back(
        value::model_name(model.model),
        ComparedModel{&model, holdout.sample.fit_of(model.model), value::is_fitted(holdout.sample.spend_fit.status)});
  return models;
}

Figures<ClvHoldout> holdout_figures() {
  Figures<ClvHoldout> figures;
  figures.add("calibration_end", "The first date of the holdout, which ends with as-of",
              [](const ClvHoldout& holdout) { return date_text(holdout.calibration_end); });
  figures.add("holdout_days", "Its days", &ClvHoldout::days);
  figures.add_object("inputs", input_figures(), &ClvHoldout::sample);
  figures.add("actual_purchase_days", "Distinct dates with a purchase in it, of all these customers",
              &ClvHoldout::actual_purchase_days);
  figures.add("actual_customers", "of these, who came in it", &ClvHoldout::actual_customers);
  figures.add("actual_spend", "What they spent in it", money(&ClvHoldout::actual_spend));
  Figures<ClvHoldout> models;
  models.add_each("<model>", fitted_model_figures(), compared_models);
  figures.add_object("models", models, std::identity());
  figures.add_object("naive", error_figures(), &ClvHoldout::naive);
  figures.add_object(audit::kSpendModelName, spend_fit_figures(),
                     [](const ClvHoldout& holdout) { return holdout.sample.spend_fit; });
  return figures;
}

Figures<ClvCohort> cohort_value_figures() {
  Figures<ClvCohort> figures;
  figures.add("customers", "Who first bought in it", &ClvCohort::customers);
  figures.add("expected_alive", "of these, expected to be customers still",
              [](const ClvCohort& cohort) { return score_text(value::as_score(cohort.p_alive), 4); });
  figures.add("clv_total", "What they will be worth", money(&ClvCohort::clv));
  return figures;
}

/// The analysis, and what it was asked for.
struct Scored {
  const AuditResult* result;

  [[nodiscard]] const ClvAnalysis& clv() const { return *result->clv; }
  [[nodiscard]] bool scored() const { return clv().scored; }
  [[nodiscard]] bool has_spend() const { return clv().has_spend; }
};

Json clv_mean(const Scored& of) {
  const std::uint64_t valued = of.clv().customers - of.clv().without_clv;
  if (!of.has_spend() || valued == 0) return nullptr;
  return decimal_text(divide_rounded(of.clv().clv, static_cast<int128>(valued)), 2);
}

Figures<Scored> score_figures_of_value() {
  Figures<Scored> figures;
  figures.add("customers", "With a purchase, those of `earlier` too: all are scored",
              [](const Scored& of) { return of.clv().customers; });
  figures.add("expected_alive", "of these, expected to be customers still",
              [](const Scored& of) { return score_text(value::as_score(of.clv().p_alive), 4); });
  figures.add_each_value("expected_purchases_<days>d", "Purchase days expected in so many days after as-of",
                         [](const Scored& of) {
                           std::vector<std::pair<std::string, Json>> values;
                           for (std::size_t h = 0; h < of.clv().expected_purchases.size(); ++h)
                             values.emplace_back(audit::horizon_column(of.result->clv_settings.rules.horizons[h]),
                                                 score_text(value::as_score(of.clv().expected_purchases[h]), 4));
                           return values;
                         });
  figures.add("clv_total", "What they will be worth; null without a model of spend",
              [](const Scored& of) { return of.has_spend() ? Json(decimal_text(of.clv().clv, 2)) : Json(nullptr); });
  figures.add("clv_mean", "of a customer", clv_mean);
  figures.add("without_clv", "Customers whose spend has no finite mean, or all without a model of spend",
              [](const Scored& of) { return of.clv().without_clv; });
  figures.add("top_10pct_clv_share", "Of clv_total, of the tenth with the largest; a lower bound",
              [](const Scored& of) { return percent_or_null(of.clv().top_10pct_share); });
  figures.add("top_20pct_clv_share", "of the fifth",
              [](const Scored& of) { return percent_or_null(of.clv().top_20pct_share); });
  Figures<Scored> cohorts;
  cohorts.add_each("<cohort>", cohort_value_figures(), [](const Scored& of) {
    std::vector<std::pair<std::string, ClvCohort>> parts;
    for (const ClvCohort& cohort : of.clv().cohorts) parts.emplace_back(cohort.name, cohort);
    return parts;
  });
  figures.add_object("by_cohort", cohorts, std::identity());
  return figures;
}

Figures<Scored> analysis_figures() {
  Figures<Scored> figures;
  figures.add("model", "That scores: --clv",
              [](const Scored& of) { return value::model_name(*of.result->clv_settings.model); });
  figures.add("clv_months", "Months after as-of that value is summed over",
              [](const Scored& of) { return of.result->clv_settings.rules.months; });
  figures.add("discount_rate", "a year", [](const Scored& of) { return of.result->clv_settings.rules.discount_rate; });
  figures.add("clv_margin", "of spend", [](const Scored& of) { return of.result->clv_settings.rules.margin; });
  figures.add("scored", "Whether the model was fitted; else no customer is scored", &Scored::scored);
  figures.add_object("inputs", input_figures(), [](const Scored& of) { return of.clv().sample; });
  figures.add(
      "subscription_spend_pct",
      "Of what was spent in the lookback of streams, in percent what went to subscriptions: charges times their "
      "median; null without merchants. Who is billed is not choosing to come back",
      [](const Scored& of) { return percent_or_null(of.clv().subscription_spend_pct); });
  figures.add_object("fits", fits_figures(), [](const Scored& of) { return of.clv().sample; });
  figures.include_where(&Scored::scored, score_figures_of_value());
  Figures<Scored> holdout;
  holdout.add_object("holdout", holdout_figures(), [](const Scored& of) { return *of.clv().holdout; });
  figures.include_where([](const Scored& of) { return of.clv().holdout.has_value(); }, holdout);
  return figures;
}

}  // namespace

Figures<AuditResult> clv_figures() {
  Figures<AuditResult> figures;
  Figures<AuditResult> asked;
  asked.include(analysis_figures(), [](const AuditResult& result) { return Scored{&result}; });
  figures.include_where([](const AuditResult& result) { return result.clv.has_value(); }, asked);
  return figures;
}

}  // namespace spendlens::report
