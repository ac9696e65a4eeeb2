#pragma once

#include <nanobind/nanobind.h>

#include <optional>
#include <string>
#include <vector>

#include "bindings.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/model.hpp"
#include "spendlens/value/spend.hpp"

namespace spendlens::python {

/// Throw UsageError for another name, or another number of parameters.
[[nodiscard]] value::Model model_from(const std::string& name);
[[nodiscard]] value::PurchaseParameters purchases_from(const std::string& model, const std::vector<double>& parameters);
[[nodiscard]] std::optional<value::SpendParameters> spend_from(const std::optional<std::vector<double>>& parameters);

/// Fits as the package's PurchaseFit and SpendFit take them.
[[nodiscard]] nb::dict to_dict(const value::PurchaseFit& fit);
[[nodiscard]] nb::dict to_dict(const value::SpendFit& fit);

}  // namespace spendlens::python
