#include "ledger/read/account_row_mask.hpp"

#include "ledger/segment/padded_text.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

namespace {

/// Marks the rows of one customer's account, whose id is given padded.
void mark_account(std::span<const char> id, std::size_t customer, Batch& slice) {
  if (slice.account_ref_offset.empty()) return;  // its rows name no accounts
  const std::uint64_t first = slice.account_ref_offset[customer];
  const std::uint64_t end = slice.account_ref_offset[customer + 1];
  std::uint64_t ref = first;
  while (ref < end &&
         !same_text(id.data(), id.size(), slice.account_ref.data() + ref * slice.account_width, slice.account_width))
    ++ref;
  if (ref == end) return;
  const auto code = static_cast<std::uint16_t>(ref - first);
  for (std::uint64_t row = slice.offset[customer]; row < slice.offset[customer + 1]; ++row)
    if (slice.account[row] == code) slice.account_marked[row] = 1;
}

}  // namespace

void AccountRowMask::clear(Batch& slice) { slice.account_marked.assign(slice.num_rows(), 0); }

void AccountRowMask::mark(std::size_t owner, std::span<const SlicePlace> places, std::span<Batch> slices) const {
  for (std::uint64_t account = snapshot_.account_offset[owner]; account < snapshot_.account_offset[owner + 1];
       ++account) {
    if ((subtypes_ >> snapshot_.account_subtype[account] & 1U) == 0) continue;
    const std::span id =
        std::span(snapshot_.account_id).subspan(account * snapshot_.account_width, snapshot_.account_width);
    for (const SlicePlace& place : places) mark_account(id, place.at, slices[place.slice]);
  }
}

}  // namespace spendlens::ledger
