#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "spendlens/personas/judgement.hpp"
#include "spendlens/personas/match.hpp"

namespace spendlens::test {

using personas::Comparison;
using personas::Condition;
using personas::Persona;
using personas::Registry;
using signals::Signal;
using signals::SignalKind;

inline const std::vector<Comparison> kComparisons = {Comparison::kAtLeast, Comparison::kAtMost, Comparison::kBelow,
                                                     Comparison::kAbove, Comparison::kEqual};

inline Condition number(Signal signal, Comparison comparison, double threshold, std::optional<Day> window = {}) {
  return {.signal = signal, .comparison = comparison, .number = threshold, .time_window = window};
}
inline Condition money(Signal signal, Comparison comparison, Minor threshold, std::optional<Day> window = {}) {
  return {.signal = signal, .comparison = comparison, .money = threshold, .time_window = window};
}
inline Persona persona(const std::string& id, std::uint32_t priority, std::vector<Condition> conditions,
                       bool all = true) {
  return {.id = id, .name = id, .priority = priority, .all_conditions = all, .conditions = std::move(conditions)};
}

/// One customer in one window of 30 days, by match_personas.
struct Matched {
  std::uint64_t qualifying = 0;
  std::vector<std::uint64_t> words;
  bool condition(std::size_t k) const { return (words[k / 64] >> (k % 64) & 1) != 0; }
};
inline Matched match_one(const Registry& registry, const signals::Summary& summary, bool assessed = true) {
  signals::SignalTable table;
  table.resize(1);
  table.put(0, std::span(&summary, 1));
  const std::vector<personas::WindowSignals> windows{{30, &table}};
  Matched matched{0, std::vector<std::uint64_t>(registry.num_condition_words())};
  const std::uint8_t flag = assessed ? 1 : 0;
  personas::match_personas(windows, registry, 30, std::span(&flag, 1),
                           {std::span(&matched.qualifying, 1), matched.words});
  return matched;
}

/// Whether the condition holds, the kernel and the reference agreeing; 2 where they do not.
inline int held(const Condition& condition, const signals::Summary& summary) {
  const bool kernel = match_one({{persona("a", 1, {condition})}}, summary).condition(0);
  return kernel == personas::holds(condition, summary) ? int{kernel} : 2;
}

/// Values that meet thresholds, null among them.
class RandomPersonas {
 public:
  explicit RandomPersonas(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) {
    return std::uniform_int_distribution<std::uint64_t>(0, limit - 1)(random_);
  }

  signals::Summary summary() {
    signals::Summary summary;
    for (const signals::SignalInfo& info : signals::all_signals())
      std::visit([&]<class T>(T signals::Summary::*member) { summary.*member = value<T>(); }, signals::member_of(info));
    return summary;
  }

  Condition condition() {
    auto signal = Signal::kPaymentFrequency;
    while (signal == Signal::kPaymentFrequency) signal = static_cast<Signal>(below(signals::kNumSignals));
    Condition some{.signal = signal, .comparison = kComparisons[below(5)]};
    constexpr double kFractions[] = {0, 0, 0, 0.5, 0.9e-6, -0.9e-6, 1.1e-6, -1.1e-6};
    if (some.of_money())
      some.money = value<Minor>();
    else
      some.number = static_cast<double>(below(5)) + kFractions[below(8)];
    if (below(3) == 0) some.time_window = below(2) == 0 ? 30 : 180;
    return some;
  }

  Registry registry(std::size_t num_personas, std::size_t conditions_each) {
    Registry registry;
    for (std::size_t p = 0; p < num_personas; ++p) {
      std::vector<Condition> conditions;
      for (std::size_t c = 0; c < conditions_each; ++c) conditions.push_back(condition());
      registry.personas.push_back(
          persona("p" + std::to_string(p), static_cast<std::uint32_t>(3 * p + 1), conditions, below(3) == 0));
    }
    return registry;
  }

 private:
  template <class T>
  T value() {
    if (below(6) == 0)
      return std::is_floating_point_v<T> ? std::numeric_limits<T>::quiet_NaN() : std::numeric_limits<T>::max();
    const auto small = static_cast<double>(below(5));
    if constexpr (std::is_same_v<T, double>) return below(2) == 0 ? small : small + 0.5e-6;
    if constexpr (std::is_same_v<T, Minor>)
      return below(9) == 0 ? std::numeric_limits<Minor>::max() - 1 - static_cast<Minor>(below(2))
                           : static_cast<Minor>(below(5)) - 2;
    return static_cast<T>(small);
  }

  std::mt19937_64 random_;
};

}  // namespace spendlens::test
