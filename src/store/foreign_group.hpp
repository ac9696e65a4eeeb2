#pragma once

#include <map>
#include <string>
#include <vector>

#include "spendlens/store/foreign_columns.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

/// A dataset that can be read as a column.
struct ForeignDataset {
  hdf5::DatasetId dataset;
  ForeignKind kind = ForeignKind::kInteger;
  std::uint64_t length = 0;
  bool is_unsigned = false;            ///< of integers
  bool is_variable = false;            ///< of texts
  std::size_t width = 0;               ///< bytes of a fixed-length text
  H5T_str_t padding = H5T_STR_NULLTERM;  ///< of a fixed-length text
};

/// A group's columns by name, and its datasets that cannot be read as one.
struct ForeignGroup {
  std::map<std::string, ForeignDataset> columns;
  std::vector<std::string> passed_over;
};

/// The file's one group of columns. Throws InputError as ForeignColumns' constructor says.
[[nodiscard]] ForeignGroup open_foreign_group(hid_t file, const hdf5::Check& check);

}  // namespace spendlens::store
