#include "value/cholesky.hpp"

#include <cmath>

namespace spendlens::value {

std::optional<Matrix> factor(const Matrix& matrix) {
  Matrix lower{matrix.size};
  for (std::size_t i = 0; i < matrix.size; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = matrix.at(i, j);
      for (std::size_t k = 0; k < j; ++k) sum -= lower.at(i, k) * lower.at(j, k);
      if (i == j && !(sum > 0)) return std::nullopt;
      lower.at(i, j) = i == j ? std::sqrt(sum) : sum / lower.at(j, j);
    }
  return lower;
}

Numbers solve(const Matrix& lower, Numbers right) {
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) right[i] -= lower.at(i, k) * right[k];
    right[i] /= lower.at(i, i);
  }
  for (std::size_t i = right.size(); i-- > 0;) {
    for (std::size_t k = i + 1; k < right.size(); ++k) right[i] -= lower.at(k, i) * right[k];
    right[i] /= lower.at(i, i);
  }
  return right;
}

}  // namespace spendlens::value
