#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/core/order_statistics.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/rfm/rfm.hpp"
#include "spendlens/rfm/scores.hpp"

namespace spendlens::lenses {

/// Percentiles of the revenue concentration where none are given.
inline const std::vector<int> kDefaultPercentiles = {10, 20};

/// Share of revenue of the biggest customers.
struct Concentration {
  std::uint64_t customers = 0;  ///< max(1, floor(n·p/100)); 0 where there are none
  Hundredths share;             ///< percent of revenue, 0 where revenue is 0

  friend bool operator==(const Concentration&, const Concentration&) = default;
};

/// A group of customers, ranks from the biggest spend down.
struct SpendGroup {
  std::uint64_t customers = 0;
  Minor revenue = 0;
  Minor smallest_spend = 0;
  Minor largest_spend = 0;

  friend bool operator==(const SpendGroup&, const SpendGroup&) = default;
};

/// Lens 1 (DEFINITIONS section 5). For no customers everything is 0 and `lorenz` has its 101 points at 0.
struct SinglePeriodAnalysis {
  std::uint64_t total_customers = 0;
  std::uint64_t total_orders = 0;
  std::uint64_t one_time_buyers = 0;
  Hundredths one_time_buyer_pct;
  Minor total_revenue = 0;
  std::map<int, Concentration> revenue_concentration;  ///< by percentile
  Hundredths top_10pct_revenue_contribution;
  Hundredths top_20pct_revenue_contribution;
  Hundredths avg_orders_per_customer;
  Minor avg_order_value = 0;  ///< revenue / orders, rounded
  Minor median_customer_value = 0;
  std::map<int, std::uint64_t> rfm_distribution;  ///< customers by rfm_score, those that occur

  std::array<std::int64_t, 101> lorenz{};                ///< shares in 1/10,000, rounded
  std::int64_t gini_millionths = 0;                      ///< rounded to 6 decimals
  std::array<SpendGroup, 10> equal_customer_groups{};    ///< group 0 holds the biggest
  std::array<std::uint64_t, 10> equal_revenue_groups{};  ///< customers in each
  std::array<std::uint64_t, 10> order_distribution{};    ///< customers with 1, 2, ..., 9, 10 and more orders
  std::vector<std::uint64_t> spend_distribution;  ///< customers by class of spend_class_bounds(); as long as that

  std::uint64_t refund_count = 0;  ///< of all customers given, with a purchase or without
  Minor refund_total = 0;

  friend bool operator==(const SinglePeriodAnalysis&, const SinglePeriodAnalysis&) = default;
};

/// What one part of the customers adds to Lens 1: sums only, so parts can be merged in any order.
struct SinglePeriodPartial {
  std::uint64_t customers = 0;
  std::uint64_t orders = 0;
  std::uint64_t one_time_buyers = 0;
  int128 revenue = 0;
  std::uint64_t refund_count = 0;
  int128 refund_total = 0;
  std::array<std::uint64_t, 10> order_distribution{};
  std::vector<std::uint64_t> spend_distribution;  ///< as long as spend_class_bounds(); set by the constructor

  SinglePeriodPartial();

  /// Adds customers; those with frequency 0 count for nothing but their refunds. Equal lengths; both refund columns may
  /// be empty. Throws UsageError where lengths differ, InputError for a spend below 0.
  void add(std::span<const std::uint32_t> frequency, std::span<const Minor> total_spend,
           std::span<const std::uint32_t> refund_count, std::span<const Minor> refund_total);

  void merge(const SinglePeriodPartial& other);

  /// All of it as one list of numbers, for a sum over the ranks, and back.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);
};

/// Lens 1 from its parts. `spend` answers for total_spend of the customers in `partial`. Collective where `spend` is.
/// rfm_distribution is left empty. Throws UsageError for a percentile outside 1 to 100, InputError where revenue
/// overflows 64 bits.
[[nodiscard]] SinglePeriodAnalysis finish_single_period(const SinglePeriodPartial& partial, OrderStatistics& spend,
                                                        std::span<const int> percentiles);

/// Lens 1 of the customers of `metrics`, with the refunds of those whom calculate_rfm left out; with `scores` also
/// rfm_distribution (otherwise the scores are computed).
/// Throws UsageError where scores and metrics differ in length.
[[nodiscard]] SinglePeriodAnalysis analyze_single_period(const rfm::RfmMetrics& metrics,
                                                         const rfm::RfmScores* scores = nullptr,
                                                         std::span<const int> percentiles = kDefaultPercentiles,
                                                         const ParallelPolicy& policy = {});

/// The concentration alone. Spend of each customer, 0 or more.
[[nodiscard]] std::map<int, Concentration> calculate_revenue_concentration(
    std::span<const Minor> total_spend, std::span<const int> percentiles = kDefaultPercentiles,
    const ParallelPolicy& policy = {});

/// Lens 1 written to be read: loops over a sorted list, one figure after the other. The other must equal it, but for
/// rfm_distribution and refunds, which are left empty here.
[[nodiscard]] SinglePeriodAnalysis analyze_single_period_reference(std::span<const std::uint32_t> frequency,
                                                                   std::span<const Minor> total_spend,
                                                                   std::span<const int> percentiles);

}  // namespace spendlens::lenses
