#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/store/foreign_columns.hpp"
#include "store/foreign_links.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

/// A dataset that can be read as a column: of one dimension, or of several of which all but one are of length 1.
struct ForeignDataset {
  hdf5::DatasetId dataset;
  ForeignKind kind = ForeignKind::kInteger;
  std::uint64_t length = 0;
  std::size_t dimensions = 1;
  std::size_t axis = 0;                       ///< the dimension that the rows lie along
  bool is_unsigned = false;                   ///< of integers
  bool is_variable = false;                   ///< of texts
  std::size_t width = 0;                      ///< bytes of an element
  H5T_str_t padding = H5T_STR_NULLTERM;       ///< of a fixed-length text
  std::map<std::int64_t, std::string> names;  ///< of an enumeration, which is read as texts
  bool is_enumeration = false;
};

/// The dataset as a column; nothing and `why_not` ("it is a compound ...") where it cannot be read as one.
[[nodiscard]] std::optional<ForeignDataset> foreign_dataset(hdf5::DatasetId dataset, const hdf5::Check& check,
                                                            std::string& why_not);

/// A group's columns by name, and its datasets that cannot be read as one, with the reasons.
struct ForeignGroup {
  std::map<std::string, ForeignDataset> columns;
  std::map<std::string, std::string> passed_over;
};

/// The file's one group of columns. Throws InputError as ForeignColumns' constructor says.
[[nodiscard]] ForeignGroup open_foreign_group(hid_t file, ForeignLinks& links, const hdf5::Check& check);

}  // namespace spendlens::store
