#pragma once

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "ledger/segment/stored_types.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

/// Reading what may have been tampered with: everything is checked as it comes. How a fault is told (InputError naming
/// the segment) is the caller's choice.
using Refuse = void (*)(const Segment& segment, const std::string& what);

/// A column that is checked as it is read.
struct CheckedColumn {
  const Segment& segment;
  Refuse refuse;
  const char* path;
};

/// As a reader of batches tells it.
[[noreturn]] void refuse_slice(const Segment& segment, const std::string& what);

/// Makes a buffer `n` long. What it held is lost where it must grow, so that nothing is copied for nothing; it grows by
/// a little more than it needs, as batches are of about one size.
template <class T>
void resize_reused(std::vector<T>& buffer, std::size_t n) {
  if (n > buffer.capacity()) {
    buffer.clear();
    buffer.reserve(n + n / 32);
  }
  buffer.resize(n);
}

/// One column's part of the segment, straight into the buffer. Returns the bytes read, as the others do.
template <class T>
std::uint64_t read_column(const Segment& segment, const char* column, std::uint64_t first, std::size_t n,
                          std::vector<T>& into) {
  resize_reused(into, n);
  segment.file->read(column, first, std::span<T>(into));
  return n * sizeof(T);
}

/// Elements that are widened and checked at a time, while they lie in cache.
inline constexpr std::size_t kPieceValues = 32'768;

/// The same of a column that may be stored in a narrower type than T: one call reads it into the end of the buffer,
/// from where it is widened from the beginning on, so that nothing is overwritten before it is read. check(first,
/// values) is called for one piece after the other.
template <class T, class Check>
std::uint64_t read_stored(const Segment& segment, const char* column, std::uint64_t first, std::size_t n,
                          std::vector<T>& into, const Check& check) {
  resize_reused(into, n);
  const store::ElementType type = segment.file->layout().at(column).type;
  const auto pieces = [&](const auto& prepare) {
    for (std::size_t at = 0; at < n; at += kPieceValues) {
      const auto values = std::span<T>(into).subspan(at, std::min(kPieceValues, n - at));
      prepare(at, values);
      check(first + at, std::span<const T>(values));
    }
  };
  if (type == store::element_type<T>()) {
    segment.file->read(column, first, std::span<T>(into));
    pieces([](std::size_t, std::span<T>) {});
  } else {
    with_narrow_type<T>(type.kind, [&]<class Narrow>(Narrow) {
      std::byte* stored = std::as_writable_bytes(std::span<T>(into)).data() + n * (sizeof(T) - sizeof(Narrow));
      segment.file->read(column, first, std::span<Narrow>(reinterpret_cast<Narrow*>(stored), n));
      std::vector<Narrow> piece(std::min(kPieceValues, n));
      pieces([&](std::size_t at, std::span<T> values) {
        std::memcpy(piece.data(), stored + at * sizeof(Narrow), values.size() * sizeof(Narrow));
        widen<Narrow, T>(std::span<const Narrow>(piece).first(values.size()), values);
      });
    });
  }
  return n * type.width;
}

/// Elements [first, first + n) of a text column. Returns the bytes read.
std::uint64_t read_padded(const Segment& segment, const char* column, std::uint64_t first, std::size_t n,
                          std::vector<char>& into);

/// Reads the offsets of some owners among all, one more than there are owners, and tells where their items lie; the
/// offsets count from 0 afterwards. Refuses them unless they never decrease and, as far as can be seen from here, go
/// from 0 to `num_items`.
ItemRange read_offsets(const CheckedColumn& column, ItemRange owners, std::uint64_t num_items,
                       std::vector<std::uint64_t>& offsets);

/// Refuses account ids, those of owner i at [offset[i], offset[i + 1]), unless each is a text and they ascend within an
/// owner, who has at most 65,535. `first` is the row of the first id.
void require_account_ids(const CheckedColumn& column, std::uint64_t first, std::span<const std::uint64_t> offset,
                         std::span<const char> ids, std::size_t width);

/// The check is a loop without a way out, which compilers turn into vector instructions; the culprit is looked for only
/// once it is known that there is one. `first` is the row of the first value.
template <class T, class Good>
void require_each(const CheckedColumn& column, std::uint64_t first, std::span<const T> values, const Good& good) {
  bool bad = false;
  for (const T value : values) bad |= !good(value);
  if (!bad) return;
  const auto culprit = std::find_if_not(values.begin(), values.end(), good);
  column.refuse(column.segment, fmt::format("{} of row {} is out of range: {}", column.path,
                                            first + static_cast<std::uint64_t>(culprit - values.begin()), *culprit));
}

[[nodiscard]] constexpr bool in_order_range(Minor amount) {
  return amount >= -kMaxOrderMinor && amount <= kMaxOrderMinor;
}

}  // namespace spendlens::ledger
