#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/personas/field.hpp"

namespace spendlens::personas {

inline constexpr std::size_t kMaxPersonas = 64;

/// Two numbers are equal to `==` and `in` where they differ by less than this.
inline constexpr double kEqualWithin = 1e-6;

enum class Comparison : std::uint8_t { kAtLeast, kAtMost, kBelow, kAbove, kEqual, kIn };

/// ">=", "<=", "<", ">", "==", "in"; nothing for another text.
[[nodiscard]] const char* text_of(Comparison comparison);
[[nodiscard]] std::optional<Comparison> parse_comparison(std::string_view text);

/// What a field is compared with.
struct Threshold {
  double number = 0;  ///< of every field but money: flags are 0 and 1, percentages 0 to 100, names their index
  Minor money = 0;    ///< of a field of money, in minor units

  friend bool operator==(const Threshold&, const Threshold&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, number, money);
  }
};

/// One test of one field. A value that is null fails every comparison.
struct Condition {
  std::size_t field = 0;  ///< index into the registry's fields
  Comparison comparison = Comparison::kAtLeast;
  std::vector<Threshold> thresholds = {Threshold{}};  ///< one; of `in` one or more
  std::optional<std::string> window{};                ///< read this window's value whatever window is evaluated

  friend bool operator==(const Condition&, const Condition&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    auto comparison_code = static_cast<std::uint8_t>(comparison);
    bool has_window = window.has_value();
    std::string name = window.value_or("");
    serialize_fields(archive, field, comparison_code, thresholds, has_window, name);
    comparison = static_cast<Comparison>(comparison_code);
    window = has_window ? std::optional(name) : std::nullopt;
  }
};

struct Persona {
  std::string id{};    ///< lower case letters, digits and _, a letter first, at most 64; unique
  std::string name{};  ///< unique
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

/// What a registry sorts customers into.
enum class Subject : std::uint8_t { kPersona, kSegment };

/// The personas or segments (DEFINITIONS-SIGNALS section 8), in ascending order of their priority numbers. A persona's
/// index is its place here; conditions are numbered through all personas in this order.
struct Registry {
  Subject subject = Subject::kPersona;
  std::vector<Field> fields;  ///< those that conditions read, each once
  std::vector<Persona> personas;

  [[nodiscard]] std::size_t size() const { return personas.size(); }
  [[nodiscard]] std::size_t num_conditions() const;
  [[nodiscard]] std::size_t num_condition_words() const { return (num_conditions() + 63) / 64; }
  [[nodiscard]] std::size_t unclassified() const { return size(); }      ///< index of no persona
  [[nodiscard]] std::size_t not_assessed() const { return size() + 1; }  ///< of customers with nothing to judge by
  [[nodiscard]] std::size_t too_new() const { return size() + 2; }       ///< of customers with too short a history
  [[nodiscard]] const Field& field_of(const Condition& condition) const { return fields[condition.field]; }

  friend bool operator==(const Registry&, const Registry&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    auto code = static_cast<std::uint8_t>(subject);
    serialize_fields(archive, code, fields, personas);
    subject = static_cast<Subject>(code);
  }
};

/// What a customer may be assigned beside a persona.
inline constexpr std::size_t kNumOthers = 3;

/// Names of what a customer may be assigned, by index: the ids, then "unclassified", "not_assessed", "too_new", or of
/// segments "unclassified" and, at not_assessed(), "no_purchase".
[[nodiscard]] std::vector<std::string> persona_names(const Registry& registry);

void sort_by_priority(Registry& registry);

/// Which part of a persona is at fault.
enum class Part : std::uint8_t { kPersona, kId, kName, kPriority, kConditions, kSignal, kThreshold, kWindow };

/// What is wrong with a registry, and where.
struct Fault {
  std::size_t persona = 0;    ///< index
  std::size_t condition = 0;  ///< index within the persona; of kSignal, kThreshold and kWindow
  Part part = Part::kPersona;
  std::string what;  ///< one line, without the place
};

/// The first fault in the order of the personas, whatever their order: ids that are malformed, reserved or taken, a
/// name that is empty or taken, priorities below 1 or taken, no conditions, a field that is not there, a name that is
/// compared by more or less, thresholds that are none, several or not finite, a window that is none of `windows`, more
/// personas than kMaxPersonas.
[[nodiscard]] std::optional<Fault> first_fault(const Registry& registry, std::span<const std::string> windows);

/// Throws UsageError that names the persona where there is a fault, no persona, or the order is not that of priority.
void validate(const Registry& registry, std::span<const std::string> windows);

/// Whether a field (an index into the registry's fields) is known of anybody in a window.
using IsKnown = std::function<bool(std::size_t field, const std::string& window)>;

/// The personas that nobody can qualify for when `window` is evaluated, as what they ask for is not known of anybody:
/// with OR all of their conditions, with AND any of them. Indices, ascending.
[[nodiscard]] std::vector<std::size_t> untestable(const Registry& registry, const std::string& window,
                                                  const IsKnown& is_known);

}  // namespace spendlens::personas
