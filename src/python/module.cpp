#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <exception>

#include "bindings.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "texts.hpp"

namespace spendlens::python {

ParallelPolicy policy_of(bool parallel, std::uint64_t threshold, std::optional<int> workers) {
  return {parallel, threshold, workers};
}

void report_progress(const nb::object& progress, std::uint64_t done, std::uint64_t total) {
  const nb::gil_scoped_acquire held;
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
  if (!progress.is_none()) progress(done, total);
}

std::vector<ItemRange> parts_of(std::span<const std::uint64_t> offset) {
  constexpr std::uint64_t kRows = 4'000'000;
  constexpr std::uint64_t kCustomers = 1'000'000;
  std::vector<ItemRange> parts;
  const std::uint64_t customers = offset.empty() ? 0 : offset.size() - 1;
  for (std::uint64_t begin = 0; begin < customers;) {
    const auto* const far =
        std::upper_bound(offset.data() + begin, offset.data() + offset.size(), offset[begin] + kRows);
    const auto reached = static_cast<std::uint64_t>(far - offset.data()) - 1;
    const std::uint64_t end = std::clamp(reached, begin + 1, std::min(customers, begin + kCustomers));
    parts.push_back({begin, end});
    begin = end;
  }
  if (parts.empty()) parts.push_back({0, 0});
  return parts;
}

TransactionColumns customers_of(const TransactionColumns& all, ItemRange customers) {
  if (customers.begin == customers.end) return {};
  const std::uint64_t begin = all.offset[customers.begin] - all.offset[0];
  const std::uint64_t rows = all.offset[customers.end] - all.offset[customers.begin];
  const auto part = [&](auto column) { return column.empty() ? column : column.subspan(begin, rows); };
  return {all.offset.subspan(customers.begin, customers.end - customers.begin + 1), part(all.timestamp),
          part(all.amount), part(all.row_class)};
}

namespace {

/// spendlens.errors has the classes; each error of the library becomes the one of its name.
void raise_in_python(const std::exception_ptr& error, void*) {
  const char* name = "InternalError";
  std::string text;
  try {
    std::rethrow_exception(error);
  } catch (const UsageError& usage) {
    name = "UsageError";
    text = usage.what();
  } catch (const InputError& input) {
    name = "InputError";
    text = input.what();
  } catch (const Error& other) {
    text = other.what();
  }
  const nb::object type = nb::module_::import_("spendlens.errors").attr(name);
  PyErr_SetString(type.ptr(), text.c_str());
}

nb::tuple period_of(const std::string& text, Day first_day, Day reference) {
  const Period period = parse_period(text, first_day, reference);
  return nb::make_tuple(period.start, period.end);
}

}  // namespace

}  // namespace spendlens::python

NB_MODULE(_core, module) {
  namespace python = spendlens::python;
  python::nb::register_exception_translator(python::raise_in_python);
  module.doc() = "spendlens: what the package's functions call";
  module.attr("version") = SPENDLENS_VERSION;
  module.def("period_of", &python::period_of, python::nb::arg("text"), python::nb::arg("first_day"),
             python::nb::arg("reference"));
  python::bind_texts(module);
  python::bind_numbers(module);
  python::bind_arrow_input(module);
  python::bind_arrow_output(module);
  python::bind_rfm(module);
  python::bind_data_mart(module);
  python::bind_lenses(module);
  python::bind_cohorts(module);
  python::bind_personas(module);
  python::bind_value(module);
  python::bind_holdout(module);
  python::bind_payees(module);
  python::bind_signals(module);
}
