#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "spendlens/lenses/period_comparison.hpp"

namespace spendlens::lenses {

/// The position of a customer in a list that does not hold it.
inline constexpr std::size_t kNotFound = std::numeric_limits<std::size_t>::max();

/// Some of the customers of both periods and of the list, one entry each, and the first that are not as they must be.
struct AlignedCustomers {
  std::vector<std::uint32_t> frequency1;
  std::vector<Minor> spend1;
  std::vector<std::uint32_t> frequency2;
  std::vector<Minor> spend2;
  std::vector<std::uint8_t> bought_before;
  std::size_t repeated1 = kNotFound;
  std::size_t repeated2 = kNotFound;
  std::size_t lacking = kNotFound;  ///< bought in period 1 but is not in the list of all

  [[nodiscard]] std::size_t size() const { return frequency1.size(); }

  void reserve(std::size_t customers) {
    frequency1.reserve(customers);
    spend1.reserve(customers);
    frequency2.reserve(customers);
    spend2.reserve(customers);
    bought_before.reserve(customers);
  }

  void push_back(const rfm::RfmMetrics& period1, std::size_t in_period_1, const rfm::RfmMetrics& period2,
                 std::size_t in_period_2, bool listed) {
    frequency1.push_back(in_period_1 != kNotFound ? period1.frequency[in_period_1] : 0);
    spend1.push_back(in_period_1 != kNotFound ? period1.total_spend[in_period_1] : 0);
    frequency2.push_back(in_period_2 != kNotFound ? period2.frequency[in_period_2] : 0);
    spend2.push_back(in_period_2 != kNotFound ? period2.total_spend[in_period_2] : 0);
    bought_before.push_back(listed || in_period_1 != kNotFound ? 1 : 0);
  }
};

/// The customers of both periods and of the list of all, part by part, in an order that is the same for any number of
/// workers. Throws InputError where a period holds a customer twice, or the list lacks one who bought in period 1.
[[nodiscard]] std::vector<AlignedCustomers> align_customers(
    const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
    const std::optional<std::span<const std::string_view>>& all_customers, int workers);

}  // namespace spendlens::lenses
