#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"

namespace spendlens::report {

/// summary.json of a result (docs/results.md describes it): keys as DESIGN fixes them, money and percentages as exact
/// decimals in strings, counts as numbers. Only the key `run` may differ between two runs on the same ledger.
[[nodiscard]] std::string summary_json(const audit::AuditResult& result);

/// run.json: what `run` in summary.json holds.
[[nodiscard]] std::string run_json(const audit::AuditResult& result);

/// What a screen can show: the default is plain text.
struct ScreenStyle {
  bool colours = false;  ///< escape sequences of a terminal
  bool blocks = false;   ///< bars of block characters; else of #
};

/// The summary for a person: one screen of at most 50 lines of 100 columns, with bars, units and thousands separated.
[[nodiscard]] std::string summary_screen(const audit::AuditResult& result, const ScreenStyle& style = {});

/// Writes run.json into the directory of the result, by a temporary, sync and rename. Local.
void write_run(const audit::AuditResult& result, const std::string& directory);

}  // namespace spendlens::report
