#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "value/purchase_terms.hpp"

namespace spendlens::value {

/// The places at which pareto-nbd's integrals over the days after the first purchase are evaluated: Gauss-Legendre's,
/// more where the integrand is steep. J(x, t_x, T) = s ∫ ((α+T)/(α+τ))^A ((β+T)/(β+τ))^s dτ/(β+τ) over τ from t_x to T
/// is the difference of two integrals to the last day, each relative to the integrand where it begins: so nothing
/// overflows, and an x has one entry a day.
class DropoutNodes {
 public:
  /// For x to largest_x and days to longest_T.
  DropoutNodes(const PurchaseParameters& parameters, std::uint16_t largest_x, std::uint16_t longest_T);

  [[nodiscard]] std::size_t size() const { return weight.size(); }

  PurchaseParameters parameters;
  std::vector<std::size_t> begin;      ///< of each day's points, and the end
  std::vector<double> log_alpha;       ///< ln((α + τ) / (α + day))
  std::vector<double> log_beta;        ///< ln((β + τ) / (β + day))
  std::vector<double> inverse_alpha;   ///< 1 / (α + τ)
  std::vector<double> inverse_beta;    ///< 1 / (β + τ)
  std::vector<double> weight;          ///< of the point, in weeks, over (β + τ)
  std::vector<double> log_alpha_step;  ///< by day: ln((α + day + 1) / (α + day))
  std::vector<double> log_beta_step;

 private:
  void add_day(std::size_t day, double size);
  void add_piece(double from_day, double start, double width, bool steep);
};

/// The integrals from each day from `x` on to the last, columns by day; before that they are of no customer.
struct DropoutTable {
  std::vector<double> weight;
  std::vector<double> by_r;
  std::vector<double> by_alpha;
  std::vector<double> by_s;
  std::vector<double> by_beta;
  std::vector<double> integrand;  ///< scratch

  /// `size` is r + x.
  void fill(const DropoutNodes& nodes, std::uint16_t x, double size, bool with_gradient);
  [[nodiscard]] DropoutValues at(std::size_t day) const {
    return {weight[day], by_r[day], by_alpha[day], by_s[day], by_beta[day]};
  }
};

}  // namespace spendlens::value
