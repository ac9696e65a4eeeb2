#pragma once

#include <string>
#include <vector>

#include "spendlens/audit/audit.hpp"

namespace spendlens::report {

/// summary.json of a result (docs/results.md describes it): keys as DESIGN fixes them, money and percentages as exact
/// decimals in strings, counts as numbers. Only the key `run` may differ between two runs on the same ledger.
[[nodiscard]] std::string summary_json(const audit::AuditResult& result);

/// The same of one audit's result, which is asked for twice: what comes before `data_quality` is put together once.
/// Copies share nothing.
class SummaryText {
 public:
  /// The text, as of now. Precondition: what the result says before `data_quality` is as it was.
  [[nodiscard]] std::string operator()(const audit::AuditResult& result);

  /// The last one.
  [[nodiscard]] const std::string& last() const { return last_; }

 private:
  std::string figures_;
  std::string last_;
};

/// run.json: what `run` in summary.json holds.
[[nodiscard]] std::string run_json(const audit::AuditResult& result);

/// What a screen can show: the default is plain text.
struct ScreenStyle {
  bool colours = false;  ///< escape sequences of a terminal
  bool blocks = false;   ///< bars of block characters; else of #
};

/// What somebody must know who reads figures of periods that as-of has not seen to their end, or of an as-of that the
/// ledger has nothing of: a line each; empty where there is nothing to say. Local.
[[nodiscard]] std::vector<std::string> period_warnings(const audit::AuditResult& result);

/// The summary for a person: one screen of at most 50 lines of 100 columns, with bars, units and thousands separated.
[[nodiscard]] std::string summary_screen(const audit::AuditResult& result, const ScreenStyle& style = {});

/// Writes run.json into the directory of the result, by a temporary, sync and rename; of the result or of the text of
/// its summary.json. Local.
void write_run(const audit::AuditResult& result, const std::string& directory);
void write_run(const std::string& summary, const std::string& directory);

}  // namespace spendlens::report
