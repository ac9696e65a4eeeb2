#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace spendlens::value {

using Numbers = std::vector<double>;

/// A symmetric matrix by rows.
struct Matrix {
  std::size_t size;
  Numbers entries = Numbers(size * size, 0.0);
  double& at(std::size_t i, std::size_t j) { return entries[i * size + j]; }
  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return entries[i * size + j]; }
};

/// The lower triangle of Cholesky's factor of a matrix; nothing where that is not positive definite.
[[nodiscard]] std::optional<Matrix> factor(const Matrix& matrix);

/// The solution of A x = right, where `lower` is the factor of A.
[[nodiscard]] Numbers solve(const Matrix& lower, Numbers right);

}  // namespace spendlens::value
