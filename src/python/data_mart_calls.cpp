#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <string>

#include "bindings.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/data_mart.hpp"
#include "granularity.hpp"
#include "texts.hpp"

namespace spendlens::python {

namespace {

void append(rfm::PeriodAggregations& to, const rfm::PeriodAggregations& part) {
  const auto join = [](auto& all, const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
  join(to.customer_id, part.customer_id);
  join(to.period_start, part.period_start);
  join(to.period_end, part.period_end);
  join(to.total_orders, part.total_orders);
  join(to.total_spend, part.total_spend);
  join(to.total_margin, part.total_margin);
  join(to.total_quantity, part.total_quantity);
  join(to.last_transaction_ts, part.last_transaction_ts);
  join(to.refund_count, part.refund_count);
  join(to.refund_total, part.refund_total);
}

nb::dict aggregate(nb::handle ids, const Input<std::uint64_t>& offset, const Input<std::uint32_t>& timestamp,
                   const Input<std::int64_t>& amount, const OptionalInput<std::uint8_t>& row_class,
                   const OptionalInput<std::int64_t>& margin, const OptionalInput<std::uint32_t>& quantity,
                   const std::string& granularity, bool parallel, std::uint64_t parallel_threshold,
                   std::optional<int> n_workers, const nb::object& progress) {
  const auto& texts = nb::cast<const Texts&>(ids);
  const TransactionColumns all{span_of(offset), span_of(timestamp), span_of(amount), span_of(row_class)};
  const Granularity unit = granularity_of(granularity);
  rfm::PeriodAggregations periods;
  {
    const nb::gil_scoped_release released;
    const ParallelPolicy policy =
        ParallelPolicy::always(policy_of(parallel, parallel_threshold, n_workers).workers_for(all.num_customers()));
    for (const ItemRange part : parts_of(all.offset)) {
      const TransactionColumns rows = customers_of(all, part);
      const std::uint64_t first = part.begin == part.end ? 0 : all.offset[part.begin] - all.offset[0];
      const auto of_rows = [&](auto column) {
        return column.empty() ? column : column.subspan(first, rows.timestamp.size());
      };
      append(periods, rfm::aggregate_periods(texts.views().subspan(part.begin, part.end - part.begin), rows,
                                             {of_rows(span_of(margin)), of_rows(span_of(quantity))}, unit, policy));
      report_progress(progress, first + rows.timestamp.size(), all.timestamp.size());
    }
  }
  nb::dict result;
  result["customer_id"] = Texts(std::move(periods.customer_id), nb::borrow(ids), texts.are_integers());
  result["period_start"] = to_numpy(std::move(periods.period_start));
  result["period_end"] = to_numpy(std::move(periods.period_end));
  result["total_orders"] = to_numpy(std::move(periods.total_orders));
  result["total_spend"] = to_numpy(std::move(periods.total_spend));
  result["total_margin"] = to_numpy(std::move(periods.total_margin));
  result["total_quantity"] = to_numpy(std::move(periods.total_quantity));
  result["last_transaction_ts"] = to_numpy(std::move(periods.last_transaction_ts));
  result["refund_count"] = to_numpy(std::move(periods.refund_count));
  result["refund_total"] = to_numpy(std::move(periods.refund_total));
  return result;
}

}  // namespace

Granularity granularity_of(const std::string& name) {
  if (name == "month") return Granularity::kMonth;
  if (name == "quarter") return Granularity::kQuarter;
  if (name == "year") return Granularity::kYear;
  throw UsageError("granularity is month, quarter or year, not " + name);
}

void bind_data_mart(nb::module_& module) {
  module.def("aggregate_periods", &aggregate, nb::arg("ids"), nb::arg("offset").noconvert(),
             nb::arg("timestamp").noconvert(), nb::arg("amount").noconvert(), nb::arg("row_class").noconvert().none(),
             nb::arg("margin").noconvert().none(), nb::arg("quantity").noconvert().none(), nb::arg("granularity"),
             nb::arg("parallel"), nb::arg("parallel_threshold"), nb::arg("n_workers").none(),
             nb::arg("progress").none());
}

}  // namespace spendlens::python
