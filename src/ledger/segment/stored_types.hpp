#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <type_traits>

#include "ledger/segment/column_names.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::ledger {

/// Columns are stored in the narrowest of their types that holds all values of the segment. In each the largest value
/// means none, so none of one type is none of the other.

/// Whether a column that is T in memory may be stored as `kind`.
template <class T>
[[nodiscard]] constexpr bool may_be_stored_as(store::ElementKind kind) {
  using store::ElementKind;
  if (kind == store::element_type<T>().kind) return true;
  if constexpr (std::is_same_v<T, Minor>) return kind == ElementKind::kI32;
  if constexpr (std::is_same_v<T, std::uint32_t>) return kind == ElementKind::kU8 || kind == ElementKind::kU16;
  if constexpr (std::is_same_v<T, std::uint16_t>) return kind == ElementKind::kU8;
  return false;
}

/// Calls use(zero of the type) where a column that is T in memory is stored in the narrower type `kind`.
template <class T, class Use>
void with_narrow_type(store::ElementKind kind, const Use& use) {
  using store::ElementKind;
  if constexpr (std::is_same_v<T, Minor>) {
    if (kind == ElementKind::kI32) use(std::int32_t{0});
  } else if constexpr (std::is_same_v<T, std::uint32_t>) {
    if (kind == ElementKind::kU8) use(std::uint8_t{0});
    if (kind == ElementKind::kU16) use(std::uint16_t{0});
  } else if constexpr (std::is_same_v<T, std::uint16_t>) {
    if (kind == ElementKind::kU8) use(std::uint8_t{0});
  }
}

template <class Narrow, class Wide>
void widen(std::span<const Narrow> narrow, std::span<Wide> wide) {
  for (std::size_t i = 0; i < narrow.size(); ++i)
    wide[i] = narrow[i] == std::numeric_limits<Narrow>::max() ? std::numeric_limits<Wide>::max() : Wide{narrow[i]};
}

/// Returns false where a value does not fit.
template <class Narrow, class Wide>
[[nodiscard]] bool narrow(std::span<const Wide> wide, std::span<Narrow> narrow) {
  bool fits = true;
  for (std::size_t i = 0; i < wide.size(); ++i) {
    const bool is_none = wide[i] == std::numeric_limits<Wide>::max();
    const auto value = static_cast<Narrow>(wide[i]);
    fits &= is_none || (Wide{value} == wide[i] && value != std::numeric_limits<Narrow>::max());
    narrow[i] = is_none ? std::numeric_limits<Narrow>::max() : value;
  }
  return fits;
}

template <class Narrow, class Wide>
[[nodiscard]] bool fits(std::span<const Wide> values) {
  bool fits = true;
  for (const Wide wide : values) {
    const auto value = static_cast<Narrow>(wide);
    fits &= wide == std::numeric_limits<Wide>::max() ||
            (Wide{value} == wide && value != std::numeric_limits<Narrow>::max());
  }
  return fits;
}

/// The path of one of kTransactionColumns in such a segment.
template <class C>
[[nodiscard]] std::string path_in(const SegmentMetadata& facts, const C& column) {
  return is_dimension(column.id) ? names::path_of(names::kDimension, facts.dimensions.at(dimension_of(column.id)).name)
                                 : column.path;
}

/// The type of a column of transactions in a segment with these dictionaries, some of whose columns are wide.
[[nodiscard]] store::ElementType stored_type_of(Column column, store::ElementType in_memory,
                                                const SegmentMetadata& facts, ColumnSet wide);

/// The type of codes of 16 bits whose dictionary has so many texts.
[[nodiscard]] store::ElementType stored_type_of_codes(std::size_t num_texts);

/// The type of money of accounts and liabilities.
[[nodiscard]] store::ElementType stored_type_of_balances(ColumnSet wide);

}  // namespace spendlens::ledger
