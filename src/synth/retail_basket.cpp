#include "synth/retail_basket.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "synth/portable_math.hpp"

namespace spendlens::synth {

namespace {

constexpr std::size_t kProducts = RetailBasket::kProducts;
constexpr unsigned kIndexBits = 12;
static_assert(kProducts == 1U << kIndexBits);

/// Orders an hour of the day, from midnight.
constexpr std::array<double, 24> kHours{0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7, 8, 9, 7, 6, 7, 8, 10, 11, 9, 6, 3, 1, 0};

/// Standard normal quantiles of (i + 1/2) / kProducts, ascending, with the variance that so many leave made 1 again.
std::vector<double> normal_quantiles() {
  std::vector<double> quantile(kProducts);
  double squares = 0;
  for (std::size_t i = 0; i < kProducts / 2; ++i) {
    const double low = normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(kProducts));
    quantile[i] = low;
    quantile[kProducts - 1 - i] = -low;
    squares += 2 * low * low;
  }
  for (double& each : quantile) each /= std::sqrt(squares / static_cast<double>(kProducts));
  return quantile;
}

std::vector<RetailProduct> catalogue(const RetailParameters& p) {
  const std::vector<double> normal = normal_quantiles();
  double mean = 0;
  for (const double each : normal) mean += exponential_of(p.price_spread * each) / static_cast<double>(kProducts);
  std::vector<RetailProduct> products(kProducts);
  for (std::size_t i = 0; i < kProducts; ++i) {
    // An odd factor visits every index once, so margins are as independent of prices as makes no difference.
    const double share =
        std::clamp(p.margin_share + p.margin_spread * normal[i * 2'654'435'761U % kProducts], -1.0, 0.99);
    const double price =
        std::max(1.0, std::round(100 * p.price_mean * exponential_of(p.price_spread * normal[i]) / mean));
    products[i].price = static_cast<std::int32_t>(price);
    products[i].margin = static_cast<std::int32_t>(std::round(price * share));
    products[i].department =
        static_cast<std::uint16_t>(i * 40'503U % kProducts * retail_departments().size() / kProducts);
  }
  return products;
}

/// The values 1, 2, ... at the quantiles (i + 1/2) / kProducts of a distribution: `first` is the chance of 1, and that
/// of n + 1 is the one of n times factor(n).
template <class Factor>
void fill_quantiles(std::array<std::uint8_t, kProducts>& table, double first, const Factor& factor) {
  std::uint8_t value = 1;
  double chance = first;
  double below = first;
  for (std::size_t i = 0; i < kProducts; ++i) {
    while (value < 255 && below <= (static_cast<double>(i) + 0.5) / static_cast<double>(kProducts)) {
      chance *= factor(value++);
      below += chance;
    }
    table[i] = value;
  }
}

}  // namespace

const std::vector<std::string>& retail_departments() {
  static const std::vector<std::string> names{"BEAUTY",  "BOOKS", "CLOTHING", "ELECTRONICS",
                                              "GROCERY", "HOME",  "SPORTS",   "TOYS"};
  return names;
}

RetailBasket::RetailBasket(const RetailParameters& p) : products_(catalogue(p)) {
  const double more = p.products_per_order - 1;
  fill_quantiles(lines_, exponential_of(-more), [more](int n) { return more / n; });
  const double last = 1 / p.quantity_mean;
  fill_quantiles(quantities_, last, [last](int) { return 1 - last; });
  const double all = std::accumulate(kHours.begin(), kHours.end(), 0.0);
  std::size_t hour = 0;
  double before = 0;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    const double sought = static_cast<double>(i) / 256 * all;
    while (hour + 1 < kHours.size() && (kHours[hour] == 0 || before + kHours[hour] < sought)) before += kHours[hour++];
    times_[i] = static_cast<Timestamp>((static_cast<double>(hour) + (sought - before) / kHours[hour]) * 3600);
  }
}

const RetailProduct& RetailBasket::purchase(Random& random, GeneratedRow& row) const {
  const std::uint32_t bits = random.next();
  const RetailProduct& first = products_[bits >> (32U - kIndexBits)];
  row.category = first.department;
  row.product_count = lines_[bits & (kProducts - 1)];
  row.quantity = 0;
  row.amount = row.margin = 0;
  const RetailProduct* product = &first;
  for (std::uint32_t line = 0; line < row.product_count; ++line) {
    const std::uint32_t line_bits = random.next();
    if (line > 0) product = &products_[line_bits >> (32U - kIndexBits)];
    const std::uint32_t quantity = quantities_[line_bits & (kProducts - 1)];
    row.quantity += quantity;
    row.amount -= Minor{product->price} * quantity;
    row.margin += Minor{product->margin} * quantity;
  }
  return first;
}

void RetailBasket::give_back(const RetailProduct& product, GeneratedRow& row) {
  row.category = product.department;
  row.product_count = 1;
  row.quantity = 1;
  row.amount = product.price;
  row.margin = -product.margin;
}

Timestamp RetailBasket::time_of_day(Random& random) const {
  const std::uint32_t bits = random.next();
  const Timestamp start = times_[bits >> 24U];
  const Timestamp width = times_[(bits >> 24U) + 1] - start;
  return start + static_cast<Timestamp>(std::uint64_t{bits & 0xFF'FFFFU} * width >> 24U);
}

}  // namespace spendlens::synth
