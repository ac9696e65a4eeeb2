#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spendlens/ledger/ledger.hpp"
#include "spendlens/report/export.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::report {

/// One field as it will be written. `text` is empty and `null` set where there is no value; `quoted` texts are data
/// that needs escaping, the others are numbers.
struct Field {
  std::string text;
  bool null = false;
  bool is_text = false;
};

[[nodiscard]] inline Field null_field() { return {"", true, true}; }
[[nodiscard]] inline Field number_field(std::string text) { return {std::move(text), false, false}; }
[[nodiscard]] inline Field text_field(std::string text) { return {std::move(text), false, true}; }

/// Writes rows of fields to a file (published by rename) or to standard output, in CSV or JSON lines.
class ExportWriter {
 public:
  /// Fields beyond the first `num_shown` are there to filter by and are not written; default: all are shown.
  ExportWriter(const ExportOptions& options, std::vector<std::string> names, std::size_t num_shown = SIZE_MAX);

  /// Writes the row unless a filter says no.
  void row(const std::vector<Field>& fields);

  /// Flushes and publishes; returns the rows written. IoError where the output is gone (a closed pipe, a full disk).
  std::uint64_t finish();

 private:
  void append_csv(const Field& field);
  void append_json(const Field& field);
  void flush();

  const ExportOptions& options_;
  std::vector<std::string> names_;
  std::size_t num_shown_;
  std::vector<std::pair<std::size_t, std::string>> filters_;  ///< index of a column, value
  std::string buffer_;
  store::File file_;
  std::uint64_t written_ = 0;
  std::uint64_t rows_ = 0;
};

[[nodiscard]] std::uint64_t export_result(const ExportOptions& options);
[[nodiscard]] std::uint64_t export_ledger(const ExportOptions& options);
/// The snapshot that counts; InputError where the ledger has none.
[[nodiscard]] std::uint64_t export_accounts(const ledger::Ledger& ledger, const ExportOptions& options);
[[nodiscard]] std::uint64_t export_liabilities(const ledger::Ledger& ledger, const ExportOptions& options);

}  // namespace spendlens::report
