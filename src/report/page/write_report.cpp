#include "report/export/protected_files.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/report.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::report {

namespace {

/// A summary is some 100 kB; what is far larger is none.
constexpr std::uint64_t kLargestSummary = std::uint64_t{64} << 20;

std::string read_summary(const std::string& path) {
  if (store::kind_of_path(path) != store::PathKind::kFile) throw InputError("there is no " + path + "; --audit names the directory that spendlens audit --out wrote");
  const store::File file = store::File::open_to_read(path);
  if (file.size() > kLargestSummary) throw InputError(path + " is too large to be a summary of spendlens audit");
  std::string text(file.size(), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace

WrittenReport write_report(const std::string& audit, const std::optional<std::string>& output) {
  if (output) require_output_apart(*output);
  const std::string source = audit + "/summary.json";
  const std::string html = report_html(read_summary(source), source);
  const std::string path = output.value_or(audit + "/report.html");
  store::publish_text(path, html);
  return {path, html.size()};
}

}  // namespace spendlens::report
