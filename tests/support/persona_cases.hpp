#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "spendlens/personas/judgement.hpp"
#include "spendlens/personas/match.hpp"

namespace spendlens::test {

using personas::Assessment;
using personas::Comparison;
using personas::Condition;
using personas::Field;
using personas::FieldKind;
using personas::FieldValue;
using personas::Persona;
using personas::Registry;

inline const std::vector<Comparison> kComparisons = {Comparison::kAtLeast, Comparison::kAtMost, Comparison::kBelow,
                                                     Comparison::kAbove, Comparison::kEqual};

/// One field of each kind, and what the tests call them.
enum : std::size_t { kCount, kCards, kMoney, kNumber, kFlag, kRhythm, kScore, kMonths, kMajor };
inline const std::vector<Field> kFields = {
    {"count", FieldKind::kCount, "count", {}, true},
    {"cards", FieldKind::kCards, "count", {}, true},
    {"money", FieldKind::kMoney, "minor units", {}, true},
    {"number_pct", FieldKind::kNumber, "percent", {}, true},
    {"flag", FieldKind::kFlag, "", {}, true},
    {"rhythm", FieldKind::kChoice, "", {"weekly", "monthly", "irregular", "unknown"}, true},
    {"score", FieldKind::kScore, "score", {}, false},
    {"months", FieldKind::kNumber, "months", {}, true},
    {"major", FieldKind::kNumber, "major units", {}, true},
};

/// Windows of every test.
inline const std::vector<std::string> kWindows = {"1m", "6m"};

inline Condition number(std::size_t field, Comparison comparison, double threshold,
                        std::optional<std::string> window = {}) {
  return {field, comparison, {{threshold, 0}}, std::move(window)};
}
inline Condition money(std::size_t field, Comparison comparison, Minor threshold) {
  return {field, comparison, {{0, threshold}}, {}};
}
inline Condition in(std::size_t field, std::vector<double> values) {
  Condition condition{field, Comparison::kIn, {}, {}};
  for (const double value : values) condition.thresholds.push_back({value, 0});
  return condition;
}
inline Persona persona(const std::string& id, std::uint32_t priority, std::vector<Condition> conditions,
                       bool all = true) {
  return {.id = id, .name = id, .priority = priority, .all_conditions = all, .conditions = std::move(conditions)};
}
inline Registry registry_of(std::vector<Persona> personas) {
  return {.fields = kFields, .personas = std::move(personas)};
}

/// A customer of whom nothing is known, but for what is given.
inline std::vector<FieldValue> nothing_known() { return std::vector<FieldValue>(kFields.size()); }
inline std::vector<FieldValue> knowing(std::size_t field, FieldValue value) {
  std::vector<FieldValue> values = nothing_known();
  values[field] = value;
  return values;
}
inline FieldValue whole(std::int64_t value) { return value; }
inline FieldValue real(double value) { return value; }

/// The values of some customers, field by field, as the kernel takes them.
class Columns {
 public:
  explicit Columns(const std::vector<std::vector<FieldValue>>& customers) {
    for (std::size_t f = 0; f < kFields.size(); ++f) {
      switch (kFields[f].kind) {
        case FieldKind::kCount:
          add<std::uint32_t>(customers, f);
          break;
        case FieldKind::kCards:
          add<std::uint16_t>(customers, f);
          break;
        case FieldKind::kMoney:
          add<Minor>(customers, f);
          break;
        case FieldKind::kNumber:
          add<double>(customers, f);
          break;
        default:
          add<std::uint8_t>(customers, f);
      }
    }
  }

  std::vector<personas::FieldColumn> view() const {
    std::vector<personas::FieldColumn> columns;
    for (const auto& column : columns_)
      std::visit([&]<class T>(const std::vector<T>& values) { columns.emplace_back(std::span<const T>(values)); },
                 column);
    return columns;
  }

 private:
  template <class T>
  void add(const std::vector<std::vector<FieldValue>>& customers, std::size_t f) {
    std::vector<T> column;
    for (const auto& customer : customers) {
      T null = std::numeric_limits<T>::max();
      if (std::is_same_v<T, double>) null = std::numeric_limits<T>::quiet_NaN();
      if (kFields[f].kind == FieldKind::kScore) null = T{0};
      const FieldValue& value = customer[f];
      column.push_back(std::holds_alternative<std::int64_t>(value) ? static_cast<T>(std::get<std::int64_t>(value))
                       : std::holds_alternative<double>(value)     ? static_cast<T>(std::get<double>(value))
                                                                   : null);
    }
    columns_.emplace_back(std::move(column));
  }

