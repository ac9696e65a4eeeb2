#pragma once

#include <string>

#include "spendlens/personas/judgement.hpp"

namespace spendlens::personas {

/// Two numbers, neither of money nor null. `in` is as ==.
[[nodiscard]] bool compare(double value, Comparison comparison, double threshold);

/// Why the assigned persona is the assigned one; reads all of the judgement but its reason.
[[nodiscard]] std::string reason_of(const Judgement& judgement, const Registry& registry);

}  // namespace spendlens::personas
