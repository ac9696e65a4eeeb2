#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

#include "bindings.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/scores.hpp"
#include "spendlens/value/spend.hpp"
#include "value_arguments.hpp"

namespace spendlens::python {

namespace {

/// Fits take seconds: between two looks at all customers Ctrl-C ends one.
template <class... Arguments>
auto interruptible(std::function<value::LikelihoodSums(Arguments...)> objective, const nb::object& nobody) {
  return [objective = std::move(objective), &nobody](Arguments... arguments) {
    report_progress(nobody, 0, 0);
    return objective(arguments...);
  };
}

nb::dict fit_purchases(const std::string& model, const Input<std::uint16_t>& x, const Input<std::uint16_t>& t_x,
                       const Input<std::uint16_t>& T, std::uint64_t min_repeat_customers, bool parallel,
                       std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  const std::vector<Minor> no_spend(x.shape(0), 0);
  const value::InputColumns columns{span_of(x), span_of(t_x), span_of(T), no_spend};
  const value::Model wanted = model_from(model);
  const nb::object nobody = nb::none();
  value::PurchaseFit fit;
  {
    const nb::gil_scoped_release released;
    const int workers = policy_of(parallel, parallel_threshold, n_workers).workers_for(columns.size());
    value::require_inputs(columns);
    const value::CountedInputs inputs = value::count_inputs(columns);
    value::InputSums sums;
    sums.add(inputs);
    fit = value::fit_by_sums(wanted, interruptible(value::likelihood_of(inputs, sums, workers), nobody), sums,
                             min_repeat_customers);
    fit.distinct = inputs.size();
  }
  return to_dict(fit);
}

nb::dict fit_spend(const Input<std::uint16_t>& x, const Input<std::uint16_t>& t_x, const Input<std::uint16_t>& T,
                   const Input<std::int64_t>& repeat_spend, std::uint64_t min_repeat_customers, bool parallel,
                   std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  value::SpendFit fit;
  {
    const nb::gil_scoped_release released;
    fit = value::fit_spend({span_of(x), span_of(t_x), span_of(T), span_of(repeat_spend)},
                           policy_of(parallel, parallel_threshold, n_workers), min_repeat_customers);
  }
  return to_dict(fit);
}

nb::dict score_customers(const Input<std::uint16_t>& x, const Input<std::uint16_t>& t_x, const Input<std::uint16_t>& T,
                         const Input<std::int64_t>& repeat_spend, const std::string& model,
                         const std::vector<double>& parameters, const std::optional<std::vector<double>>& spend,
                         const std::vector<int>& horizons, int months, double discount_rate, double margin,
                         bool parallel, std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  const value::ScoreModel by{
      purchases_from(model, parameters), spend_from(spend), 0, {horizons, months, discount_rate, margin}};
  value::ScoreColumns scores;
  {
    const nb::gil_scoped_release released;
    scores = value::score_customers(by, {span_of(x), span_of(t_x), span_of(T), span_of(repeat_spend)},
                                    policy_of(parallel, parallel_threshold, n_workers));
  }
  nb::dict result;
  nb::list expected;
  for (auto& column : scores.expected_purchases) expected.append(to_numpy(std::move(column)));
  result["p_alive"] = to_numpy(std::move(scores.p_alive));
  result["expected_purchases"] = expected;
  result["discounted_purchases"] = to_numpy(std::move(scores.discounted_purchases));
  result["expected_spend"] = to_numpy(std::move(scores.expected_spend));
  result["clv"] = to_numpy(std::move(scores.clv));
  return result;
}

}  // namespace

value::Model model_from(const std::string& name) {
  const auto model = value::model_of(name);
  if (!model) throw UsageError("a model of purchases is nbd, bg-nbd, mbg-nbd or pareto-nbd, not " + name);
  return *model;
}

value::PurchaseParameters purchases_from(const std::string& model, const std::vector<double>& parameters) {
  value::PurchaseParameters purchases{model_from(model), {}};
  const std::size_t count = value::parameter_names(purchases.model).size();
  if (parameters.size() != count)
    throw UsageError(model + " has " + std::to_string(count) + " parameters, not " + std::to_string(parameters.size()));
  std::copy(parameters.begin(), parameters.end(), purchases.values.begin());
  return purchases;
}

std::optional<value::SpendParameters> spend_from(const std::optional<std::vector<double>>& parameters) {
  if (!parameters) return std::nullopt;
  if (parameters->size() != value::kSpendParameterNames.size())
    throw UsageError("gamma-gamma has 3 parameters, not " + std::to_string(parameters->size()));
  const value::SpendParameters spend{(*parameters)[0], (*parameters)[1], (*parameters)[2]};
  if (!(spend.p > 0 && spend.q > 0 && spend.v > 0)) throw UsageError("parameters of gamma-gamma are above 0");
  return spend;
}

nb::dict to_dict(const value::PurchaseFit& fit) {
  nb::dict result;
  nb::list names;
  nb::list values;
  const bool is_fitted = value::is_fitted(fit.status);
  if (is_fitted)
    for (std::size_t i = 0; i < value::parameter_names(fit.parameters.model).size(); ++i) {
      names.append(nb::str(value::parameter_names(fit.parameters.model)[i]));
      values.append(fit.parameters.values[i]);
    }
  result["model"] = nb::str(value::model_name(fit.model));
  result["scores_as"] = nb::str(value::model_name(is_fitted ? fit.parameters.model : fit.model));
  result["status"] = nb::str(value::fit_status_name(fit.status));
  result["is_fitted"] = is_fitted;
  result["names"] = names;
  result["parameters"] = values;
  result["standard_errors"] = nb::cast(fit.standard_errors);
  result["log_likelihood"] = fit.log_likelihood;
  result["twice_gain_over_nbd"] = fit.twice_gain_over_nbd;
  result["steps"] = fit.steps;
  result["evaluations"] = fit.evaluations;
  return result;
}

nb::dict to_dict(const value::SpendFit& fit) {
  nb::dict result;
  const bool is_fitted = value::is_fitted(fit.status);
  result["model"] = "gamma-gamma";
  result["scores_as"] = "gamma-gamma";
  result["status"] = nb::str(value::fit_status_name(fit.status));
  result["is_fitted"] = is_fitted;
  nb::list names;
  for (const char* name : value::kSpendParameterNames)
    if (is_fitted) names.append(nb::str(name));
  result["names"] = names;
  result["parameters"] = is_fitted ? nb::object(nb::make_tuple(fit.parameters.p, fit.parameters.q, fit.parameters.v))
                                   : nb::object(nb::make_tuple());
  result["standard_errors"] = nb::cast(fit.standard_errors);
  result["log_likelihood"] = fit.log_likelihood;
  result["steps"] = fit.steps;
  result["evaluations"] = fit.evaluations;
  result["customers"] = fit.customers;
  result["left_out_without_spend"] = fit.left_out_without_spend;
  return result;
}

void bind_value(nb::module_& module) {
  const auto array = [](const char* name) { return nb::arg(name).noconvert(); };
  module.def("fit_purchases", &fit_purchases, nb::arg("model"), array("x"), array("t_x"), array("T"),
             nb::arg("min_repeat_customers"), nb::arg("parallel"), nb::arg("parallel_threshold"),
             nb::arg("n_workers").none());
  module.def("fit_spend", &fit_spend, array("x"), array("t_x"), array("T"), array("repeat_spend"),
             nb::arg("min_repeat_customers"), nb::arg("parallel"), nb::arg("parallel_threshold"),
             nb::arg("n_workers").none());
  module.def("score_customers", &score_customers, array("x"), array("t_x"), array("T"), array("repeat_spend"),
             nb::arg("model"), nb::arg("parameters"), nb::arg("spend").none(), nb::arg("horizons"), nb::arg("months"),
             nb::arg("discount_rate"), nb::arg("margin"), nb::arg("parallel"), nb::arg("parallel_threshold"),
             nb::arg("n_workers").none());
}

}  // namespace spendlens::python
