#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/serialization.hpp"

namespace spendlens::ingest {

/// What all ranks know of a table that DuckDB reads.
struct TableFacts {
  std::vector<std::string> expressions;  ///< SQL of the columns of its header
  std::vector<bool> is_money;            ///< of each
  std::uint64_t num_rows = 0;
  std::vector<std::uint64_t> group_begins;  ///< first row of each row group; none: they do not matter
  bool has_row_numbers = true;              ///< DuckDB's, which a column of the file's own may hide

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, expressions, is_money, num_rows, group_begins, has_row_numbers);
  }
};

/// Rows [first, first + count) of a file, by its place among files.
struct TableSpan {
  std::uint64_t file = 0;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// What one of `ranks` reads of files one behind the other: about as many rows as any other, the ranks' rows in the
/// order of the files. A cut that lies near the beginning of a row group is put there, as a group is decoded by all
/// that read a part of it.
[[nodiscard]] std::vector<TableSpan> spans_of_rank(const std::vector<const TableFacts*>& files, std::uint64_t rank,
                                                   std::uint64_t ranks);

}  // namespace spendlens::ingest
