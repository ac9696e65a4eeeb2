#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spendlens/personas/match.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::personas {

/// The registry's fields of one customer in one window.
struct WindowValues {
  std::string name;
  std::vector<FieldValue> values;  ///< by index of the registry's fields
};

/// What a condition saw and whether it held.
struct Evidence {
  FieldValue value;
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

/// One customer's personas, written to be read; match_personas and prioritize_personas must equal it. Throws UsageError
/// where `window` or a condition's window is none of those given. Precondition: the registry is valid.
[[nodiscard]] Judgement match_personas_reference(std::span<const WindowValues> windows, const Registry& registry,
                                                 const std::string& window, Assessment assessment);

/// Whether a condition holds for a value of its field.
[[nodiscard]] bool holds(const Condition& condition, const Field& field, const FieldValue& value);

/// A condition and what it saw, as "revolving_utilization_pct 63.2 % >= 50 %": money in major units with 2 decimals,
/// other numbers with as few decimals, 2 or more of them, as show the same outcome; null is "unknown".
[[nodiscard]] std::string condition_text(const Condition& condition, const Field& field, const Evidence& evidence);

/// What a condition asks for, as "revolving_utilization_pct >= 50 (6m)": for lists and files.
[[nodiscard]] std::string criterion_text(const Condition& condition, const Field& field);

/// The threshold as a registry has it: money in major units, a name by name, a flag as true or false.
[[nodiscard]] std::string threshold_text(const Field& field, const Threshold& threshold);

}  // namespace spendlens::personas
