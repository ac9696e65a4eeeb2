#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/audit/profile.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::audit {

/// What of a batch's rows RFM needs to know, and the signals of Appendix A: the bits of row_class.
class RowClasses {
 public:
  RowClasses(const ledger::Ledger& ledger, const Profile& profile);

  /// The columns that decide about rows.
  [[nodiscard]] ledger::WantedColumns wanted() const;

  /// False where no row of the batch can have a bit: row_class may stay empty.
  [[nodiscard]] bool any_in(const ledger::Batch& batch) const;

  /// Sets the classes of all rows of some customers. `row_class` is of the whole batch.
  void classify(const ledger::Batch& batch, ItemRange customers, std::span<std::uint8_t> row_class) const;

 private:
  bool pending_out_;
  std::vector<std::uint8_t> by_category_;    ///< 65,536, so that kNoCategory has a class
  std::uint32_t savings_subtypes_ = 0;       ///< of the accounts whose rows are savings, of spendsense
  std::vector<std::uint8_t> by_merchant_{};  ///< kSavings or 0; empty where merchants decide nothing
};

/// The bits of row_class of each category.
[[nodiscard]] std::vector<std::uint8_t> category_bits(std::span<const std::string> categories, const Profile& profile);

}  // namespace spendlens::audit
