#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

#include "bindings.hpp"
#include "metrics.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::python {

namespace {

using rfm::RfmMetrics;

/// Calls `work` with each of the columns of two metrics.
template <class Work>
void for_each_column(RfmMetrics& to, const RfmMetrics& from, const Work& work) {
  work(to.customer_id, from.customer_id);
  work(to.recency_days, from.recency_days);
  work(to.frequency, from.frequency);
  work(to.total_spend, from.total_spend);
  work(to.monetary, from.monetary);
  work(to.observation_start, from.observation_start);
  work(to.active_days, from.active_days);
  work(to.first_purchase, from.first_purchase);
  work(to.last_purchase, from.last_purchase);
  work(to.refund_count, from.refund_count);
  work(to.refund_total, from.refund_total);
}

void append(RfmMetrics& to, RfmMetrics&& part) {
  to.observation_end = part.observation_end;
  to.refund_count_of_others += part.refund_count_of_others;
  to.refund_total_of_others += part.refund_total_of_others;
  if (to.size() == 0) {
    part.refund_count_of_others = to.refund_count_of_others;
    part.refund_total_of_others = to.refund_total_of_others;
    to = std::move(part);
    return;
  }
  for_each_column(to, part, [](auto& all, const auto& more) { all.insert(all.end(), more.begin(), more.end()); });
}

/// In ascending order of ids.
void sort_by_id(RfmMetrics& metrics, bool are_integers) {
  const Texts ids({metrics.customer_id.begin(), metrics.customer_id.end()}, {}, are_integers);
  const std::vector<std::uint64_t> order = ids.ascending();
  if (order.empty()) return;
  for_each_column(metrics, metrics, [&](auto& column, const auto&) {
    auto sorted = column;
    for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
    column = std::move(sorted);
  });
}

Metrics calculate_from_orders(nb::handle ids, const Input<std::uint64_t>& offset, const Input<std::uint32_t>& timestamp,
                              const Input<std::int64_t>& amount, const OptionalInput<std::uint8_t>& row_class,
                              Day start, Day end, bool parallel, std::uint64_t parallel_threshold,
                              std::optional<int> n_workers, const nb::object& progress) {
  const auto& texts = nb::cast<const Texts&>(ids);
  const TransactionColumns all{span_of(offset), span_of(timestamp), span_of(amount), span_of(row_class)};
  if (all.num_customers() != texts.size()) throw UsageError("there is not one offset more than there are ids");
  Metrics metrics;
  metrics.ids = nb::borrow(ids);
  metrics.have_integer_ids = texts.are_integers();
  const nb::gil_scoped_release released;
  const ParallelPolicy policy =
      ParallelPolicy::always(policy_of(parallel, parallel_threshold, n_workers).workers_for(all.num_customers()));
  for (const ItemRange part : parts_of(all.offset)) {
    const TransactionColumns rows = customers_of(all, part);
    append(metrics.columns, rfm::calculate_rfm(texts.views().subspan(part.begin, part.end - part.begin), rows,
                                               Period{start, end}, policy));
    report_progress(progress, part.end == 0 ? 0 : all.offset[part.end] - all.offset[0], all.timestamp.size());
  }
  sort_by_id(metrics.columns, texts.are_integers());
  return metrics;
}

Metrics calculate_from_periods(nb::handle ids, const Input<std::int32_t>& period_start,
                               const Input<std::int32_t>& period_end, const Input<std::uint32_t>& total_orders,
                               const Input<std::int64_t>& total_spend,
                               const OptionalInput<std::uint32_t>& last_transaction_ts,
                               const OptionalInput<std::uint32_t>& refund_count,
                               const OptionalInput<std::int64_t>& refund_total, Day observation_end, bool parallel,
                               std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  const auto& texts = nb::cast<const Texts&>(ids);
  Metrics metrics;
  metrics.ids = nb::borrow(ids);
  metrics.have_integer_ids = texts.are_integers();
  const nb::gil_scoped_release released;
  metrics.columns = rfm::calculate_rfm(
      rfm::PeriodAggregationColumns{texts.views(), span_of(period_start), span_of(period_end), span_of(total_orders),
                                    span_of(total_spend), span_of(last_transaction_ts), span_of(refund_count),
                                    span_of(refund_total)},
      observation_end, policy_of(parallel, parallel_threshold, n_workers));
  if (texts.are_integers()) sort_by_id(metrics.columns, true);
  return metrics;
}

template <class T>
std::vector<T> copied(const Input<T>& values) {
  return {values.data(), values.data() + values.shape(0)};
}

/// Metrics that were calculated before, from a table: figures that lenses and scores do not look at are null.
Metrics metrics_from(nb::handle ids, const Input<std::uint32_t>& recency_days, const Input<std::uint32_t>& frequency,
                     const Input<std::int64_t>& total_spend, const OptionalInput<std::int64_t>& monetary,
                     const OptionalInput<std::uint32_t>& refund_count, const OptionalInput<std::int64_t>& refund_total,
                     Day observation_start, Day observation_end) {
  const auto& texts = nb::cast<const Texts&>(ids);
  const std::size_t size = texts.size();
  for (const std::size_t length : {recency_days.shape(0), frequency.shape(0), total_spend.shape(0)})
    if (length != size) throw UsageError("columns of metrics differ in length");
  const auto differs = [size](const auto& column) { return column && column->shape(0) != size; };
  if (differs(monetary) || differs(refund_count) || differs(refund_total))
    throw UsageError("columns of metrics differ in length");
  Metrics metrics{{}, nb::borrow(ids), texts.are_integers()};
  RfmMetrics& columns = metrics.columns;
  columns.customer_id.assign(texts.views().begin(), texts.views().end());
  columns.recency_days = copied(recency_days);
  columns.frequency = copied(frequency);
  columns.total_spend = copied(total_spend);
  for (std::size_t i = 0; i < size; ++i)
    columns.monetary.push_back(monetary ? monetary->data()[i]
                                        : rfm::monetary_of(columns.total_spend[i], columns.frequency[i]));
  columns.observation_start.assign(size, observation_start);
  columns.observation_end = observation_end;
  columns.active_days.assign(size, kNoTimestamp);
  columns.first_purchase.assign(size, kNoTimestamp);
  columns.last_purchase.assign(size, kNoTimestamp);
  columns.refund_count = refund_count ? copied(*refund_count) : std::vector<std::uint32_t>(size);
  columns.refund_total = refund_total ? copied(*refund_total) : std::vector<Minor>(size);
  return metrics;
}

rfm::RfmScores calculate_scores(const Metrics& metrics, const std::string& method, int bins,
                                std::optional<std::vector<std::int64_t>> recency_cuts,
                                std::optional<std::vector<std::int64_t>> frequency_cuts,
                                std::optional<std::vector<std::int64_t>> monetary_cuts, bool parallel,
                                std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  if (method != "qcut" && method != "fixed") throw UsageError("method is qcut or fixed, not " + method);
  const nb::gil_scoped_release released;
  return rfm::calculate_rfm_scores(metrics.columns,
                                   {method == "qcut" ? rfm::ScoreMethod::kQcut : rfm::ScoreMethod::kFixed, bins,
                                    std::move(recency_cuts), std::move(frequency_cuts), std::move(monetary_cuts)},
                                   policy_of(parallel, parallel_threshold, n_workers));
}

/// Scores that were calculated before.
rfm::RfmScores scores_from(const Input<std::uint16_t>& rfm_score) {
  rfm::RfmScores scores;
  scores.rfm_score = copied(rfm_score);
  for (const std::uint16_t score : scores.rfm_score) {
    scores.r_score.push_back(static_cast<std::uint8_t>(score / 100));
    scores.f_score.push_back(static_cast<std::uint8_t>(score / 10 % 10));
    scores.m_score.push_back(static_cast<std::uint8_t>(score % 10));
  }
  return scores;
}

/// A property that shows one column.
template <auto Member>
nb::object column_of_metrics(nb::handle self) {
  return view(nb::cast<const Metrics&>(self).columns.*Member, self);
}
template <auto Member>
nb::object column_of_scores(nb::handle self) {
  return view(nb::cast<const rfm::RfmScores&>(self).*Member, self);
}

}  // namespace

