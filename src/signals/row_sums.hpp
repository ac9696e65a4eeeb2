#pragma once

#include <cstddef>

#include "signals/row_kernel.hpp"

namespace spendlens::signals {

/// Adds rows [begin, end) of those that were kept to a customer: its sums of each window, its youngest purchase and
/// inflow.
using AddRows = void (*)(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end,
                         CustomerRows& to);

void add_rows(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end, CustomerRows& to);
#if defined(__x86_64__)
/// The same, for InstructionSet::kAvx2 and kAvx512.
void add_rows_avx2(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end,
                   CustomerRows& to);
void add_rows_avx512(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end,
                     CustomerRows& to);
#endif

}  // namespace spendlens::signals
