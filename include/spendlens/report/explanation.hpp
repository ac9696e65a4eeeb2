#pragma once

#include <string>

#include "spendlens/audit/explain.hpp"

namespace spendlens::report {

/// One customer's story for a person: amounts in major units, thousands separated, a line for every value and for every
/// condition of every persona.
[[nodiscard]] std::string explanation_text(const audit::Explanation& explanation);

/// The same for programs, with the names of docs/results.md: money and its averages as in the exports, null where a
/// value is not known.
[[nodiscard]] std::string explanation_json(const audit::Explanation& explanation);

}  // namespace spendlens::report
