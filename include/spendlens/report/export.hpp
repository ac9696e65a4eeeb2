#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spendlens::report {

enum class ExportFormat : std::uint8_t { kCsv, kNdjson, kParquet };

/// A filter: rows whose value, written as the export writes it, is this text. `group=churned`, `rfm_score=555`. Of a
/// result the column may also be one of rfm, lens2 or segments when another table is exported, or the customer's
/// persona: `persona` by the main window, `persona_12m` by one of them.
struct Where {
  std::string column;
  std::string value;
};

struct ExportOptions {
  std::string audit;   ///< directory of a result; or
  std::string ledger;  ///< directory of a ledger
  /// One of audit_table_names() or ledger_table_names(); signals-WINDOW, personas-WINDOW, as signals-6m
  std::string table;
  std::optional<std::string> by;       ///< of `periods`: week, month (where nothing is given), quarter or year
  std::optional<std::string> profile;  ///< of `periods`: a name or a YAML file; nothing: default
  std::vector<Where> where;            ///< all must hold
  /// Directory of an earlier result: only rows that are other than there, behind a column `change` that says how
  std::optional<std::string> changed_since = std::nullopt;
  ExportFormat format = ExportFormat::kCsv;
  std::optional<std::string>
      output;  ///< a file, published by rename, gzip where its name ends in ".gz"; nothing: standard output
  /// Texts that a spreadsheet would take for formulas get an apostrophe in front; CSV only
  bool spreadsheet_safe = false;
  int num_threads = 1;  ///< the bytes are the same for any number
};

/// The names that `table` may have.
[[nodiscard]] std::vector<std::string> audit_table_names();
[[nodiscard]] std::vector<std::string> ledger_table_names();

/// Streams a table as CSV (RFC 4180, LF), JSON lines or Parquet (through DuckDB's library; needs an output;
/// decimal(18,2), timestamps and dates, texts, compressed with zstd), rows in the order of the result. Amounts are in
/// major units with 2 decimals, timestamps as "YYYY-MM-DD HH:MM:SS", null is an empty field (null in JSON). `rfm` and
/// `rfm-compare` leave out customers without a purchase in the period; `accounts` and `liabilities` are those of the
/// snapshot that counts; `periods` is the data mart, a row for each customer and unit with a purchase or a refund.
/// Local. Returns the number of rows written. With `changed_since`, of tables whose rows are customers alone: `change`
/// is added (the customer has no such row there, or not with these filters), changed, or removed (with the values that
/// it had there). What was exported of the earlier result, without the removed and with each changed and added in its
/// place, is what is exported of this one. Both are gone through side by side: memory does not grow with the customers.
/// Throws UsageError for an unknown table or column, for what is not CSV made safe for spreadsheets, and for Parquet
/// without an output, InputError for a result or a ledger that lacks the table, or without DuckDB, IoError.
std::uint64_t export_table(const ExportOptions& options);

}  // namespace spendlens::report
