#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/synth/model.hpp"
#include "spendlens/synth/random.hpp"
#include "spendlens/synth/retail_model.hpp"

namespace spendlens::synth {

/// A product of the shop, money in minor units a piece.
struct RetailProduct {
  std::int32_t price = 0;
  std::int32_t margin = 0;
  std::uint16_t department = 0;
};

/// Sorted bytewise.
[[nodiscard]] const std::vector<std::string>& retail_departments();

/// The shop's catalogue and what an order has of it: tables, so that a line takes one random number. The catalogue's
/// prices are the quantiles of their distribution, so it depends on the parameters alone.
class RetailBasket {
 public:
  explicit RetailBasket(const RetailParameters& parameters);

  /// Fills all of a purchase but its time. Returns its first line's product.
  const RetailProduct& purchase(Random& random, GeneratedRow& row) const;

  /// Fills all of the return of one piece but its time.
  static void give_back(const RetailProduct& product, GeneratedRow& row);

  /// Seconds since midnight, of opening hours.
  [[nodiscard]] Timestamp time_of_day(Random& random) const;

  static constexpr std::size_t kProducts = 4096;

 private:
  std::vector<RetailProduct> products_;
  std::array<std::uint8_t, kProducts> lines_{};       ///< lines of an order, by quantile
  std::array<std::uint8_t, kProducts> quantities_{};  ///< pieces of a line, by quantile
  std::array<Timestamp, 257> times_{};                ///< the time of day at each 256th of the orders
};

}  // namespace spendlens::synth
