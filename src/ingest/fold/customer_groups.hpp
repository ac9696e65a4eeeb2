#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// Numbers customers as they are met and counts their rows: one look at a table a row, no sorting of rows. Local.
class CustomerGroups {
 public:
  struct Customer {
    std::uint64_t hash = 0;
    std::string_view id;
    std::uint64_t num_rows = 0;
    bool is_plain = true;     ///< for the caller
    std::uint64_t begin = 0;  ///< by set_order(): where its rows begin among all rows
  };

  CustomerGroups() : slots_(kFewest) {}

  /// The number of the customer, to whose rows one more is counted. The id's text must stay where it is.
  [[nodiscard]] std::uint32_t add_row(std::uint64_t hash, std::string_view id) {
    const auto tag = static_cast<std::uint32_t>(hash >> 16);
    for (std::size_t place = hash & (slots_.size() - 1);; place = (place + 1) & (slots_.size() - 1)) {
      const Slot slot = slots_[place];
      if (slot.number == kFree) return add(hash, id);
      if (slot.tag != tag) continue;
      Customer& customer = customers_[slot.number];
      if (customer.hash != hash || customer.id != id) continue;
      ++customer.num_rows;
      return slot.number;
    }
  }

  [[nodiscard]] Customer& customer(std::uint32_t number) { return customers_[number]; }
  [[nodiscard]] std::size_t size() const { return customers_.size(); }

  /// The customers' numbers by hash, then id, and in that order the places of their rows.
  [[nodiscard]] std::vector<std::uint32_t> set_order();

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  static constexpr std::size_t kFewest = 1024;

  struct Slot {
    std::uint32_t number = kFree;
    std::uint32_t tag = 0;  ///< some bits of the hash
  };

  std::uint32_t add(std::uint64_t hash, std::string_view id);
  void place(std::uint32_t number);

  std::vector<Slot> slots_;  ///< a power of two, at most half full
  std::vector<Customer> customers_;
};

}  // namespace spendlens::ingest
