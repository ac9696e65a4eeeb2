#pragma once

#include <cstddef>
#include <cstdint>

#include "value/dropout_integrals.hpp"
#include "value/purchase_terms.hpp"

namespace spendlens::value {

/// Customers of one x, as far as a block of them goes.
struct SizeBlock {
  const PurchaseParameters& parameters;
  double log_beta;  ///< of pareto-nbd
  const SizeTerms& x;
  const DayTables& days;
  const DropoutTable& dropout;  ///< of this x; of pareto-nbd
  const std::uint16_t* t_x;
  const std::uint16_t* T;
  std::size_t count;
};

inline constexpr std::size_t kBlock = 512;

/// A block's terms as columns.
struct BlockTerms {
  double value[kBlock];
  double gradient[kMostParameters][kBlock];
};

/// What a block's customers contribute to a likelihood.
void block_terms(const SizeBlock& block, BlockTerms& terms);

/// Their chances to be customers still.
void block_alive(const SizeBlock& block, double* result);

}  // namespace spendlens::value
