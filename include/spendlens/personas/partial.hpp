#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"

namespace spendlens::personas {

/// What one part of the customers adds to the counts of personas in one window: sums only, so parts can be merged in
/// any order.
class PersonaPartial {
 public:
  /// Throws UsageError for more personas than kMaxPersonas.
  explicit PersonaPartial(std::size_t num_personas = 0);

  /// Adds customers: what each was assigned and the personas that it qualifies for. Throws UsageError where lengths
  /// differ or there is no such persona.
  void add(std::span<const std::uint8_t> assigned, std::span<const std::uint64_t> qualifying);

  /// Throws UsageError where the numbers of personas differ.
  void merge(const PersonaPartial& other);

  [[nodiscard]] std::size_t num_personas() const { return num_personas_; }
  [[nodiscard]] std::uint64_t customers() const { return customers_; }

  /// Customers by what they were assigned, as persona_names() names it: the personas, unclassified, not assessed, too
  /// new.
  [[nodiscard]] std::span<const std::uint64_t> assigned() const { return assigned_; }

  /// Customers who qualify for both personas; for i == j those who qualify for it. Precondition: i, j < num_personas().
  [[nodiscard]] std::uint64_t overlap(std::size_t i, std::size_t j) const;

  /// All of it as one list of numbers, for a sum over the ranks, and back.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);

 private:
  std::size_t num_personas_ = 0;
  std::uint64_t customers_ = 0;
  std::vector<std::uint64_t> assigned_;
  std::vector<std::uint64_t> overlap_;  ///< of i <= j, at i · num_personas + j
};

}  // namespace spendlens::personas