  std::vector<std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<std::uint32_t>,
                           std::vector<Minor>, std::vector<double>>>
      columns_;
};

/// One customer in one window, by match_personas.
struct Matched {
  std::uint64_t qualifying = 0;
  std::vector<std::uint64_t> words;
  bool condition(std::size_t k) const { return (words[k / 64] >> (k % 64) & 1) != 0; }
};
inline Matched match_one(const Registry& registry, const std::vector<FieldValue>& values) {
  const Columns columns({values});
  const std::vector<personas::WindowColumns> windows{{"1m", columns.view()}};
  Matched matched{0, std::vector<std::uint64_t>(registry.num_condition_words())};
  personas::match_personas(windows, registry, "1m", {std::span(&matched.qualifying, 1), matched.words});
  return matched;
}

/// Whether the condition holds, the kernel and the reference agreeing; 2 where they do not.
inline int held(const Condition& condition, const FieldValue& value) {
  const bool kernel =
      match_one(registry_of({persona("a", 1, {condition})}), knowing(condition.field, value)).condition(0);
  return kernel == personas::holds(condition, kFields[condition.field], value) ? int{kernel} : 2;
}

/// Values that meet thresholds, null among them.
class RandomPersonas {
 public:
  explicit RandomPersonas(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) {
    return std::uniform_int_distribution<std::uint64_t>(0, limit - 1)(random_);
  }

  std::vector<FieldValue> values() {
    std::vector<FieldValue> values;
    for (const Field& field : kFields) values.push_back(below(6) == 0 ? FieldValue{} : value(field));
    return values;
  }

  Condition condition() {
    const std::size_t f = below(kFields.size());
    Condition some{f, below(5) == 0 ? Comparison::kIn : kComparisons[below(5)], {}, {}};
    if (kFields[f].kind == FieldKind::kChoice) some.comparison = below(2) == 0 ? Comparison::kIn : Comparison::kEqual;
    const std::size_t thresholds = some.comparison == Comparison::kIn ? 1 + below(3) : 1;
    for (std::size_t i = 0; i < thresholds; ++i) some.thresholds.push_back(threshold(kFields[f]));
    if (kFields[f].of_window && below(3) == 0) some.window = kWindows[below(2)];
    return some;
  }

  Registry registry(std::size_t num_personas, std::size_t conditions_each) {
    Registry registry = registry_of({});
    for (std::size_t p = 0; p < num_personas; ++p) {
      std::vector<Condition> conditions;
      for (std::size_t c = 0; c < conditions_each; ++c) conditions.push_back(condition());
      registry.personas.push_back(
          persona("p" + std::to_string(p), static_cast<std::uint32_t>(3 * p + 1), conditions, below(3) == 0));
    }
    return registry;
  }

 private:
  FieldValue value(const Field& field) {
    if (field.kind == FieldKind::kNumber) {
      const auto small = static_cast<double>(below(5));
      return below(2) == 0 ? small : small + 0.5e-6;
    }
    if (field.kind == FieldKind::kMoney)
      return below(9) == 0 ? std::numeric_limits<Minor>::max() - 1 - static_cast<Minor>(below(2))
                           : static_cast<Minor>(below(5)) - 2;
    if (field.kind == FieldKind::kFlag) return static_cast<std::int64_t>(below(2));
    if (field.kind == FieldKind::kScore) return static_cast<std::int64_t>(1 + below(4));
    return static_cast<std::int64_t>(below(4));
  }

  personas::Threshold threshold(const Field& field) {
    constexpr double kFractions[] = {0, 0, 0, 0.5, 0.9e-6, -0.9e-6, 1.1e-6, -1.1e-6};
    if (field.kind == FieldKind::kMoney) return {0, std::get<std::int64_t>(value(field))};
    if (field.kind == FieldKind::kChoice) return {static_cast<double>(below(4)), 0};
    return {static_cast<double>(below(5)) + kFractions[below(8)], 0};
  }

  std::mt19937_64 random_;
};

}  // namespace spendlens::test
