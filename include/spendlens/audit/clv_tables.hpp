#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/audit/result_schema.hpp"
#include "spendlens/store/layout.hpp"
#include "spendlens/value/scores.hpp"

namespace spendlens::audit {

inline constexpr const char* kClvGroup = "/clv";

/// "/clv": a row a customer.
[[nodiscard]] ResultTable clv_table(const ResultShape& shape);

/// "/clv_fit", "/clv_holdout" and "/clv_tracking", in this order; kept at every level of detail.
[[nodiscard]] std::vector<ResultTable> clv_tables();

/// Their rows.
[[nodiscard]] std::vector<std::uint64_t> clv_extents(const AuditResult& result);

/// "expected_purchases_365d"
[[nodiscard]] std::string horizon_column(int days);

/// Whether a file keeps what customers will be worth.
[[nodiscard]] bool has_clv(const store::Layout& layout);

/// Writes those columns of "/clv" that the file keeps, from a row on. Local. Throws IoError.
void write_scores(const store::ColumnFileWriter& file, const std::vector<int>& horizons, std::uint64_t first,
                  const value::InputColumns& columns, const value::ScoreColumns& scores);

/// Writes the small tables. Local. Throws IoError.
void write_clv_tables(const store::ColumnFileWriter& file, const AuditResult& result);

}  // namespace spendlens::audit
