#pragma once

#include <cstddef>
#include <cstdint>

#include "signals/row_kernel.hpp"

namespace spendlens::signals {

/// Bits of RowScratch::picked.
inline constexpr std::uint32_t kCharge = 1;
inline constexpr std::uint32_t kIncome = 2;

/// Copies rows [begin, end) of those that were kept to the end of the charges and incomes, as far as they were picked,
/// and moves the customer's ends on.
using PickRows = void (*)(RowScratch& scratch, std::size_t begin, std::size_t end, CustomerRows& customer);

void gather_rows(RowScratch& scratch, std::size_t begin, std::size_t end, CustomerRows& customer);
#if defined(__x86_64__)
/// The same, for InstructionSet::kAvx512.
void gather_rows_avx512(RowScratch& scratch, std::size_t begin, std::size_t end, CustomerRows& customer);
#endif

}  // namespace spendlens::signals