nb::dict to_dict(const rfm::ScoreCuts& cuts) {
  static constexpr const char* kKinds[] = {"none", "one_value", "qcut", "fixed", "given"};
  nb::dict result;
  nb::list edges;
  for (const int128 edge : cuts.edges) edges.append(static_cast<double>(edge) / static_cast<double>(cuts.denominator));
  result["kind"] = kKinds[static_cast<std::size_t>(cuts.kind)];
  result["lower_is_better"] = cuts.lower_is_better;
  result["bins"] = cuts.bins;
  result["edges"] = edges;
  return result;
}

void bind_rfm(nb::module_& module) {
  nb::class_<Metrics>(module, "Metrics")
      .def("__len__", [](const Metrics& metrics) { return metrics.columns.size(); })
      .def_prop_ro("customer_id",
                   [](nb::handle self) {
                     const auto& metrics = nb::cast<const Metrics&>(self);
                     return Texts(metrics.columns.customer_id, nb::borrow(self), metrics.have_integer_ids);
                   })
      .def_prop_ro("recency_days", &column_of_metrics<&RfmMetrics::recency_days>)
      .def_prop_ro("frequency", &column_of_metrics<&RfmMetrics::frequency>)
      .def_prop_ro("total_spend", &column_of_metrics<&RfmMetrics::total_spend>)
      .def_prop_ro("monetary", &column_of_metrics<&RfmMetrics::monetary>)
      .def_prop_ro("observation_start", &column_of_metrics<&RfmMetrics::observation_start>)
      .def_prop_ro("active_days", &column_of_metrics<&RfmMetrics::active_days>)
      .def_prop_ro("first_purchase", &column_of_metrics<&RfmMetrics::first_purchase>)
      .def_prop_ro("last_purchase", &column_of_metrics<&RfmMetrics::last_purchase>)
      .def_prop_ro("refund_count", &column_of_metrics<&RfmMetrics::refund_count>)
      .def_prop_ro("refund_total", &column_of_metrics<&RfmMetrics::refund_total>)
      .def_prop_ro("observation_end", [](const Metrics& metrics) { return metrics.columns.observation_end; });
  nb::class_<rfm::RfmScores>(module, "Scores")
      .def("__len__", &rfm::RfmScores::size)
      .def_prop_ro("r_score", &column_of_scores<&rfm::RfmScores::r_score>)
      .def_prop_ro("f_score", &column_of_scores<&rfm::RfmScores::f_score>)
      .def_prop_ro("m_score", &column_of_scores<&rfm::RfmScores::m_score>)
      .def_prop_ro("rfm_score", &column_of_scores<&rfm::RfmScores::rfm_score>)
      .def_prop_ro("recency_cuts", [](const rfm::RfmScores& scores) { return to_dict(scores.recency_cuts); })
      .def_prop_ro("frequency_cuts", [](const rfm::RfmScores& scores) { return to_dict(scores.frequency_cuts); })
      .def_prop_ro("monetary_cuts", [](const rfm::RfmScores& scores) { return to_dict(scores.monetary_cuts); });
  const auto array = [](const char* name) { return nb::arg(name).noconvert(); };
  const auto optional_array = [](const char* name) { return nb::arg(name).noconvert().none(); };
  module.def("rfm_of_orders", &calculate_from_orders, nb::arg("ids"), array("offset"), array("timestamp"),
             array("amount"), optional_array("row_class"), nb::arg("start"), nb::arg("end"), nb::arg("parallel"),
             nb::arg("parallel_threshold"), nb::arg("n_workers").none(), nb::arg("progress").none());
  module.def("rfm_of_periods", &calculate_from_periods, nb::arg("ids"), array("period_start"), array("period_end"),
             array("total_orders"), array("total_spend"), optional_array("last_transaction_ts"),
             optional_array("refund_count"), optional_array("refund_total"), nb::arg("observation_end"),
             nb::arg("parallel"), nb::arg("parallel_threshold"), nb::arg("n_workers").none());
  module.def("metrics_from", &metrics_from, nb::arg("ids"), array("recency_days"), array("frequency"),
             array("total_spend"), optional_array("monetary"), optional_array("refund_count"),
             optional_array("refund_total"), nb::arg("observation_start"), nb::arg("observation_end"));
  module.def("scores_of", &calculate_scores, nb::arg("metrics"), nb::arg("method"), nb::arg("bins"),
             nb::arg("recency_cuts").none(), nb::arg("frequency_cuts").none(), nb::arg("monetary_cuts").none(),
             nb::arg("parallel"), nb::arg("parallel_threshold"), nb::arg("n_workers").none());
  module.def("scores_from", &scores_from, array("rfm_score"));
}

}  // namespace spendlens::python
