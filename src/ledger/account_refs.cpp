#include "ledger/account_refs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/column_names.hpp"
#include "ledger/column_read.hpp"
#include "ledger/padded_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ledger {

namespace {

/// Indexes below the number of the customer's ids, or none: with 1 added, none wraps around to 0.
void require_accounts(const Segment& segment, std::uint64_t first_row, const Batch& batch) {
  for (std::size_t customer = 0; customer + 1 < batch.offset.size(); ++customer) {
    const std::uint64_t count = batch.account_ref_offset[customer + 1] - batch.account_ref_offset[customer];
    std::uint16_t largest = 0;
    for (std::uint64_t row = batch.offset[customer]; row < batch.offset[customer + 1]; ++row)
      largest = std::max(largest, static_cast<std::uint16_t>(batch.account[row] + 1));
    if (largest <= count) continue;
    std::uint64_t row = batch.offset[customer];
    while (static_cast<std::uint16_t>(batch.account[row] + 1) <= count) ++row;
    refuse_slice(segment, fmt::format("{} of row {} is {}, but the customer has only {}", names::kAccount,
                                      first_row + row, batch.account[row], count));
  }
}

void append_padded(std::vector<char>& padded, std::string_view text, std::size_t width) {
  padded.insert(padded.end(), text.begin(), text.end());
  padded.resize(padded.size() + width - text.size(), '\0');
}

}  // namespace

std::uint64_t read_account_refs(const Segment& segment, std::uint64_t first_customer, std::uint64_t first_row,
                                Batch& into) {
  const std::size_t customers = into.offset.size() - 1;
  const store::ColumnPlace& ids = segment.file->layout().at(names::kAccountRefId);
  const ItemRange refs = read_offsets(segment, refuse_slice, names::kAccountRefOffset, first_customer, customers,
                                      ids.length, into.account_ref_offset);
  std::uint64_t bytes = (customers + 1) * sizeof(std::uint64_t);
  into.account_width = ids.type.width;
  bytes += read_padded(segment, names::kAccountRefId, refs.begin, refs.end - refs.begin, into.account_ref);
  require_account_ids(segment, refuse_slice, names::kAccountRefId, refs.begin, into.account_ref_offset,
                      into.account_ref, into.account_width);
  bytes += read_column(segment, names::kAccount, first_row, into.num_rows(), into.account);
  require_accounts(segment, first_row, into);
  return bytes;
}

void clear_accounts(Batch& batch) {
  batch.account.clear();
  batch.account_width = 1;
  batch.account_ref_offset.clear();
  batch.account_ref.clear();
}

void fill_missing_accounts(Batch& batch) {
  batch.account.assign(batch.num_rows(), kNoAccount);
  batch.account_ref_offset.assign(batch.num_customers() + 1, 0);
}

void match_accounts(Batch& batch) {
  const Snapshot& snapshot = batch.snapshot;
  resize_reused(batch.account_of_ref, batch.account_ref_offset.back());
  for (std::size_t customer = 0; customer < batch.num_customers(); ++customer) {
    const std::uint64_t first = snapshot.account_offset[customer];
    const std::uint64_t end = snapshot.account_offset[customer + 1];
    std::uint64_t account = first;
    for (std::uint64_t ref = batch.account_ref_offset[customer]; ref < batch.account_ref_offset[customer + 1]; ++ref) {
      int order = 1;
      for (; account < end; ++account) {
        order = compare_padded(snapshot.account_id.data() + account * snapshot.account_width, snapshot.account_width,
                               batch.account_ref.data() + ref * batch.account_width, batch.account_width);
        if (order >= 0) break;
      }
      const bool found = account < end && order == 0;
      batch.account_of_ref[ref] = found ? static_cast<std::uint16_t>(account - first) : kNoAccount;
    }
  }
}

void AccountUnion::append(std::span<Batch> slices, std::span<const SlicePlace> places, Batch& into) {
  ids_.clear();
  for (const SlicePlace& place : places) {
    const Batch& slice = slices[place.slice];
    for (std::uint64_t ref = slice.account_ref_offset[place.at]; ref < slice.account_ref_offset[place.at + 1]; ++ref)
      ids_.push_back(text_at(slice.account_ref, slice.account_width, ref));
  }
  if (places.size() > 1) {
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    if (ids_.size() > kNoAccount) {
      const Batch& slice = slices[places.front().slice];
      throw InputError(fmt::format("customer '{}': all segments together name more than {} accounts",
                                   readable(text_at(slice.id, slice.id_width, places.front().at), kMaxIdBytes), kNoAccount));
    }
    for (const SlicePlace& place : places) translate(slices[place.slice], place.at);
  }
  for (const std::string_view id : ids_) append_padded(into.account_ref, id, into.account_width);
  into.account_ref_offset.push_back(into.account_ref_offset.back() + ids_.size());
}

void AccountUnion::translate(Batch& slice, std::uint64_t customer) {
  table_.clear();
  auto at = ids_.begin();
  for (std::uint64_t ref = slice.account_ref_offset[customer]; ref < slice.account_ref_offset[customer + 1]; ++ref) {
    at = std::lower_bound(at, ids_.end(), text_at(slice.account_ref, slice.account_width, ref));
    table_.push_back(static_cast<std::uint16_t>(at - ids_.begin()));
  }
  // Both ascend, so nothing changes where the last index is the same.
  if (table_.empty() || table_.back() == table_.size() - 1) return;
  for (std::uint64_t row = slice.offset[customer]; row < slice.offset[customer + 1]; ++row)
    if (slice.account[row] != kNoAccount) slice.account[row] = table_[slice.account[row]];
}

}  // namespace spendlens::ledger
