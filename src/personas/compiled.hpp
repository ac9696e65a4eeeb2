#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/personas/match.hpp"

namespace spendlens::personas {

/// Bits of one of the words in which a customer's conditions lie.
struct WordBits {
  std::size_t word = 0;
  std::uint64_t bits = 0;
};

/// A comparison of one column with constants, however many conditions ask for it.
struct Test {
  FieldColumn column{};
  std::int64_t low = 1;  ///< integers hold within [low, high], which never contains null; empty: [1, 0]
  std::int64_t high = 0;
  double from = 0;  ///< doubles hold within [from, to]; with `near_from` where they are near `from`
  double to = 0;
  bool near_from = false;
  std::vector<WordBits> sets;  ///< the conditions

  [[nodiscard]] bool same_comparison(const Test& other) const;
};

/// A persona: all or any of the bits.
struct Rule {
  bool all = true;
  std::vector<WordBits> bits;
};

/// A registry made ready for many customers.
struct Compiled {
  std::vector<Test> tests;
  std::vector<Rule> rules;  ///< by persona
};

/// Precondition: the registry is valid; every window that it needs is there.
[[nodiscard]] Compiled compile(const Registry& registry, std::span<const WindowColumns> windows,
                               const std::string& window);

}  // namespace spendlens::personas
