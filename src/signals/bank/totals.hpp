#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "signals/bank/plan.hpp"

namespace spendlens::signals::bank {

/// Sums of a figure by window: what a narrower window has is in the wider ones too once they are added up.
template <class T>
using ByWindow = std::array<T, kMaxWindows + 1>;

inline constexpr std::size_t kMaxLowMonths = 24;

/// What a customer's streams add up to.
struct StreamTotals {
  // Of outflows.
  std::array<int128, kStreamKindNames.size()> shares{};       ///< amounts times shares of a month, of live ones
  std::array<std::uint32_t, kStreamKindNames.size()> live{};  ///< streams
  std::uint32_t early_subscriptions = 0;
  ByWindow<std::uint32_t> lapsed_subscriptions{};
  ByWindow<std::uint32_t> price_rises{};
  ByWindow<int128> standing_orders{};  ///< rows of class transfer in live streams, above 0
  int128 due = 0;

  // Of inflows.
  std::uint32_t live_incomes = 0;
  bool any_regular = false;
  int128 regular2 = 0;  ///< twice the typical payments times their shares, of live regular ones
  int128 largest = -1;  ///< of these, and its cadence
  Cadence largest_cadence{};
  ByWindow<int128> irregular{};  ///< payments of live ones that are not regular
  ByWindow<int128> lapsed{};
  ByWindow<int128> extra{};
  std::array<int128, kMaxLowMonths> months{};  ///< income by whole month
};

}  // namespace spendlens::signals::bank
