#pragma once

#include <memory>
#include <string>
#include <vector>

#include "report/export/export_columns.hpp"
#include "spendlens/report/export.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::report {

/// A table of a result whose rows are the customers, in their order, as it is exported.
struct CustomerTable {
  const store::ColumnFileReader& file;
  /// Each thread has its own; those behind the first `num_shown` are there to filter by
  std::vector<std::vector<std::unique_ptr<ExportColumn>>> columns;
  std::size_t num_shown = 0;
  std::string recency;  ///< the column by which who has no purchase in the period is left out; empty: all are in
};

/// Exports the rows of `now` that are other than those of `before`, as ExportOptions::changed_since has it; returns how
/// many. Throws InputError where the two tables have other columns, and as export_table() does.
[[nodiscard]] std::uint64_t export_changes(const ExportOptions& options, CustomerTable before, CustomerTable now);

}  // namespace spendlens::report
