#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

#include "bindings.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/value/holdout.hpp"
#include "spendlens/value/inputs.hpp"
#include "spendlens/value/scores.hpp"
#include "value_arguments.hpp"

namespace spendlens::python {

namespace {

/// Inputs of customers as columns, as of the reference and as of the eve of the holdout.
struct InputVectors {
  std::vector<std::uint16_t> x, t_x, T, calibration_x, calibration_t_x, calibration_T, holdout_days;
  std::vector<Minor> repeat_spend, calibration_spend, holdout_spend;
  std::vector<std::uint8_t> earlier;

  void resize(std::size_t customers) {
    for (auto* column : {&x, &t_x, &T, &calibration_x, &calibration_t_x, &calibration_T, &holdout_days})
      column->resize(customers);
    for (auto* column : {&repeat_spend, &calibration_spend, &holdout_spend}) column->resize(customers);
    earlier.resize(customers);
  }

  void set(std::size_t customer, const value::CustomerInputs& inputs, bool is_earlier) {
    x[customer] = inputs.now.x;
    t_x[customer] = inputs.now.t_x;
    T[customer] = inputs.now.T;
    repeat_spend[customer] = inputs.now.repeat_spend;
    calibration_x[customer] = inputs.calibration.x;
    calibration_t_x[customer] = inputs.calibration.t_x;
    calibration_T[customer] = inputs.calibration.T;
    calibration_spend[customer] = inputs.calibration.repeat_spend;
    holdout_days[customer] = inputs.holdout_days;
    const bool compared = inputs.calibration.T != value::kNoPurchase;
    holdout_spend[customer] = compared ? inputs.now.repeat_spend - inputs.calibration.repeat_spend : 0;
    earlier[customer] = is_earlier;
  }
};

/// Reads some customers on several threads; `repeat_days` is by day from rules.first_day on, empty without a holdout.
void read_part(const TransactionColumns& all, ItemRange part, const value::InputRules& rules, int workers,
               InputVectors& to, std::vector<std::uint64_t>& repeat_days) {
  const std::uint64_t customers = part.end - part.begin;
  std::vector<std::vector<std::uint64_t>> counted(num_parts(customers, workers),
                                                  std::vector<std::uint64_t>(repeat_days.size(), 0));
  for_each_part(customers, workers, [&](ItemRange range, std::size_t thread) {
    value::InputReader reader(rules);
    for (std::uint64_t c = part.begin + range.begin; c < part.begin + range.end; ++c) {
      const value::CustomerInputs inputs = reader.read(all, c);
      const bool is_earlier = inputs.now.T != value::kNoPurchase && rules.is_earlier(inputs.now.T);
      to.set(c, inputs, is_earlier);
      if (!is_earlier && inputs.calibration.T != value::kNoPurchase) reader.count_days(counted[thread]);
    }
  });
  for (const auto& of_thread : counted)
    for (std::size_t day = 0; day < repeat_days.size(); ++day) repeat_days[day] += of_thread[day];
}

nb::dict inputs_of_orders(const Input<std::uint64_t>& offset, const Input<std::uint32_t>& timestamp,
                          const Input<std::int64_t>& amount, const OptionalInput<std::uint8_t>& row_class,
                          Day first_day, Day reference, std::optional<Day> calibration_end,
                          std::optional<Day> acquired_from, bool parallel, std::uint64_t parallel_threshold,
                          std::optional<int> n_workers, const nb::object& progress) {
  const TransactionColumns all{span_of(offset), span_of(timestamp), span_of(amount), span_of(row_class)};
  const value::InputRules rules{first_day, reference, calibration_end, acquired_from};
  InputVectors inputs;
  std::vector<std::uint64_t> repeat_days;
  {
    const nb::gil_scoped_release released;
    const int workers = policy_of(parallel, parallel_threshold, n_workers).workers_for(all.num_customers());
    (void)value::InputReader(rules);  // it refuses dates that cannot be
    inputs.resize(all.num_customers());
    if (calibration_end) repeat_days.resize(static_cast<std::size_t>(reference - first_day) + 1);
    for (const ItemRange part : parts_of(all.offset)) {
      if (part.end > 0) read_part(all, part, rules, workers, inputs, repeat_days);
      report_progress(progress, part.end == 0 ? 0 : all.offset[part.end] - all.offset[0], all.timestamp.size());
    }
  }
  nb::dict result;
  result["x"] = to_numpy(std::move(inputs.x));
  result["t_x_days"] = to_numpy(std::move(inputs.t_x));
  result["T_days"] = to_numpy(std::move(inputs.T));
  result["repeat_spend"] = to_numpy(std::move(inputs.repeat_spend));
  result["calibration_x"] = to_numpy(std::move(inputs.calibration_x));
  result["calibration_t_x_days"] = to_numpy(std::move(inputs.calibration_t_x));
  result["calibration_T_days"] = to_numpy(std::move(inputs.calibration_T));
  result["calibration_spend"] = to_numpy(std::move(inputs.calibration_spend));
  result["holdout_days"] = to_numpy(std::move(inputs.holdout_days));
  result["holdout_spend"] = to_numpy(std::move(inputs.holdout_spend));
  result["earlier"] = to_numpy(std::move(inputs.earlier));
  result["repeat_days"] = to_numpy(std::move(repeat_days));
  return result;
}

nb::tuple class_of(std::size_t place, const value::HoldoutClass& of) {
  return nb::make_tuple(place, of.customers, of.bought, of.purchase_days, value::as_score(of.predicted),
                        value::as_score(of.p_alive));
}

template <std::size_t n>
nb::list classes_of(const std::array<value::HoldoutClass, n>& classes) {
  nb::list list;
  for (std::size_t i = 0; i < n; ++i)
    if (classes[i].customers > 0) list.append(class_of(i, classes[i]));
  return list;
}

nb::dict to_dict(const value::HoldoutSums& sums) {
  nb::dict result;
  result["predicted"] = value::as_score(sums.all.predicted);
  result["actual"] = sums.all.purchase_days;
  result["customers"] = sums.all.customers;
  result["bought"] = sums.all.bought;
  result["bias_pct"] = sums.bias_pct();
  result["mae"] = sums.mean_absolute_error();
  result["rmse"] = sums.root_mean_square_error();
  result["predicted_spend"] = value::as_score(sums.predicted_spend) / 100;
  result["by_x"] = classes_of(sums.by_x);
  result["by_p_alive"] = classes_of(sums.by_p_alive);
  return result;
}

/// Equal inputs before the holdout, with the dates bought in it.
std::vector<value::KeyCounts::Entry> entries_of(const value::InputColumns& before,
                                                std::span<const std::uint16_t> holdout_days) {
  value::KeyCounts counts;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before.T[i] != value::kNoPurchase)
      counts.add(value::key_of(before.x[i], before.t_x[i], before.T[i], holdout_days[i]), 1, before.repeat_spend[i]);
  return counts.sorted();
}

/// What a model that was fitted before the holdout says of it; nothing given: the guess that all go on as they were.
nb::dict compare_holdout(const Input<std::uint16_t>& x, const Input<std::uint16_t>& t_x, const Input<std::uint16_t>& T,
                         const Input<std::int64_t>& repeat_spend, const Input<std::uint16_t>& holdout_days, int days,
                         const std::optional<std::string>& model, const std::vector<double>& parameters,
                         const std::optional<std::vector<double>>& spend, const Input<std::uint64_t>& acquired,
                         const Input<std::uint64_t>& repeat_days) {
  const value::InputColumns before{span_of(x), span_of(t_x), span_of(T), span_of(repeat_spend)};
  if (holdout_days.shape(0) != before.size() || acquired.shape(0) != repeat_days.shape(0))
    throw UsageError("columns of a holdout differ in length");
  value::require_inputs(before);
  value::HoldoutSums sums;
  std::vector<value::TrackedWeek> weeks;
  const auto spend_parameters = spend_from(spend);
  const auto purchases = model ? std::optional(purchases_from(*model, parameters)) : std::nullopt;
  {
    const nb::gil_scoped_release released;
    const auto entries = entries_of(before, span_of(holdout_days));
    std::uint16_t longest_T = 0;
    for (const std::uint16_t each : before.T)
      if (each != value::kNoPurchase) longest_T = std::max(longest_T, each);
    if (purchases) {
      sums = value::compare_holdout(entries, *purchases, spend_parameters, longest_T, days, 1);
      weeks = value::track(*purchases, span_of(acquired), span_of(repeat_days));
    } else {
      sums = value::compare_naive(entries, days);
    }
  }
  nb::dict result = to_dict(sums);
  std::vector<std::int64_t> actual;
  std::vector<double> expected;
  for (const value::TrackedWeek& week : weeks) {
    actual.push_back(static_cast<std::int64_t>(week.actual));
    expected.push_back(week.expected);
  }
  result["actual_by_week"] = to_numpy(std::move(actual));
  result["expected_by_week"] = to_numpy(std::move(expected));
  return result;
}

}  // namespace

void bind_holdout(nb::module_& module) {
  const auto array = [](const char* name) { return nb::arg(name).noconvert(); };
  module.def("inputs_of_orders", &inputs_of_orders, array("offset"), array("timestamp"), array("amount"),
             nb::arg("row_class").noconvert().none(), nb::arg("first_day"), nb::arg("reference"),
             nb::arg("calibration_end").none(), nb::arg("acquired_from").none(), nb::arg("parallel"),
             nb::arg("parallel_threshold"), nb::arg("n_workers").none(), nb::arg("progress").none());
  module.def("default_calibration_end", &value::default_calibration_end, nb::arg("first_day"), nb::arg("reference"));
  module.def("compare_holdout", &compare_holdout, array("x"), array("t_x"), array("T"), array("repeat_spend"),
             array("holdout_days"), nb::arg("days"), nb::arg("model").none(), nb::arg("parameters"),
             nb::arg("spend").none(), array("acquired"), array("repeat_days"));
}

}  // namespace spendlens::python
