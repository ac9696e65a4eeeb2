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

/// Who is in which part of the base, where a breakdown is asked for: an entry for each of this rank's customers, of an
/// attribute, whose activity is that of the CustomerState; or for each customer and part that some of its orders are
/// of, of a dimension, with the activity of these.
struct PartState {
  bool is_asked = false;
  bool of_orders = false;
  std::vector<std::uint8_t> part{};  ///< index of its part; the entries of a customer follow each other
  PeriodState period{};              ///< of orders only, as what follows
  PeriodState compare{};
  std::vector<std::uint8_t> group{};   ///< lenses::Group
  std::vector<std::uint8_t> cohort{};  ///< as CustomerState has it
  bool keeps_cohorts = false;

  [[nodiscard]] std::size_t size() const { return part.size(); }
  [[nodiscard]] std::uint64_t bytes_of_entry() const;

  /// Calls use(column) for each column that is kept, in the order of a checkpoint.
  template <class State, class Use>
  static void for_each_column(State& state, Use use) {
    if (!state.is_asked) return;
    use(state.part);
    if (!state.of_orders) return;
    for (auto* period : {&state.period, &state.compare})
      use(period->total_spend), use(period->frequency), use(period->recency_days);
    use(state.group);
    if (state.keeps_cohorts) use(state.cohort);
  }
};

/// All that is kept in memory of this rank's customers between the streaming pass and the end: 29 bytes each, and 1
/// more where there are segments and cohorts; parts of the base come on top.
struct CustomerState {
  PeriodState period;
  PeriodState compare;
  std::vector<std::uint8_t> group;  ///< lenses::Group
  /// What models of value ask of each; null where none is asked for. Not in memory but for the last ones
  std::unique_ptr<InputSpill> inputs{};
  /// The row of each one's cohort in the partial of the finest unit asked for, or personas::kOfNoCohort; empty without
  /// segments or cohorts
  std::vector<std::uint8_t> cohort;
  bool keeps_cohorts = false;
  std::vector<std::uint16_t> cohort_codes{};  ///< of each such row as /cohort_month has it; empty: no segment reads it
  PartState parts{};  ///< where a breakdown is asked for: 1 byte more, or 30 for each part that a customer is in

  void reserve(std::size_t num_customers);
  [[nodiscard]] std::size_t size() const { return group.size(); }
  [[nodiscard]] std::uint64_t bytes_of_customer() const {
    return kBytesOfCustomer + (keeps_cohorts ? kBytesOfCohort : 0);
  }

  static constexpr std::uint64_t kBytesOfCustomer =
      2 * (sizeof(Minor) + sizeof(std::uint32_t) + sizeof(std::uint16_t)) + sizeof(std::uint8_t);
  static constexpr std::uint64_t kBytesOfCohort = sizeof(std::uint8_t);
};

}  // namespace spendlens::audit
