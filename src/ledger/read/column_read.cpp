#include "ledger/read/column_read.hpp"

#include <cstring>
#include <functional>

#include "ledger/segment/padded_text.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ledger {

void refuse_slice(const Segment& segment, const std::string& what) {
  throw InputError(
      fmt::format("segment '{}': {}; run check on the ledger, then import the segment again", segment.name, what));
}

std::uint64_t read_padded(const Segment& segment, const char* column, std::uint64_t first, std::size_t n,
                          std::vector<char>& into) {
  resize_reused(into, n * segment.file->layout().at(column).type.width);
  segment.file->read_texts(column, first, into);
  return into.size();
}

ItemRange read_offsets(const CheckedColumn& column, ItemRange owners, std::uint64_t num_items,
                       std::vector<std::uint64_t>& offsets) {
  const std::uint64_t all_owners = column.segment.file->layout().at(column.path).length - 1;
  const std::uint64_t n = owners.end - owners.begin;
  read_column(column.segment, column.path, owners.begin, n + 1, offsets);
  bool drops = false;
  for (std::size_t i = 1; i < offsets.size(); ++i) drops |= offsets[i] < offsets[i - 1];
  const ItemRange items{offsets.front(), offsets.back()};
  const bool starts = owners.begin > 0 || items.begin == 0;
  const bool ends = owners.end < all_owners ? items.end <= num_items : items.end == num_items;
  if (drops || !starts || !ends) {
    const auto drop = std::adjacent_find(offsets.begin(), offsets.end(), std::greater<>());
    const auto at = static_cast<std::uint64_t>(drop - offsets.begin());
    const std::uint64_t row = drop != offsets.end() ? at : (starts ? n : 0);
    column.refuse(column.segment,
                  fmt::format("{} of row {} is out of range: {}", column.path, owners.begin + row, offsets[row]));
  }
  for (std::uint64_t& value : offsets) value -= items.begin;
  return items;
}

void require_account_ids(const CheckedColumn& column, std::uint64_t first, std::span<const std::uint64_t> offset,
                         std::span<const char> ids, std::size_t width) {
  for (std::size_t owner = 0; owner + 1 < offset.size(); ++owner) {
    if (offset[owner + 1] - offset[owner] > kNoAccount)
      column.refuse(column.segment, fmt::format("{} has too many ids of one customer from row {} on", column.path,
                                                first + offset[owner]));
    for (std::uint64_t i = offset[owner]; i < offset[owner + 1]; ++i) {
      const char* id = ids.data() + i * width;
      const bool ascends = i == offset[owner] || std::memcmp(id - width, id, width) < 0;
      if (*id == '\0' || (!has_no_nul(id, width) && has_more_behind(ids, width, i)) || !ascends)
        column.refuse(column.segment, fmt::format("{} of row {} is empty, has a NUL inside or does not ascend",
                                                  column.path, first + i));
    }
  }
}

}  // namespace spendlens::ledger
