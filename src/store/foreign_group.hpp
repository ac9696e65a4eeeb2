#pragma once

#include <map>
#include <string>

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

/// The columns of the file's one group of columns, by name. Throws InputError as ForeignColumns' constructor says.
[[nodiscard]] std::map<std::string, ForeignDataset> open_foreign_group(hid_t file, const hdf5::Check& check);

}  // namespace spendlens::store
