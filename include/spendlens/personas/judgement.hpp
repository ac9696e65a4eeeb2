#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spendlens/personas/registry.hpp"

namespace spendlens::personas {

/// One customer's signals in the window of so many days.
struct WindowSummary {
  Day days = 0;
  signals::Summary summary;
};

/// What a condition saw and whether it held.
struct Evidence {
  std::optional<double> value;  ///< as signals::value_of: minor units for money; nothing for null
  bool held = false;

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// Why one customer is assigned what it is, in one window.
struct Judgement {
  std::size_t assigned = 0;                     ///< index into persona_names()
  std::uint64_t qualifying = 0;                 ///< bit p is the persona of index p
  std::vector<std::vector<Evidence>> evidence;  ///< by persona, by condition
  std::string reason;                           ///< one line
};

/// One customer's personas, written to be read; match_personas must equal it. Where the customer is not assessed,
/// nothing holds. Throws UsageError where `window` or a condition's time window is none of those given.
/// Precondition: the registry is valid.
[[nodiscard]] Judgement match_personas_reference(std::span<const WindowSummary> windows, const Registry& registry,
                                                 Day window, bool assessed);

/// Whether a condition holds for a summary of the window that it reads.
[[nodiscard]] bool holds(const Condition& condition, const signals::Summary& summary);

/// A condition and what it saw, as "credit_max_utilization_pct 63.2 % >= 50 %": money in major units with 2 decimals,
/// other numbers with as few decimals, 2 or more of them, as show the same outcome; null is "unknown".
[[nodiscard]] std::string condition_text(const Condition& condition, const Evidence& evidence);

}  // namespace spendlens::personas
