#include <fmt/core.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "report/summary/clv_figures.hpp"
#include "spendlens/audit/clv_tables.hpp"

namespace spendlens::report {

namespace {

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

std::vector<std::pair<std::string, ComparedModel>> compared_models(const audit::ClvHoldout& holdout) {
  std::vector<std::pair<std::string, ComparedModel>> models;
  for (const audit::ClvHoldoutModel& model : holdout.models)
    models.emplace_back(
        value::model_name(model.model),
        ComparedModel{&model, holdout.sample.fit_of(model.model), value::is_fitted(holdout.sample.spend_fit.status)});
  return models;
}

}  // namespace

Figures<audit::ClvHoldout> holdout_figures() {
  Figures<audit::ClvHoldout> figures;
  figures.add("calibration_end", "The first date of the holdout, which ends with as-of",
              [](const audit::ClvHoldout& holdout) { return date_text(holdout.calibration_end); });
  figures.add("holdout_days", "Its days", &audit::ClvHoldout::days);
  figures.add_object("inputs", input_figures(), &audit::ClvHoldout::sample);
  figures.add("actual_purchase_days", "Distinct dates with a purchase in it, of all these customers",
              &audit::ClvHoldout::actual_purchase_days);
  figures.add("actual_customers", "of these, who came in it", &audit::ClvHoldout::actual_customers);
  figures.add("actual_spend", "What they spent in it", money(&audit::ClvHoldout::actual_spend));
  Figures<audit::ClvHoldout> models;
  models.add_each("<model>", fitted_model_figures(), compared_models);
  figures.add_object("models", models, std::identity());
  figures.add_object("naive", error_figures(), &audit::ClvHoldout::naive);
  figures.add_object(audit::kSpendModelName, spend_fit_figures(),
                     [](const audit::ClvHoldout& holdout) { return holdout.sample.spend_fit; });
  return figures;
}

}  // namespace spendlens::report
