#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spendlens/ingest/import.hpp"
#include "spendlens/ingest/inspect.hpp"

namespace spendlens::ingest {

/// Rows of a log as import would get them.
struct TrialRows {
  std::string title;                ///< of the file
  std::vector<std::string> names;   ///< of its columns
  std::string_view first;           ///< records from the first one on
  std::uint64_t first_line = 1;     ///< of the first record
  std::vector<std::string> others;  ///< records from elsewhere
  bool is_first_all = false;        ///< nothing comes behind `first`
  bool is_line_per_record = false;  ///< rows of HDF5
};

/// Has import's own parsers read the rows as the options say, and folds their orders. Local.
[[nodiscard]] Trial try_import(const TrialRows& rows, const ImportOptions& options);

}  // namespace spendlens::ingest
