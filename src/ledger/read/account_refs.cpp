#include "ledger/read/account_refs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "ledger/read/column_read.hpp"
#include "ledger/segment/column_names.hpp"
#include "ledger/segment/padded_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/batch.hpp"

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
    refuse_slice(segment, fmt::format("{} of row {} is {}, but the customer has only {}",
                                      transaction_column_of<Column::kAccount>().path, first_row + row,
                                      batch.account[row], count));
  }
}

}  // namespace

std::uint64_t read_account_refs(const Segment& segment, std::uint64_t first_customer, std::uint64_t first_row,
                                Batch& into) {
  const std::size_t customers = into.offset.size() - 1;
  const store::ColumnPlace& ids = segment.file->layout().at(names::kAccountRefId);
  const ItemRange refs =
      read_offsets({segment, refuse_slice, names::kAccountRefOffset}, {first_customer, first_customer + customers},
                   ids.length, into.account_ref_offset);
  std::uint64_t bytes = (customers + 1) * sizeof(std::uint64_t);
  into.account_width = ids.type.width;
  bytes += read_padded(segment, names::kAccountRefId, refs.begin, refs.end - refs.begin, into.account_ref);
  require_account_ids({segment, refuse_slice, names::kAccountRefId}, refs.begin, into.account_ref_offset,
                      into.account_ref, into.account_width);
  bytes += read_stored(segment, transaction_column_of<Column::kAccount>().path, first_row, into.num_rows(),
                       into.account, [](std::uint64_t, std::span<const std::uint16_t>) {});
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

std::uint16_t AccountUnion::search(const Id& id) const {
  if (!many_.empty()) {
    const auto at = many_.find(text_at({id.text, id.width}, id.width, 0));
    return at == many_.end() ? kNoAccount : at->second;
  }
  for (std::size_t number = 0; number < ids_.size(); ++number)
    if (is_same(ids_[number], id)) return static_cast<std::uint16_t>(number);
  return kNoAccount;
}

std::uint16_t AccountUnion::number_of(const Id& id) {
  std::uint64_t end = 0;
  const std::size_t bytes = std::min(id.width, sizeof(end));
  std::memcpy(&end, id.text + id.width - bytes, bytes);
  std::uint16_t& seat = seat_[end * 0x9E37'79B9'7F4A'7C15 >> 58];
  if (seat < ids_.size() && is_same(ids_[seat], id)) return seat;
  seat = search(id);
  if (seat != kNoAccount) return seat;
  seat = static_cast<std::uint16_t>(ids_.size());
  ids_.push_back(id);
  if (!many_.empty() || ids_.size() > kSeats)
    for (std::size_t number = many_.size(); number < ids_.size(); ++number)
      many_.emplace(text_at({ids_[number].text, ids_[number].width}, ids_[number].width, 0),
                    static_cast<std::uint16_t>(number));
  return seat;
}

void AccountUnion::arrange() {
  const auto before = [](const Id& a, const Id& b) { return compare_padded(a.text, a.width, b.text, b.width) < 0; };
  rank_.resize(ids_.size());
  table_.resize(ids_.size());
  std::iota(table_.begin(), table_.end(), std::uint16_t{0});
  std::sort(table_.begin(), table_.end(), [&](std::uint16_t a, std::uint16_t b) { return before(ids_[a], ids_[b]); });
  for (std::size_t place = 0; place < table_.size(); ++place) rank_[table_[place]] = static_cast<std::uint16_t>(place);
  std::sort(ids_.begin(), ids_.end(), before);
}

void AccountUnion::append(std::span<Batch> slices, std::span<const SlicePlace> places, Batch& into) {
  ids_.clear();
  many_.clear();
  numbers_.clear();
  for (const SlicePlace& place : places) {
    const Batch& slice = slices[place.slice];
    for (std::uint64_t ref = slice.account_ref_offset[place.at]; ref < slice.account_ref_offset[place.at + 1]; ++ref) {
      numbers_.push_back(number_of({slice.account_ref.data() + ref * slice.account_width, slice.account_width}));
      if (ids_.size() > kNoAccount)
        throw InputError(fmt::format("customer '{}': all segments together name more than {} accounts",
                                     readable(text_at(slice.id, slice.id_width, place.at), kMaxIdBytes), kNoAccount));
    }
  }
  arrange();
  std::size_t begin = 0;
  for (const SlicePlace& place : places) {
    const auto& offset = slices[place.slice].account_ref_offset;
    const std::size_t refs = offset[place.at + 1] - offset[place.at];
    translate(slices[place.slice], place.at, std::span(numbers_).subspan(begin, refs));
    begin += refs;
  }
  for (const Id& id : ids_) {
    into.account_ref.insert(into.account_ref.end(), id.text, id.text + id.width);
    into.account_ref.resize(into.account_ref.size() + into.account_width - id.width, '\0');
  }
  into.account_ref_offset.push_back(into.account_ref_offset.back() + ids_.size());
}

void AccountUnion::translate(Batch& slice, std::uint64_t customer, std::span<const std::uint16_t> numbers) {
  // Both ascend, so nothing changes where the last index is the same.
  if (numbers.empty() || rank_[numbers.back()] == numbers.size() - 1) return;
  table_.resize(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) table_[i] = rank_[numbers[i]];
  for (std::uint64_t row = slice.offset[customer]; row < slice.offset[customer + 1]; ++row)
    if (slice.account[row] != kNoAccount) slice.account[row] = table_[slice.account[row]];
}

}  // namespace spendlens::ledger
