#pragma once

#include <string>
#include <string_view>

#include "ingest/csv/record_scanner.hpp"

/// The cells of a table that is no text, as CSV has them.
namespace spendlens::ingest {

/// A field, in quotes where it needs them.
void append_text(std::string& record, std::string_view text, const CsvDialect& dialect);

/// A float as the decimal that it stands for: cents where it lies within 1e-6 of a cent (or its own resolution, where
/// that is coarser). Any other is written so that no one takes it for an amount of money, or with `round` as the
/// shortest decimal that reads back as it. NaN is empty.
[[nodiscard]] std::string money_text(double value, bool is_single, bool round);

/// A float that is no money; NaN is empty.
[[nodiscard]] std::string number_text(double value);

}  // namespace spendlens::ingest
