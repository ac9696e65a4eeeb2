#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/audit/result_schema.hpp"

namespace spendlens::audit {

/// "/by" and "/by_segments", in this order; kept at every level of detail. Of no columns' width but that of the values
/// depends anything on `width`, their bytes. None where the shape has no breakdown.
[[nodiscard]] std::vector<ResultTable> breakdown_tables(const ResultShape& shape, std::uint32_t width = 1);

/// Bytes of the longest name of a part.
[[nodiscard]] std::uint32_t part_width(const Breakdown& by);

/// Whether a file has them.
[[nodiscard]] bool has_breakdown(const store::Layout& layout);

/// Writes their rows. Local. Throws IoError.
void write_breakdown(const store::ColumnFileWriter& file, const AuditResult& result);

}  // namespace spendlens::audit
