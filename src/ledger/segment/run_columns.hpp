#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "ledger/segment/stored_types.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::ledger {

/// Throws InternalError "segment writer: `what`" unless it holds.
void require_of_writer(bool holds, const char* what);

/// Texts of one width in another; what is cut off must be padding.
[[nodiscard]] std::vector<char> repadded(std::span<const char> texts, std::size_t from, std::size_t to);

/// The begin of each of some counts, from `first` on.
[[nodiscard]] std::vector<std::uint64_t> offsets_from(std::uint64_t first, std::span<const std::uint64_t> counts);

/// The sums of all counts before each, then of all.
[[nodiscard]] std::vector<std::uint64_t> index_of_counts(const std::vector<std::uint64_t>& counts);

/// Writes elements from `first` on in the type that the column is stored in. Returns false where one does not fit.
template <class T>
[[nodiscard]] bool write_stored(const store::ColumnFileWriter& file, const char* column, std::uint64_t first,
                                std::span<const T> values) {
  constexpr std::size_t kPiece = 32'768;
  const store::ElementKind kind = file.layout().at(column).type.kind;
  if (kind == store::element_type<T>().kind) {
    file.write(column, first, values);
    return true;
  }
  bool fits = true;
  with_narrow_type<T>(kind, [&]<class Narrow>(Narrow) {
    std::vector<Narrow> piece;
    for (std::size_t at = 0; at < values.size(); at += piece.size()) {
      piece.resize(std::min(kPiece, values.size() - at));
      fits &= narrow<Narrow>(values.subspan(at, piece.size()), std::span<Narrow>(piece));
      file.write<Narrow>(column, first + at, piece);
    }
  });
  return fits;
}

}  // namespace spendlens::ledger
