#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.hpp"
#include "metrics.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/customer_groups.hpp"
#include "spendlens/lenses/period_comparison.hpp"

namespace spendlens::python {

namespace {

using lenses::PeriodComparison;
using lenses::SinglePeriodAnalysis;

template <class Values>
nb::list list_of(const Values& values) {
  nb::list list;
  for (const auto& value : values) list.append(value);
  return list;
}

SinglePeriodAnalysis lens1_of(const Metrics& metrics, const rfm::RfmScores* scores, const std::vector<int>& percentiles,
                              bool parallel, std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  const nb::gil_scoped_release released;
  return lenses::analyze_single_period(metrics.columns, scores, percentiles,
                                       policy_of(parallel, parallel_threshold, n_workers));
}

nb::dict to_dict(const lenses::RevenueBridge& bridge) {
  nb::dict result;
  result["period1_revenue"] = bridge.period1_revenue;
  result["churned"] = bridge.churned;
  result["retained"] = bridge.retained;
  result["reactivated"] = bridge.reactivated;
  result["first_time"] = bridge.first_time;
  result["period2_revenue"] = bridge.period2_revenue;
  return result;
}

nb::dict to_dict(const PeriodComparison& lens2) {
  nb::dict result;
  result["retained"] = lens2.retained;
  result["churned"] = lens2.churned;
  result["new"] = lens2.new_customers;
  result["reactivated"] = lens2.reactivated;
  result["first_time"] = lens2.first_time;
  result["inactive"] = lens2.inactive;
  result["retention_rate"] = lens2.retention_rate.count;
  result["churn_rate"] = lens2.churn_rate.count;
  result["reactivation_rate"] = lens2.reactivation_rate.count;
  result["customer_count_change"] = lens2.customer_count_change;
  result["revenue_change_pct"] = lens2.revenue_change_pct.count;
  result["avg_order_value_change_pct"] = lens2.avg_order_value_change_pct.count;
  result["bridge"] = to_dict(lens2.bridge);
  nb::list moved;
  for (const auto& row : lens2.moved) moved.append(list_of(row));
  result["moved"] = moved;
  result["reactivated_into"] = list_of(lens2.reactivated_into);
  result["first_time_into"] = list_of(lens2.first_time_into);
  nb::list warnings;
  for (const std::string& warning : lens2.warnings) warnings.append(nb::str(warning.c_str()));
  result["warnings"] = warnings;
  return result;
}

std::optional<std::span<const std::string_view>> listed(const Texts* all_customers) {
  if (all_customers == nullptr) return std::nullopt;
  return all_customers->views();
}

nb::dict lens2_of(const Metrics& period1, const Metrics& period2, const Texts* all_customers,
                  const SinglePeriodAnalysis* lens1a, const SinglePeriodAnalysis* lens1b, bool parallel,
                  std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  PeriodComparison lens2;
  {
    const nb::gil_scoped_release released;
    lens2 = lenses::analyze_period_comparison(period1.columns, period2.columns, listed(all_customers), lens1a, lens1b,
                                              policy_of(parallel, parallel_threshold, n_workers));
  }
  return to_dict(lens2);
}

/// (ids, group of each) of the customers of both periods and of the list.
nb::tuple groups_of(nb::handle period1, nb::handle period2, nb::handle all_customers, bool parallel,
                    std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  const auto& first = nb::cast<const Metrics&>(period1);
  const auto& second = nb::cast<const Metrics&>(period2);
  const Texts* const all = all_customers.is_none() ? nullptr : &nb::cast<const Texts&>(all_customers);
  lenses::CustomerGroups groups;
  {
    const nb::gil_scoped_release released;
    groups = lenses::group_customers(first.columns, second.columns, listed(all),
                                     policy_of(parallel, parallel_threshold, n_workers));
  }
  Texts ids(std::move(groups.customer_id), nb::make_tuple(period1, period2, all_customers),
            first.have_integer_ids && second.have_integer_ids);
  return nb::make_tuple(std::move(ids), to_numpy(std::move(groups.group)));
}

nb::dict concentration_of(const Input<std::int64_t>& total_spend, const std::vector<int>& percentiles, bool parallel,
                          std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  nb::dict shares;
  for (const auto& [percentile, concentration] : lenses::calculate_revenue_concentration(
           span_of(total_spend), percentiles, policy_of(parallel, parallel_threshold, n_workers)))
    shares[nb::int_(percentile)] = concentration.share.count;
  return shares;
}

nb::dict groups_of_spend(const SinglePeriodAnalysis& lens1) {
  nb::dict result;
  nb::list equal;
  for (const lenses::SpendGroup& group : lens1.equal_customer_groups)
    equal.append(nb::make_tuple(group.customers, group.revenue, group.smallest_spend, group.largest_spend));
  result["equal_customer_groups"] = equal;
  result["equal_revenue_groups"] = list_of(lens1.equal_revenue_groups);
  result["order_distribution"] = list_of(lens1.order_distribution);
  result["spend_distribution"] = list_of(lens1.spend_distribution);
  result["spend_bounds"] = list_of(lenses::spend_bounds());
  result["lorenz"] = list_of(lens1.lorenz);
  return result;
}

}  // namespace

nb::dict to_dict(const SinglePeriodAnalysis& lens1) {
  nb::dict result = groups_of_spend(lens1);
  result["total_customers"] = lens1.total_customers;
  result["total_orders"] = lens1.total_orders;
  result["one_time_buyers"] = lens1.one_time_buyers;
  result["one_time_buyer_pct"] = lens1.one_time_buyer_pct.count;
  result["total_revenue"] = lens1.total_revenue;
  nb::dict concentration;
  for (const auto& [percentile, of] : lens1.revenue_concentration)
    concentration[nb::int_(percentile)] = nb::make_tuple(of.customers, of.share.count);
  result["revenue_concentration"] = concentration;
  result["top_10pct_revenue_contribution"] = lens1.top_10pct_revenue_contribution.count;
  result["top_20pct_revenue_contribution"] = lens1.top_20pct_revenue_contribution.count;
  result["avg_orders_per_customer"] = lens1.avg_orders_per_customer.count;
  result["avg_order_value"] = lens1.avg_order_value;
  result["median_customer_value"] = lens1.median_customer_value;
  nb::dict distribution;
  for (const auto& [score, customers] : lens1.rfm_distribution) distribution[nb::int_(score)] = customers;
  result["rfm_distribution"] = distribution;
  result["gini_millionths"] = lens1.gini_millionths;
  result["refund_count"] = lens1.refund_count;
  result["refund_total"] = lens1.refund_total;
  return result;
}

void bind_lenses(nb::module_& module) {
  nb::class_<SinglePeriodAnalysis>(module, "SinglePeriod").def("to_dict", [](const SinglePeriodAnalysis& lens1) {
    return to_dict(lens1);
  });
  module.def("lens1_of", &lens1_of, nb::arg("metrics"), nb::arg("scores").none(), nb::arg("percentiles"),
             nb::arg("parallel"), nb::arg("parallel_threshold"), nb::arg("n_workers").none());
  module.def("lens2_of", &lens2_of, nb::arg("period1"), nb::arg("period2"), nb::arg("all_customers").none(),
             nb::arg("lens1a").none(), nb::arg("lens1b").none(), nb::arg("parallel"), nb::arg("parallel_threshold"),
             nb::arg("n_workers").none());
  module.def("groups_of", &groups_of, nb::arg("period1"), nb::arg("period2"), nb::arg("all_customers").none(),
             nb::arg("parallel"), nb::arg("parallel_threshold"), nb::arg("n_workers").none());
  module.def("concentration_of", &concentration_of, nb::arg("total_spend").noconvert(), nb::arg("percentiles"),
             nb::arg("parallel"), nb::arg("parallel_threshold"), nb::arg("n_workers").none());
}

}  // namespace spendlens::python
