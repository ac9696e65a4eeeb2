#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <cmath>
#include <limits>
#include <string>

#include "bindings.hpp"
#include "granularity.hpp"
#include "spendlens/cohorts/analysis.hpp"
#include "spendlens/cohorts/fields.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::python {

namespace {

using cohorts::CohortAnalysis;
using cohorts::CohortPartial;

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

double as_number(const cohorts::Ratio& ratio) { return ratio ? static_cast<double>(ratio->count) / 100 : kNothing; }

/// (name, units, values) of a field over all rows of a table: integers, or doubles where NaN is null.
template <class Figures>
nb::tuple column_of(const cohorts::Field<Figures>& field, const std::vector<Figures>& rows) {
  const bool is_whole = std::holds_alternative<std::uint64_t Figures::*>(field.value) ||
                        std::holds_alternative<Minor Figures::*>(field.value);
  std::vector<std::int64_t> whole;
  std::vector<double> numbers;
  for (const Figures& row : rows)
    std::visit(
        [&](auto member) {
          using Value = std::decay_t<decltype(row.*member)>;
          if constexpr (std::is_same_v<Value, cohorts::Ratio>)
            numbers.push_back(as_number(row.*member));
          else if constexpr (std::is_same_v<Value, std::optional<std::uint64_t>>)
            numbers.push_back(row.*member ? static_cast<double>(*(row.*member)) : kNothing);
          else
            whole.push_back(static_cast<std::int64_t>(row.*member));
        },
        field.value);
  return nb::make_tuple(field.name, field.units, is_whole ? to_numpy(std::move(whole)) : to_numpy(std::move(numbers)));
}

template <class Figures>
nb::list columns_of(std::span<const cohorts::Field<Figures>> fields, const std::vector<Figures>& rows,
                    bool with_margin) {
  nb::list columns;
  for (const auto& field : fields)
    if (with_margin || field.scope != cohorts::FieldScope::kWithMargin) columns.append(column_of(field, rows));
  return columns;
}

template <class Rows, class Of>
nb::object whole_numbers(const Rows& rows, const Of& of) {
  std::vector<std::int64_t> values;
  for (const auto& row : rows) values.push_back(static_cast<std::int64_t>(of(row)));
  return to_numpy(std::move(values));
}

/// Ages, -1 where there is none.
nb::object ages_of(const CohortAnalysis& analysis) {
  return whole_numbers(analysis.cells, [](const cohorts::CellFigures& cell) {
    return cell.age ? static_cast<std::int64_t>(*cell.age) : std::int64_t{-1};
  });
}

template <std::size_t Size>
void add_shares(nb::list& columns, const char* name, const std::array<std::size_t, Size>& weeks,
                const CohortAnalysis& analysis, cohorts::SharesByWeek cohorts::WeekFigures::*shares) {
  for (std::size_t i = 0; i < Size; ++i) {
    std::vector<double> values;
    for (const auto& row : analysis.weeks) values.push_back((row.*shares)[i].value_or(kNothing));
    const std::string title = std::string(name) + "_by_week_" + std::to_string(weeks[i]);
    columns.append(nb::make_tuple(nb::str(title.c_str()), "share", to_numpy(std::move(values))));
  }
}

nb::list week_columns(const CohortAnalysis& analysis) {
  nb::list columns;
  columns.append(nb::make_tuple("customers", "count",
                                whole_numbers(analysis.weeks, [](const auto& row) { return row.customers; })));
  add_shares(columns, "returned", cohorts::kReturnWeeks, analysis, &cohorts::WeekFigures::returned_by_week);
  add_shares(columns, "second_purchase", cohorts::kReturnWeeks, analysis,
             &cohorts::WeekFigures::second_purchase_by_week);
  add_shares(columns, "silent", cohorts::kSilenceWeeks, analysis, &cohorts::WeekFigures::silent_by_week);
  return columns;
}

nb::dict to_dict(const CohortAnalysis& analysis) {
  nb::dict result;
  nb::list units;
  for (const auto& unit : analysis.units)
    units.append(nb::make_tuple(nb::str(unit.name.c_str()), unit.period.start, unit.period.end, unit.observed));
  nb::list names;
  for (const auto& cohort : analysis.cohorts) names.append(nb::str(cohort.name.c_str()));
  result["units"] = units;
  result["cohort_names"] = names;
  result["cohorts"] = columns_of(cohorts::cohort_fields(), analysis.cohorts, analysis.with_margin);
  result["cell_cohort"] = whole_numbers(analysis.cells, [](const auto& cell) { return cell.cohort; });
  result["cell_unit"] = whole_numbers(analysis.cells, [](const auto& cell) { return cell.unit; });
  result["cell_age"] = ages_of(analysis);
  result["cells"] = columns_of(cohorts::cell_fields(), analysis.cells, analysis.with_margin);
  result["base_unit"] = whole_numbers(analysis.base, [](const auto& row) { return row.unit; });
  result["base"] = columns_of(cohorts::base_fields(), analysis.base, analysis.with_margin);
  result["week_cohort"] = whole_numbers(analysis.weeks, [](const auto& row) {
    return row.cohort ? static_cast<std::int64_t>(*row.cohort) : std::int64_t{-1};
  });
  result["weeks"] = week_columns(analysis);
  return result;
}

cohorts::CohortColumns part_of_columns(const cohorts::CohortColumns& all, ItemRange customers) {
  if (customers.begin == customers.end) return {};
  const auto& offset = all.transactions.offset;
  const std::uint64_t begin = offset[customers.begin] - offset[0];
  const std::uint64_t rows = offset[customers.end] - offset[customers.begin];
  return {customers_of(all.transactions, customers), all.margin.empty() ? all.margin : all.margin.subspan(begin, rows)};
}

/// Adds some customers, on several threads.
void add_part(CohortPartial& to, const cohorts::CohortColumns& all, ItemRange part, int workers) {
  const std::uint64_t customers = part.end - part.begin;
  std::vector<CohortPartial> partials(num_parts(customers, workers),
                                      CohortPartial(to.units().granularity(), to.rules()));
  for_each_part(customers, workers, [&](ItemRange range, std::size_t index) {
    std::vector<std::uint32_t> row(range.end - range.begin);
    partials[index].add(part_of_columns(all, {part.begin + range.begin, part.begin + range.end}), row);
  });
  for (const CohortPartial& partial : partials) to.merge(partial);
}

nb::dict cohorts_of(const Input<std::uint64_t>& offset, const Input<std::uint32_t>& timestamp,
                    const Input<std::int64_t>& amount, const OptionalInput<std::uint8_t>& row_class,
                    const OptionalInput<std::int64_t>& margin, const std::string& granularity, Day first_day,
                    Day reference, std::optional<Day> acquired_from, Day silence_days, bool parallel,
                    std::uint64_t parallel_threshold, std::optional<int> n_workers, const nb::object& progress) {
  const cohorts::CohortColumns all{{span_of(offset), span_of(timestamp), span_of(amount), span_of(row_class)},
                                   span_of(margin)};
  const Granularity unit = granularity_of(granularity);
  CohortAnalysis analysis;
  {
    const nb::gil_scoped_release released;
    const int workers =
        policy_of(parallel, parallel_threshold, n_workers).workers_for(all.transactions.num_customers());
    CohortPartial partial(unit, {first_day, reference, acquired_from, silence_days, margin.has_value()});
    for (const ItemRange part : parts_of(all.transactions.offset)) {
      add_part(partial, all, part, workers);
      report_progress(progress, part.end == 0 ? 0 : all.transactions.offset[part.end] - all.transactions.offset[0],
                      all.transactions.timestamp.size());
    }
    analysis = cohorts::finish_cohorts(partial);
  }
  return to_dict(analysis);
}

}  // namespace

void bind_cohorts(nb::module_& module) {
  module.def("cohorts_of", &cohorts_of, nb::arg("offset").noconvert(), nb::arg("timestamp").noconvert(),
             nb::arg("amount").noconvert(), nb::arg("row_class").noconvert().none(),
             nb::arg("margin").noconvert().none(), nb::arg("granularity"), nb::arg("first_day"), nb::arg("reference"),
             nb::arg("acquired_from").none(), nb::arg("silence_days"), nb::arg("parallel"),
             nb::arg("parallel_threshold"), nb::arg("n_workers").none(), nb::arg("progress").none());
}

}  // namespace spendlens::python
