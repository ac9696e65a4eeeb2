#include "library/shop.hpp"

#include <cmath>

#include "spendlens/core/parallel_for.hpp"
#include "spendlens/synth/random.hpp"

namespace spendlens::benchmarks {

namespace {

constexpr std::size_t kIdBytes = 10;

void write_id(std::uint64_t number, char* to) {
  to[0] = 'C';
  for (std::size_t digit = kIdBytes - 1; digit > 0; --digit, number /= 10)
    to[digit] = static_cast<char>('0' + number % 10);
}

}  // namespace

Shop::Shop(std::uint64_t num_customers, int num_threads)
    : texts_(num_customers * kIdBytes),
      ids_(num_customers),
      offset_(num_customers + 1),
      timestamp_(num_customers * kOrders),
      amount_(num_customers * kOrders) {
  const auto first = static_cast<std::uint32_t>(parse_period("2025-Q2", 0, 0).start * kSecondsPerDay);
  const auto seconds = static_cast<std::uint32_t>(
      (parse_period("2025-Q3", 0, 0).end - parse_period("2025-Q2", 0, 0).start) * kSecondsPerDay);
  for_each_part(num_customers, num_threads, [&](ItemRange range, std::size_t) {
    for (std::uint64_t customer = range.begin; customer < range.end; ++customer) {
      char* id = texts_.data() + customer * kIdBytes;
      write_id(customer * 7'919 % num_customers, id);  // 7919 is a prime: not in ascending order, each once
      ids_[customer] = {id, kIdBytes};
      offset_[customer + 1] = (customer + 1) * kOrders;
      synth::Random random(1, customer, 0);
      for (std::uint64_t row = customer * kOrders; row < offset_[customer + 1]; ++row) {
        timestamp_[row] = first + random.below(seconds);
        amount_[row] = -static_cast<Minor>(std::exp(3.5 + 0.8 * random.normal()) * 100);
      }
    }
  });
}

}  // namespace spendlens::benchmarks
