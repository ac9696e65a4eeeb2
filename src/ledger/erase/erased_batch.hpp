#pragma once

#include "ledger/erase/id_set.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

/// What went out of a batch.
struct ErasedRows {
  std::uint64_t customers = 0;
  std::uint64_t transactions = 0;
  std::uint64_t accounts = 0;  ///< joint ones among them
  std::uint64_t liabilities = 0;
  std::uint64_t listed = 0;
  std::uint64_t attribute_rows = 0;  ///< customers, listed ones too, of whom an attribute was known

  void add(const ErasedRows& other);
};

/// Takes the customers out of the batch, with all that is theirs. Local.
ErasedRows erase_from(Batch& batch, IdSet& ids);

}  // namespace spendlens::ledger
