#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "audit/checkpoint/input_spill.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::audit {

/// No purchase in the period: no recency. Recencies end below 49,711 days.
inline constexpr std::uint16_t kNoRecency = 0xFFFF;

/// What order statistics and scores need of each local customer in one period: 14 bytes, in the order of the ledger.
struct PeriodState {
  std::vector<Minor> total_spend;
  std::vector<std::uint32_t> frequency;
  std::vector<std::uint16_t> recency_days;

  void reserve(std::size_t num_customers);
  void append(std::span<const Minor> spend, std::span<const std::uint32_t> purchases,
              std::span<const std::uint32_t> recency);

  /// One metric of the customers with a purchase.
  [[nodiscard]] std::vector<std::int64_t> metric_of_buyers(Metric metric) const;
  [[nodiscard]] std::vector<std::int64_t> spend_of_buyers() const;

  /// One metric of customers [begin, begin + values.size()), 0 where there is no purchase.
  void metric(Metric metric, std::size_t begin, std::span<std::int64_t> values) const;
};

/// All that is kept in memory of this rank's customers between the streaming pass and the end: 29 bytes each, and 2 more
/// where a segment reads the cohort.
struct CustomerState {
  PeriodState period;
  PeriodState compare;
  std::vector<std::uint8_t> group;  ///< lenses::Group
  /// What models of value ask of each; null where none is asked for. Not in memory but for the last ones
  std::unique_ptr<InputSpill> inputs{};
  /// As /cohort_month has it; where no segment reads it, empty
  std::vector<std::uint16_t> cohort;
  bool keeps_cohorts = false;

  void reserve(std::size_t num_customers);
  [[nodiscard]] std::size_t size() const { return group.size(); }

  static constexpr std::uint64_t kBytesOfCustomer =
      2 * (sizeof(Minor) + sizeof(std::uint32_t) + sizeof(std::uint16_t)) + sizeof(std::uint8_t);
  static constexpr std::uint64_t kBytesOfCohort = sizeof(std::uint16_t);
};

}  // namespace spendlens::audit
