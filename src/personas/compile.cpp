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

/// What a column of this kind holds, null left out: null is the largest value, of scores the smallest.
Bounds known_values(FieldKind kind) {
  using enum FieldKind;
  switch (kind) {
    case kCount:
      return {0, std::numeric_limits<std::uint32_t>::max() - 1U};
    case kCards:
    case kCohort:
      return {0, std::numeric_limits<std::uint16_t>::max() - 1};
    case kMoney:
      return {std::numeric_limits<Minor>::min(), std::numeric_limits<Minor>::max() - 1};
    case kScore:
      return {1, std::numeric_limits<std::uint8_t>::max()};
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
    case Comparison::kIn:
      if (!equal) return {1, 0};
      bounds = {std::max(bounds.low, *equal), std::min(bounds.high, *equal)};
      break;
  }
  return bounds.low > bounds.high ? Bounds{1, 0} : bounds;
}

Bounds integers_that_hold(Comparison comparison, const Threshold& threshold, FieldKind kind) {
  const Bounds known = known_values(kind);
  if (kind == FieldKind::kMoney)
    return values_that_hold(comparison, threshold.money, threshold.money, threshold.money, known);
  // Beyond it every threshold is above or below all counts.
  constexpr double kBeyondCounts = 1e15;
  const double number = std::clamp(threshold.number, -kBeyondCounts, kBeyondCounts);
  const double nearest = std::nearbyint(number);
  std::optional<int128> equal;
  if (std::fabs(nearest - number) < kEqualWithin) equal = static_cast<int128>(nearest);
  return values_that_hold(comparison, static_cast<int128>(std::floor(number)), static_cast<int128>(std::ceil(number)),
                          equal, known);
}

void set_doubles(Test& test, Comparison comparison, double threshold) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (comparison) {
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
    case Comparison::kIn:
      test.from = threshold;
      test.near_from = true;
      break;
  }
}

Test make_test(Comparison comparison, const Threshold& threshold, FieldKind kind, const FieldColumn& column) {
  Test test;
  test.column = column;
  if (kind == FieldKind::kNumber) {
    set_doubles(test, comparison, threshold.number);
    return test;
  }
  const Bounds bounds = integers_that_hold(comparison, threshold, kind);
  test.low = static_cast<std::int64_t>(bounds.low);
  test.high = static_cast<std::int64_t>(bounds.high);
  return test;
}

const WindowColumns& window_of(std::span<const WindowColumns> windows, const std::string& name) {
  return *std::find_if(windows.begin(), windows.end(), [&](const WindowColumns& some) { return some.name == name; });
}

const void* data_of(const FieldColumn& column) {
  return std::visit([](const auto& values) { return static_cast<const void*>(values.data()); }, column);
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

bool Test::same_comparison(const Test& other) const {
  return column.index() == other.column.index() && data_of(column) == data_of(other.column) && low == other.low &&
         high == other.high && from == other.from && to == other.to && near_from == other.near_from;
}

// The values of `in` are tests of one condition each: any of them sets its bit.
Compiled compile(const Registry& registry, std::span<const WindowColumns> windows, const std::string& window) {
  Compiled compiled;
  std::size_t number = 0;
  for (const Persona& persona : registry.personas) {
    Rule rule{persona.all_conditions, {}};
    for (const Condition& condition : persona.conditions) {
      const WindowColumns& columns = window_of(windows, condition.window ? *condition.window : window);
      for (const Threshold& threshold : condition.thresholds) {
        const Test test = make_test(condition.comparison, threshold, registry.field_of(condition).kind,
                                    columns.columns[condition.field]);
        auto same = std::find_if(compiled.tests.begin(), compiled.tests.end(),
                                 [&](const Test& some) { return some.same_comparison(test); });
        if (same == compiled.tests.end()) same = compiled.tests.insert(same, test);
        add_bit(same->sets, number);
      }
      add_bit(rule.bits, number);
      ++number;
    }
    compiled.rules.push_back(std::move(rule));
  }
  return compiled;
}

}  // namespace spendlens::personas
