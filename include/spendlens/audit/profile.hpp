#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/core/category.hpp"
#include "spendlens/rfm/scores.hpp"

namespace spendlens::audit {

/// What an analyst may set without touching code (DEFINITIONS section 9), read from a YAML file:
///
///     include_pending: false
///     not_spending: [TRANSFER_IN*, TRANSFER_OUT*, LOAN_PAYMENTS_CREDIT_CARD*]
///     score_cuts:                  # each optional, bins - 1 ascending numbers; they replace the computed cuts
///       recency_days: [30, 60, 90, 180]
///       frequency: [1, 2, 4, 8]
///       monetary: [10, 25.50, 50, 100]   # major units
struct Profile {
  std::string name = "default";
  bool include_pending = false;
  std::vector<std::string> not_spending = kDefaultNotSpending;
  std::optional<std::vector<std::int64_t>> recency_cuts;    ///< days
  std::optional<std::vector<std::int64_t>> frequency_cuts;  ///< purchases
  std::optional<std::vector<std::int64_t>> monetary_cuts;   ///< minor units
};

/// `default`, or the profile in a YAML file; what the file leaves out is the default's. Local.
/// Throws UsageError naming file and line for unknown keys, wrong types and impossible values; IoError where the file
/// cannot be read.
[[nodiscard]] Profile load_profile(const std::string& name_or_path);

}  // namespace spendlens::audit
