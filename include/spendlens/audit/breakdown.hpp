#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/lenses/single_period.hpp"
#include "spendlens/personas/segments.hpp"

namespace spendlens::audit {

/// Values that are parts of their own, the largest; the rest is one part.
inline constexpr std::size_t kMaxValueParts = 64;

/// What a part of the base is: all with one value, with any of those beyond the largest, or without a value. The values
/// stand in files (/by/kind): they never change.
enum class PartKind : std::uint8_t { kValue = 0, kOther = 1, kNoValue = 2 };
inline constexpr std::array<const char*, 3> kPartKindNames = {"value", "other", "no_value"};
/// What those parts are called that have no value of their own.
inline constexpr const char* kOtherPart = "other";
inline constexpr const char* kNoValuePart = "no value";

/// What a part adds up beside the activity of its customers.
struct PartSums {
  std::uint64_t customers = 0;
  std::uint64_t transactions = 0;
  std::array<std::uint64_t, 2> refund_count{};  ///< by index_of(PeriodRole), as refund_total
  std::array<int128, 2> refund_total{};
};

/// Lens 1, Lens 2 and the segments of one part of the base. Of Lens 1 rfm_distribution is left out, of Lens 2 the moves
/// between deciles.
struct BasePart {
  std::string value;
  PartKind kind = PartKind::kValue;
  PartSums sums{};
  lenses::SinglePeriodAnalysis lens1{};
  lenses::SinglePeriodAnalysis lens1_compare{};
  lenses::PeriodComparison lens2{};
  personas::SegmentPartial segments = personas::SegmentPartial();
};

/// The base by the values of one attribute of customers or one dimension of orders. Of an attribute every customer is
/// in one part, with its scores and segment of the whole, so parts add up to the whole. Of a dimension a part is the
/// audit of its orders alone: a customer is in as many parts as it has values, and scores are cut among those of the
/// part.
struct Breakdown {
  std::string name;
  bool of_orders = false;         ///< a dimension
  std::uint64_t values = 0;       ///< that the ledger knows
  std::vector<BasePart> parts{};  ///< those that have customers: values, the largest first, then other, then no value
};

}  // namespace spendlens::audit
