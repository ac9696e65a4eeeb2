#include <algorithm>

#include "spendlens/core/error.hpp"
#include "spendlens/value/maximum.hpp"

namespace spendlens::value {

LikelihoodSums& LikelihoodSums::operator+=(const LikelihoodSums& other) {
  log_likelihood += other.log_likelihood;
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += other.gradient[i];
  for (std::size_t i = 0; i < second.size(); ++i) second[i] += other.second[i];
  not_finite += other.not_finite;
  return *this;
}

std::vector<int128> LikelihoodSums::numbers() const {
  std::vector<int128> all = {log_likelihood, static_cast<int128>(not_finite)};
  all.insert(all.end(), gradient.begin(), gradient.end());
  all.insert(all.end(), second.begin(), second.end());
  return all;
}

LikelihoodSums LikelihoodSums::of(std::span<const int128> numbers) {
  LikelihoodSums sums;
  if (numbers.size() != 2 + sums.gradient.size() + sums.second.size())
    throw InternalError("these numbers are no sums of a likelihood");
  sums.log_likelihood = numbers[0];
  sums.not_finite = static_cast<std::uint64_t>(numbers[1]);
  std::copy_n(numbers.begin() + 2, sums.gradient.size(), sums.gradient.begin());
  std::copy_n(numbers.begin() + 2 + static_cast<std::ptrdiff_t>(sums.gradient.size()), sums.second.size(),
              sums.second.begin());
  return sums;
}

double as_number(int128 sum) { return static_cast<double>(sum) * 0x1p-40; }

}  // namespace spendlens::value
