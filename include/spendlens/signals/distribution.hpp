#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "spendlens/signals/catalogue.hpp"

namespace spendlens::signals {

/// The classes into which the customers of one of the main signals are counted: the first below edges[0], class i from
/// edges[i - 1] to below edges[i], the last from the last edge on. Customers of whom the signal is not known are in
/// none.
struct Distribution {
  std::size_t signal = 0;               ///< place in the catalogue; of kind kCount, kMoney or kNumber
  std::span<const std::int64_t> edges;  ///< ascending, in hundredths of the signal's unit; of money in minor units

  [[nodiscard]] std::size_t num_classes() const { return edges.size() + 1; }
};

/// The distributions of a set's catalogue, in the order in which reports show them. The classes are the same whatever
/// the profile, the window and the customers.
[[nodiscard]] std::span<const Distribution> distributions(SignalSet set);

}  // namespace spendlens::signals
