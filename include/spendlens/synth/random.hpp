#pragma once

#include <cstdint>

namespace spendlens::synth {

/// Random numbers of one customer: a counter-based generator (Philox4x32-10, Salmon et al. 2011) keyed by the seed, its
/// counter made of customer, stream and position. So a customer's numbers depend on (seed, customer, stream) alone, on
/// no other customer, rank or thread. Not thread-safe; cheap to make.
class Random {
 public:
  /// Streams keep what is drawn for one purpose from moving what is drawn for another.
  Random(std::uint64_t seed, std::uint64_t customer, std::uint32_t stream);

  [[nodiscard]] std::uint32_t next();  ///< 32 random bits
  /// Uniform in [0, limit), without bias. Precondition: limit > 0
  [[nodiscard]] std::uint32_t below(std::uint32_t limit);
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high);  ///< uniform in [low, high], both included
  [[nodiscard]] double uniform();                                           ///< in (0, 1), never an end
  [[nodiscard]] bool chance(double probability);
  [[nodiscard]] double normal();  ///< mean 0, standard deviation 1
  [[nodiscard]] double exponential(double mean);
  [[nodiscard]] double gamma(double shape, double scale);  ///< Marsaglia and Tsang 2000
  [[nodiscard]] std::uint32_t poisson(double mean);        ///< exact; meant for means below some hundreds

 private:
  std::uint32_t key_[2];
  std::uint32_t customer_[2];
  std::uint32_t stream_;
  std::uint32_t block_ = 0;
  std::uint32_t output_[4] = {};
  std::uint32_t used_ = 4;
};

}  // namespace spendlens::synth
