#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "spendlens/core/transactions.hpp"

namespace spendlens::benchmarks {

/// Customers of a shop in memory, 12 orders each within 2025-04-01 to 2025-09-30; nearly all of them buy in both
/// quarters. The same for any number of threads.
class Shop {
 public:
  static constexpr std::uint64_t kOrders = 12;

  Shop(std::uint64_t num_customers, int num_threads);

  [[nodiscard]] std::span<const std::string_view> ids() const { return ids_; }
  [[nodiscard]] TransactionColumns orders() const { return {offset_, timestamp_, amount_, {}}; }

 private:
  std::vector<char> texts_;
  std::vector<std::string_view> ids_;
  std::vector<std::uint64_t> offset_;
  std::vector<Timestamp> timestamp_;
  std::vector<Minor> amount_;
};

}  // namespace spendlens::benchmarks
