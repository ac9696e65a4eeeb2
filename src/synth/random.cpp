#include "spendlens/synth/random.hpp"

#include <Random123/philox.h>

#include <cmath>

#include "synth/portable_math.hpp"

namespace spendlens::synth {

Random::Random(std::uint64_t seed, std::uint64_t customer, std::uint32_t stream)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      customer_{static_cast<std::uint32_t>(customer), static_cast<std::uint32_t>(customer >> 32)},
      stream_(stream) {}

std::uint32_t Random::next() {
  if (used_ == 4) {
    const r123::Philox4x32::ctr_type counter = {{block_++, stream_, customer_[0], customer_[1]}};
    const r123::Philox4x32::key_type key = {{key_[0], key_[1]}};
    const auto numbers = r123::Philox4x32()(counter, key);
    for (std::size_t i = 0; i < 4; ++i) output_[i] = numbers[i];
    used_ = 0;
  }
  return output_[used_++];
}

std::uint32_t Random::below(std::uint32_t limit) {
  // Lemire 2019: the high half of a product, rejecting the few low halves that would be over-represented.
  std::uint64_t product = std::uint64_t{next()} * limit;
  if (static_cast<std::uint32_t>(product) < limit) {
    const std::uint32_t threshold = (0U - limit) % limit;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{next()} * limit;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  return low + below(static_cast<std::uint32_t>(high - low + 1));
}

double Random::uniform() { return (next() + 0.5) * 0x1p-32; }

bool Random::chance(double probability) { return uniform() < probability; }

double Random::normal() {
  const double radius = std::sqrt(-2 * natural_log(uniform()));
  return radius * cosine_of_turns(uniform());
}

double Random::exponential(double mean) { return -mean * natural_log(uniform()); }

double Random::gamma(double shape, double scale) {
  if (shape < 1) {  // Gamma(a) is Gamma(a + 1) · U^(1/a)
    const double boosted = gamma(shape + 1, scale);
    return boosted * power_of(uniform(), 1 / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (natural_log(uniform()) < 0.5 * x * x + d - d * v + d * natural_log(v)) return d * v * scale;
  }
}

std::uint32_t Random::poisson(double mean) {
  // Knuth's product of uniforms, in pieces whose e^-mean does not underflow.
  constexpr double kPiece = 500;
  std::uint32_t count = 0;
  for (double rest = mean; rest > 0; rest -= kPiece) {
    const double limit = exponential_of(-(rest < kPiece ? rest : kPiece));
    for (double product = uniform(); product > limit; product *= uniform()) ++count;
  }
  return count;
}

}  // namespace spendlens::synth
