#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spendlens/ledger/schema.hpp"
#include "spendlens/ledger/segment_writer.hpp"

namespace spendlens::ledger {

/// What /customer/history says of rows, by their categories' texts in the order of their codes.
class HistoryRule {
 public:
  explicit HistoryRule(std::span<const std::string> categories);

  /// Bits of history_bit that one row adds. `category` may be kNoCategory.
  [[nodiscard]] std::uint8_t bits_of(Minor amount, std::uint16_t category, std::uint8_t flags) const {
    const auto bits = static_cast<std::uint8_t>(history_bit::kOutflow | spends_[category]);
    if (amount > 0) return 0;
    return static_cast<std::uint8_t>((flags & kFlagPending) != 0 ? bits << 2 : bits);
  }

 private:
  std::vector<std::uint8_t> spends_;  ///< kPurchase or 0, of each possible code
};

/// The columns of some customers that tell of their rows.
struct HistoryColumns {
  std::vector<std::uint8_t> history;
  std::vector<Timestamp> first_settled;  ///< empty where the segment has no flags
};

/// Precondition: the columns of the run fit together, as SegmentWriter requires.
[[nodiscard]] HistoryColumns history_of(const SegmentRun& run, ColumnSet held, const HistoryRule& rule);

}  // namespace spendlens::ledger
