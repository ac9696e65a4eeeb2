#include <algorithm>
#include <cmath>
#include <limits>

#include "personas/compiled.hpp"

namespace spendlens::personas {

namespace {

struct Bounds {
  int128 low;
  int128 high;
};

/// What a column of this kind holds, null left out: null is the largest value.
Bounds known_values(signals::SignalKind kind) {
  using enum signals::SignalKind;
  switch (kind) {
    case kCount:
      return {0, std::numeric_limits<std::uint32_t>::max() - 1U};
    case kCards:
      return {0, std::numeric_limits<std::uint16_t>::max() - 1};
    case kMoney:
      return {std::numeric_limits<Minor>::min(), std::numeric_limits<Minor>::max() - 1};
    default:
      return {0, std::numeric_limits<std::uint8_t>::max() - 1};
  }
}

// For an integer v: v >= t is v >= ceil(t), v > t is v >= floor(t) + 1, and so on. `floor` and `ceil` are the
// threshold's, `equal` the one integer that is equal to it, if any.
Bounds values_that_hold(Comparison comparison, int128 floor, int128 ceil, std::optional<int128> equal, Bounds known) {
  Bounds bounds = known;
  switch (comparison) {
    case Comparison::kAtLeast:
      bounds.low = std::max(bounds.low, ceil);
      break;
    case Comparison::kAbove:
      bounds.low = std::max(bounds.low, floor + 1);
      break;
    case Comparison::kAtMost:
      bounds.high = std::min(bounds.high, floor);
      break;
    case Comparison::kBelow:
      bounds.high = std::min(bounds.high, ceil - 1);
      break;
    case Comparison::kEqual:
      if (!equal) return {1, 0};
      bounds = {std::max(bounds.low, *equal), std::min(bounds.high, *equal)};
      break;
  }
  return bounds.low > bounds.high ? Bounds{1, 0} : bounds;
}

Bounds integers_that_hold(const Condition& condition, Bounds known) {
  if (condition.of_money())
    return values_that_hold(condition.comparison, condition.money, condition.money, condition.money, known);
  // Beyond it every threshold is above or below all counts.
  constexpr double kBeyondCounts = 1e15;
  const double threshold = std::clamp(condition.number, -kBeyondCounts, kBeyondCounts);
  const double nearest = std::nearbyint(threshold);
  std::optional<int128> equal;
  if (std::fabs(nearest - threshold) < kEqualWithin) equal = static_cast<int128>(nearest);
  return values_that_hold(condition.comparison, static_cast<int128>(std::floor(threshold)),
                          static_cast<int128>(std::ceil(threshold)), equal, known);
}

void set_doubles(Test& test, const Condition& condition) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double threshold = condition.number;
  switch (condition.comparison) {
    case Comparison::kAtLeast:
      test.from = threshold;
      test.to = kInfinity;
      break;
    case Comparison::kAbove:
      test.from = std::nextafter(threshold, kInfinity);
      test.to = kInfinity;
      break;
    case Comparison::kAtMost:
      test.from = -kInfinity;
      test.to = threshold;
      break;
    case Comparison::kBelow:
      test.from = -kInfinity;
      test.to = std::nextafter(threshold, -kInfinity);
      break;
    case Comparison::kEqual:
      test.from = threshold;
      test.near_from = true;
      break;
  }
}

Test make_test(const Condition& condition, const signals::SignalTable* table) {
  Test test;
  test.signal = condition.signal;
  test.kind = signals::info_of(condition.signal).kind;
  test.table = table;
  if (test.kind == signals::SignalKind::kNumber) {
    set_doubles(test, condition);
    return test;
  }
  const Bounds bounds = integers_that_hold(condition, known_values(test.kind));
  test.low = static_cast<std::int64_t>(bounds.low);
  test.high = static_cast<std::int64_t>(bounds.high);
  return test;
}

void add_bit(std::vector<WordBits>& bits, std::size_t condition) {
  const std::size_t word = condition / 64;
  const std::uint64_t bit = std::uint64_t{1} << (condition % 64);
  const auto at = std::find_if(bits.begin(), bits.end(), [word](const WordBits& some) { return some.word == word; });
  if (at == bits.end())
    bits.push_back({word, bit});
  else
    at->bits |= bit;
}

}  // namespace

Compiled compile(const Registry& registry, std::span<const WindowSignals> windows, Day window) {
  Compiled compiled;
  std::size_t number = 0;
  for (const Persona& persona : registry.personas) {
    Rule rule{persona.all_conditions, {}};
    for (const Condition& condition : persona.conditions) {
      const Day days = condition.time_window.value_or(window);
      const auto at =
          std::find_if(windows.begin(), windows.end(), [days](const WindowSignals& some) { return some.days == days; });
      const Test test = make_test(condition, at->table);
      auto same = std::find_if(compiled.tests.begin(), compiled.tests.end(),
                               [&](const Test& some) { return some.same_comparison(test); });
      if (same == compiled.tests.end()) same = compiled.tests.insert(same, test);
      add_bit(same->sets, number);
      add_bit(rule.bits, number);
      ++number;
    }
    compiled.rules.push_back(std::move(rule));
  }
  return compiled;
}

}  // namespace spendlens::personas
