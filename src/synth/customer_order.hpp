#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/ledger/segment.hpp"

namespace spendlens::synth {

/// The numbered customers whose ids fall into a range of hash prefixes, by prefix: 4 bytes each.
class CustomerOrder {
 public:
  /// Hashes the ids of all `customers`, twice, with `num_threads` threads.
  CustomerOrder(std::uint64_t customers, ledger::PrefixRange range, int num_threads);

  [[nodiscard]] std::uint64_t size() const { return numbers_.size(); }
  [[nodiscard]] ledger::PrefixRange range() const { return range_; }
  /// In no order.
  [[nodiscard]] std::span<const std::uint32_t> numbers() const { return numbers_; }
  /// How many lie in the prefixes before `prefix`. Precondition: it is in the range or its end.
  [[nodiscard]] std::uint64_t before(std::size_t prefix) const { return begin_[prefix - range_.begin]; }

  /// Customers of some prefixes, ascending by (hash, id), with their hashes.
  struct Sorted {
    std::vector<std::uint64_t> hash;
    std::vector<std::uint32_t> number;
  };
  void sort(ledger::PrefixRange part, Sorted& into) const;

 private:
  ledger::PrefixRange range_;
  std::vector<std::uint64_t> begin_;  ///< of each prefix, + 1
  std::vector<std::uint32_t> numbers_;
};

/// The hash of a numbered customer's id.
[[nodiscard]] std::uint64_t hash_of_customer(std::uint64_t number);

}  // namespace spendlens::synth
