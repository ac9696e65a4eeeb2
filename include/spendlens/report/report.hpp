#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spendlens::report {

/// The report for people, one HTML file by itself: charts as SVG, each with its table and its reading in words; no
/// script, nothing fetched. From summary.json alone, which is taken as anybody's text: names in it are escaped wherever
/// they stand. `file` names it in messages. Local. Throws InputError that names the place in it that is missing or
/// malformed.
[[nodiscard]] std::string report_html(std::string_view summary_json, const std::string& file);

struct WrittenReport {
  std::string path;
  std::uint64_t bytes = 0;
};

/// Writes the report of the result in directory `audit` to `output`, by default to report.html beside its summary.json,
/// by a temporary and rename. With `compare`, the directory of an earlier result, a section says what became other
/// since, as diff_results() finds it. Local. Throws InputError as above and where there is no summary, IoError.
WrittenReport write_report(const std::string& audit, const std::optional<std::string>& output,
                           const std::optional<std::string>& compare = std::nullopt);

}  // namespace spendlens::report
