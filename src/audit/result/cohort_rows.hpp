#pragma once

#include <vector>

#include "spendlens/audit/cohort_tables.hpp"

namespace spendlens::audit {

/// How many rows the tables of each granularity have.
[[nodiscard]] std::vector<CohortExtent> extents_of(const std::vector<cohorts::CohortAnalysis>& analyses);

/// The same of all parts of a CohortAttribute together.
[[nodiscard]] std::vector<CohortExtent> extents_of(const std::vector<CohortPart>& parts);

/// Writes them. Local. Throws InternalError, IoError.
void write_cohort_tables(const store::ColumnFileWriter& file, const AuditResult& result);

}  // namespace spendlens::audit
