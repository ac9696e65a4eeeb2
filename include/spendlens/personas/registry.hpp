#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/signals/signals.hpp"

namespace spendlens::personas {

inline constexpr std::size_t kMaxPersonas = 64;

/// Two numbers are equal to `==` where they differ by less than this.
inline constexpr double kEqualWithin = 1e-6;

enum class Comparison : std::uint8_t { kAtLeast, kAtMost, kBelow, kAbove, kEqual };

/// ">=", "<=", "<", ">", "=="; nothing for another text.
[[nodiscard]] const char* text_of(Comparison comparison);
[[nodiscard]] std::optional<Comparison> parse_comparison(std::string_view text);

/// One test of one signal. A signal that is null fails every comparison.
struct Condition {
  signals::Signal signal = signals::Signal::kSpend;
  Comparison comparison = Comparison::kAtLeast;
  double number = 0;  ///< the threshold of every signal but those of money; flags are 0 and 1, percentages 0 to 100
  Minor money = 0;    ///< the threshold of a signal of kind kMoney, in minor units
  std::optional<Day> time_window{};  ///< read this window's signal whatever window is evaluated

  [[nodiscard]] bool of_money() const { return signals::info_of(signal).kind == signals::SignalKind::kMoney; }

  friend bool operator==(const Condition&, const Condition&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    auto signal_code = static_cast<std::uint8_t>(signal);
    auto comparison_code = static_cast<std::uint8_t>(comparison);
    bool has_window = time_window.has_value();
    Day window = time_window.value_or(0);
    serialize_fields(archive, signal_code, comparison_code, number, money, has_window, window);
    signal = static_cast<signals::Signal>(signal_code);
    comparison = static_cast<Comparison>(comparison_code);
    time_window = has_window ? std::optional(window) : std::nullopt;
  }
};

struct Persona {
  std::string id{};  ///< lower case letters, digits and _, a letter first, at most 64; unique
  std::string name{};
  std::string description{};
  std::uint32_t priority = 0;  ///< 1 is first; unique
  bool all_conditions = true;  ///< AND; false: OR
  std::vector<Condition> conditions{};
  std::vector<std::string> focus_areas{};
  std::vector<std::string> content_types{};

  friend bool operator==(const Persona&, const Persona&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, id, name, description, priority, all_conditions, conditions, focus_areas, content_types);
  }
};

/// The personas (DEFINITIONS section 8), in ascending order of their priority numbers. A persona's index is its place
/// here; conditions are numbered through all personas in this order.
struct Registry {
  std::vector<Persona> personas;

  [[nodiscard]] std::size_t size() const { return personas.size(); }
  [[nodiscard]] std::size_t num_conditions() const;
  [[nodiscard]] std::size_t num_condition_words() const { return (num_conditions() + 63) / 64; }
  [[nodiscard]] std::size_t unclassified() const { return size(); }      ///< index of no persona
  [[nodiscard]] std::size_t not_assessed() const { return size() + 1; }  ///< index of customers without transactions

  friend bool operator==(const Registry&, const Registry&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, personas);
  }
};

/// Names of what a customer may be assigned, by index: the ids, then "unclassified", "not_assessed".
[[nodiscard]] std::vector<std::string> persona_names(const Registry& registry);

void sort_by_priority(Registry& registry);

/// Which part of a persona is at fault.
enum class Part : std::uint8_t { kPersona, kId, kName, kPriority, kConditions, kSignal, kThreshold, kTimeWindow };

/// What is wrong with a registry, and where.
struct Fault {
  std::size_t persona = 0;    ///< index
  std::size_t condition = 0;  ///< index within the persona; of kSignal, kThreshold and kTimeWindow
  Part part = Part::kPersona;
  std::string what;  ///< one line, without the place
};

/// The first fault in the order of the personas, whatever their order: ids that are malformed, reserved or taken, an
/// empty name, priorities below 1 or taken, no conditions, a signal that is a choice among names, a threshold that is
/// not finite, a time window that is none of `windows`, more personas than kMaxPersonas.
[[nodiscard]] std::optional<Fault> first_fault(const Registry& registry, std::span<const Day> windows);

/// Throws UsageError that names the persona where there is a fault, no persona, or the order is not that of priority.
void validate(const Registry& registry, std::span<const Day> windows);

}  // namespace spendlens::personas
