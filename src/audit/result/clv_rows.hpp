#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "spendlens/audit/audit.hpp"

namespace spendlens::audit {

/// The tables of what models of value came to, one row a fit, a class of customers or a week.
inline constexpr const char* kFitGroup = "/clv_fit";
inline constexpr const char* kHoldoutGroup = "/clv_holdout";
inline constexpr const char* kTrackingGroup = "/clv_tracking";

inline constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

/// The models of purchases, then what they are beside.
inline constexpr std::uint8_t kNaiveCode = 4;
inline constexpr std::uint8_t kSpendCode = 4;

/// A row of /clv_fit.
struct FitRow {
  std::uint8_t sample = 0;
  std::uint8_t model = 0;
  std::uint8_t status = 0;
  std::uint8_t used = 0;
  std::array<double, 4> parameters{kNotKnown, kNotKnown, kNotKnown, kNotKnown};
  std::array<double, 4> errors{kNotKnown, kNotKnown, kNotKnown, kNotKnown};
  double log_likelihood = kNotKnown;
  double twice_gain_over_nbd = kNotKnown;
  std::uint32_t steps = 0;
  std::uint32_t evaluations = 0;
  std::uint64_t customers = 0;
  std::uint32_t longest_T = 0;
};

/// A row of /clv_holdout.
struct HoldoutRow {
  std::uint8_t model = 0;
  std::uint8_t group = 0;
  std::uint8_t place = 0;
  value::HoldoutClass of{};
  double mean_absolute_error = kNotKnown;
  double root_mean_square_error = kNotKnown;
};

/// A row of /clv_tracking.
struct TrackingRow {
  std::uint8_t model = 0;
  std::uint32_t week = 0;
  value::TrackedWeek of{};
};

/// The rows of these tables, in the order in which files have them; none where nothing was fitted. Local.
[[nodiscard]] std::vector<FitRow> fit_rows(const AuditResult& result);
[[nodiscard]] std::vector<HoldoutRow> holdout_rows(const AuditResult& result);
[[nodiscard]] std::vector<TrackingRow> tracking_rows(const AuditResult& result);

}  // namespace spendlens::audit
