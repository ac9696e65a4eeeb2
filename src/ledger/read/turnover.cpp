#include "spendlens/ledger/turnover.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/open_segment.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::uint64_t kPieceRows = 1'048'576;

}  // namespace

uint128 turnover_of(const Segment& segment) {
  if (segment.turnover) return *segment.turnover;
  uint128 turnover = 0;
  std::vector<Minor> amounts;
  for (std::uint64_t row = 0; row < segment.num_transactions; row += amounts.size()) {
    amounts.resize(std::min(kPieceRows, segment.num_transactions - row));
    segment.file->read<Minor>(names::kAmount, row, amounts);
    turnover += spendlens::turnover_of(std::span<const Minor>(amounts));
  }
  return turnover;
}

uint128 turnover_beside(const Ledger& ledger, const std::string& name) {
  uint128 turnover = 0;
  for (const Segment& segment : ledger.segments())
    if (segment.name != name) turnover += turnover_of(segment);
  return turnover;
}

}  // namespace spendlens::ledger
