#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/value/inputs.hpp"

namespace spendlens::value {

/// Distinct (x, t_x, T) with the customers that have them, ascending: all that a model of purchases asks of customers.
struct CountedInputs {
  std::vector<std::uint16_t> x;
  std::vector<std::uint16_t> t_x;
  std::vector<std::uint16_t> T;
  std::vector<std::uint64_t> customers;

  [[nodiscard]] std::size_t size() const { return x.size(); }
  void add(std::uint64_t key, std::uint64_t count);
};

/// A count for each of many keys, of which few differ: open addressing; nothing is ever taken out.
class KeyCounts {
 public:
  struct Entry {
    std::uint64_t key;
    std::uint64_t customers;
    Minor spend;
  };

  /// Adds so many customers, and what they spent, to a key.
  void add(std::uint64_t key, std::uint64_t customers, Minor spend = 0);
  void merge(const KeyCounts& other);
  [[nodiscard]] std::size_t size() const { return used_; }
  /// Ascending by key.
  [[nodiscard]] std::vector<Entry> sorted() const;

 private:
  void grow();
  [[nodiscard]] Entry& slot_of(std::uint64_t key);

  std::vector<Entry> slots_;
  std::size_t used_ = 0;
};

/// (x, t_x, T) as one number that sorts like them; `last` is of the lowest 16 bits.
[[nodiscard]] constexpr std::uint64_t key_of(std::uint64_t x, std::uint64_t t_x, std::uint64_t T,
                                             std::uint64_t last = 0) {
  return x << 48 | t_x << 32 | T << 16 | last;
}

/// The distinct inputs of customers; those without a purchase are left out. With `counted` false each customer stays by
/// itself, in the order of the columns' sorted keys: the sums are the same.
[[nodiscard]] CountedInputs count_inputs(const InputColumns& columns, bool counted = true);
[[nodiscard]] CountedInputs inputs_of(const KeyCounts& counts);

/// What stands beside a fit (section 14). Integers: equal on any number of ranks.
struct InputSums {
  std::uint64_t customers = 0;
  std::uint64_t repeat_customers = 0;
  std::uint64_t repeat_purchase_days = 0;  ///< the sum of x
  std::uint64_t total_days = 0;            ///< the sum of T
  std::uint64_t frequent_customers = 0;    ///< x >= 10 and 2x > T: this is no log of purchases
  std::uint16_t largest_x = 0;
  std::uint16_t longest_T = 0;

  void add(const CountedInputs& inputs);
  friend bool operator==(const InputSums&, const InputSums&) = default;
};

}  // namespace spendlens::value
