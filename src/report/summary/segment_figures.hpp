#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "report/summary/figures.hpp"
#include "spendlens/personas/registry.hpp"
#include "spendlens/personas/segments.hpp"

namespace spendlens::report {

using SegmentSums = std::span<const personas::SegmentSum>;

/// One segment in one period, and what all customers are that are in any.
struct SegmentOfPeriod {
  const personas::SegmentSum& sum;
  std::uint64_t customers;
  Minor revenue;
};

/// Those with a purchase, and those whom a segment takes without one; the last of the sums is no_purchase.
[[nodiscard]] std::vector<std::pair<std::string, SegmentOfPeriod>> segments_of(const personas::Registry& registry,
                                                                               SegmentSums sums);

/// Customers of no_purchase; 0 without segments.
[[nodiscard]] std::uint64_t without_purchase(const personas::Registry& registry, SegmentSums sums);

[[nodiscard]] Figures<SegmentOfPeriod> segment_of_period_figures();

}  // namespace spendlens::report
