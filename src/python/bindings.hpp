#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "arrays.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::python {

void bind_numbers(nb::module_& module);
void bind_arrow_input(nb::module_& module);
void bind_arrow_output(nb::module_& module);
void bind_rfm(nb::module_& module);
void bind_data_mart(nb::module_& module);
void bind_lenses(nb::module_& module);
void bind_cohorts(nb::module_& module);
void bind_personas(nb::module_& module);
void bind_value(nb::module_& module);
void bind_holdout(nb::module_& module);
void bind_payees(nb::module_& module);
void bind_signals(nb::module_& module);

/// The three words of every call on many customers.
[[nodiscard]] ParallelPolicy policy_of(bool parallel, std::uint64_t threshold, std::optional<int> workers);

/// Called between parts of a long call, with the lock of the interpreter not held: tells `progress` (or nobody, where
/// it is None) how many rows of how many are done, and lets Ctrl-C and what progress() raises end the call.
void report_progress(const nb::object& progress, std::uint64_t done, std::uint64_t total);

/// Consecutive ranges of customers that hold a few million rows each: a long call is done part by part.
[[nodiscard]] std::vector<ItemRange> parts_of(std::span<const std::uint64_t> offset);

/// The rows of some customers.
[[nodiscard]] TransactionColumns customers_of(const TransactionColumns& all, ItemRange customers);

}  // namespace spendlens::python
