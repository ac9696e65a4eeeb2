#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/audit/profile.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

/// What of a batch's rows the signals and RFM need to know: the bits of row_class.
class RowClasses {
 public:
  RowClasses(const ledger::Ledger& ledger, const Profile& profile);

  /// The columns that decide about rows, and those that signals read beside them.
  [[nodiscard]] ledger::WantedColumns wanted() const;

  /// False where no row of the batch can have a bit: row_class may stay empty.
  [[nodiscard]] bool any_in(const ledger::Batch& batch) const;

  /// Sets the classes of all rows of some customers. `row_class` is of the whole batch.
  void classify(const ledger::Batch& batch, ItemRange customers, std::span<std::uint8_t> row_class) const;

 private:
  bool pending_out_;
  std::vector<std::uint8_t> by_category_;  ///< 65,536, so that kNoCategory has a class
  std::uint32_t savings_subtypes_;         ///< of the accounts whose rows are savings; 0 where merchants decide that
  std::vector<std::uint8_t> by_merchant_;  ///< kSavings or 0; empty where merchants decide nothing
};

/// Whether the ledger says anything about income: accounts, or a category that contains INCOME.
[[nodiscard]] bool knows_income(const ledger::Ledger& ledger);

/// The batch as the signals take it.
[[nodiscard]] signals::CustomerColumns customer_columns(const ledger::Batch& batch,
                                                        std::span<const std::uint8_t> row_class, bool knows_merchants,
                                                        bool knows_income);

}  // namespace spendlens::audit
