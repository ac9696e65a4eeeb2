#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "spendlens/core/parallel.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/rfm/rfm.hpp"

namespace spendlens::lenses {

/// Each customer's group in Lens 2, in ascending order of id (bytewise). Ids are views on those that were given.
struct CustomerGroups {
  std::vector<std::string_view> customer_id;
  std::vector<std::uint8_t> group;  ///< Group
};

/// Who is what analyze_period_comparison() counts: the customers of both periods, and of `all_customers`, where those
/// of neither period are inactive. Local. The result does not depend on the policy.
/// Throws InputError naming the customer that a period holds twice or that all_customers lacks, UsageError where
/// n_workers is below 1.
[[nodiscard]] CustomerGroups group_customers(
    const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
    std::optional<std::span<const std::string_view>> all_customers = std::nullopt, const ParallelPolicy& policy = {});

}  // namespace spendlens::lenses
