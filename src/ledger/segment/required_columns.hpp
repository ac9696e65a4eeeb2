#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ledger/segment/stored_types.hpp"
#include "spendlens/ledger/segment.hpp"
#include "spendlens/store/column_file.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::ledger {

/// Throws InputError that says what is wrong with a segment, and what to do.
[[noreturn]] void refuse_layout(const std::string& what);

/// The column is there, of this kind and length, or the segment is refused. Local.
void require_column(const store::Layout& layout, const char* column, store::ElementKind kind, std::uint64_t length);

/// The same of a column that is T in memory and may be narrower in the file. Local.
template <class T>
void require_stored(const store::Layout& layout, const char* column, std::uint64_t length) {
  const store::ElementKind kind = layout.at(column).type.kind;
  require_column(layout, column, may_be_stored_as<T>(kind) ? kind : store::element_type<T>().kind, length);
}

/// Whether the column is there; one that is must be of this kind and length. Local.
[[nodiscard]] bool require_optional(const store::Layout& layout, const char* column, store::ElementKind kind,
                                    std::uint64_t length);

/// Reads an index over the prefixes of hashes, which ascends from 0 to `total`. Local.
[[nodiscard]] std::vector<std::uint64_t> read_index(const store::ColumnFileReader& file, const char* column,
                                                    std::uint64_t total);

/// Reads a dictionary, whose texts ascend and are fewer than `limit`. Local.
[[nodiscard]] std::vector<std::string> read_dictionary(const store::ColumnFileReader& file, const std::string& column,
                                                       std::size_t limit);

/// The columns whose paths begin so, `most` of them at most, by name, with their dictionaries. Local.
[[nodiscard]] std::vector<NamedTexts> named_columns(const store::ColumnFileReader& file, const std::string& beginning,
                                                    const char* dictionary, std::size_t most);

}  // namespace spendlens::ledger
