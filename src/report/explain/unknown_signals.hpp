#pragma once

#include <cstddef>
#include <string>

#include "spendlens/audit/explain.hpp"

namespace spendlens::report {

/// Why a signal of the customer is not known in a window, in words. Precondition: it is null there.
[[nodiscard]] std::string unknown_reason(const audit::Explanation& e, std::size_t window, std::size_t signal);

/// What is not known and why, on the screen: each reason once, with the windows and signals that it holds for.
[[nodiscard]] std::string unknown_part(const audit::Explanation& e);

}  // namespace spendlens::report
