#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spendlens/audit/cohort_attribute.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::audit {

/// Throws UsageError, which names the profile, where a ledger has no column for the attribute that was asked for.
void require_cohort_attribute(const ledger::Ledger& ledger, const CohortAttribute& attribute,
                              const std::string& profile);

/// Which part of a CohortAttribute a customer is of, by its first purchase.
class FirstPurchasePart {
 public:
  FirstPurchasePart(const ledger::Ledger& ledger, const CohortAttribute& attribute, Day reference);

  /// Writes the number of the part, counted as CohortAttribute::parts(), of customers [customers.begin, customers.end)
  /// of a batch to `parts`, whose first entry is the first of these. Of customers without a purchase it is the last
  /// one's.
  void find(const ledger::Batch& batch, std::span<const std::uint8_t> row_class, ItemRange customers,
            std::span<std::uint8_t> parts) const;

 private:
  bool by_merchant_;
  Day reference_;
  std::uint8_t none_;                  ///< the part without a text
  std::vector<std::uint8_t> by_code_;  ///< the part of each text of the ledger
};

}  // namespace spendlens::audit
