#include "spendlens/audit/result_summary.hpp"

#include <fmt/core.h>

#include <chrono>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "spendlens/audit/result_columns.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/store/column_file.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::audit {

namespace {

/// A summary is some 100 kB; what is far larger is none.
constexpr std::uint64_t kLargestSummary = std::uint64_t{64} << 20;
constexpr int kMaxReadings = 100;

std::string digest_of(std::string_view text) { return digest_text(digest(std::as_bytes(std::span(text)))); }

/// Where the part of a summary begins that says how its figures came about. No text in JSON holds a line break: only
/// the outermost keys stand behind one and two blanks.
std::size_t end_of_figures(const std::string& summary) { return summary.find("\n  \"data_quality\": {"); }

/// How a summary begins its last line but two, which holds the digest of what stands between it and the figures.
constexpr std::string_view kDigestLine = ",\n    \"digest\": \"";
constexpr std::string_view kEnd = "\n  }\n}\n";
constexpr std::string_view kRun = "\n  \"run\": ";

/// Whether `data_quality` and `run` are as the run wrote them.
bool has_its_digest(const std::string& summary) {
  const std::size_t line = summary.rfind(kDigestLine);
  const std::size_t begin = end_of_figures(summary);
  if (line == std::string::npos || begin > line) return false;
  const std::string digest = digest_of(std::string_view(summary).substr(begin, line - begin));
  return summary.compare(line + kDigestLine.size(), std::string::npos, fmt::format("{}\"{}", digest, kEnd)) == 0;
}

/// What audit.h5 and its summary say of each other.
struct Names {
  std::string summary;  ///< summary_digest(), as audit.h5 has it
  std::string result;   ///< result_digest() of audit.h5
};

Names names_in(const store::ColumnFileReader& result) {
  if (result.layout().text("format") != kResultFormat)
    throw InputError(result.path() + " is not a result of spendlens audit");
  if (!result.layout().has(kSummaryDigest.path()))
    throw InputError(
        result.path() +
        " does not say which summary.json belongs to it, as an older spendlens wrote it; run the audit again");
  const std::vector<std::string> digests = result.read_all_texts(kSummaryDigest.path());
  return {digests.empty() ? "" : digests.front(), result_digest(result.sums())};
}

bool belongs(const std::optional<std::string>& summary, const Names& names) {
  if (!summary || summary_digest(*summary) != names.summary || !has_its_digest(*summary)) return false;
  return summary->find(fmt::format("\n    \"audit_h5\": \"{}\"", names.result), end_of_figures(*summary)) !=
         std::string::npos;
}

std::string text_of(const store::File& file) {
  if (file.size() > kLargestSummary) throw InputError(file.path() + " is too large to be a summary of spendlens audit");
  std::string text(file.size(), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(text)));
  return text;
}

/// Nothing where there is no such file.
std::optional<std::string> text_at(const std::string& path) {
  const std::optional<store::File> file = store::File::open_if_there(path);
  return file ? std::optional(text_of(*file)) : std::nullopt;
}

/// The line that begins with the key; empty where there is none.
std::string_view line_of(std::string_view text, std::string_view key) {
  const std::size_t begin = text.rfind(key);
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find('\n', begin + 1) - begin);
}

}  // namespace

std::string summary_digest(const std::string& summary) {
  const std::size_t end = end_of_figures(summary);
  return end == std::string::npos ? "" : digest_of(std::string_view(summary).substr(0, end));
}

std::string with_digest(std::string summary) {
  const std::size_t begin = end_of_figures(summary);
  if (begin == std::string::npos || !summary.ends_with(kEnd))
    throw InternalError("a summary does not end in data_quality and run");
  const std::size_t line = summary.size() - kEnd.size();
  const std::string digest = digest_of(std::string_view(summary).substr(begin, line - begin));
  return summary.insert(line, fmt::format("{}{}\"", kDigestLine, digest));
}

std::string run_record(const std::string& summary) {
  const std::size_t run = summary.rfind(kRun);
  if (run == std::string::npos || !summary.ends_with("\n}\n")) return "";
  std::string text;
  for (std::size_t place = run + kRun.size(); place < summary.size() - 3; ++place) {
    text += summary[place];
    if (summary[place] == '\n') place += 2;  // `run` stands deeper in the summary
  }
  return text + "\n";
}

RecordState state_of_record(const std::string& directory, const std::string& summary) {
  const std::string path = directory + "/run.json";
  const std::optional<std::string> record = text_at(path);
  if (!record) return RecordState::kMissing;
  const std::string wanted = run_record(summary);
  if (*record == wanted) return RecordState::kGood;
  // A run that was ended between its two last files left another one's record: that has another digest, and began at
  // another time or wrote another audit.h5.
  const auto differs = [&](std::string_view key) {
    const std::string_view line = line_of(*record, key);
    return !line.empty() && line != line_of(wanted, key);
  };
  if (!differs("\n  \"digest\": ") || !(differs("\n  \"started_at\": ") || differs("\n  \"audit_h5\": ")))
    throw InputError(fmt::format(
        "{} is not as the run of {}/summary.json wrote it: it was changed since; run the audit again, or put both back from one copy",
        path, directory));
  return RecordState::kOfAnotherRun;
}

std::string result_digest(const store::BlockSums& sums) { return digest_of(sums.text()); }

std::string read_summary_text(const std::string& path) { return text_of(store::File::open_to_read(path)); }

ResultSummary read_result_summary(const std::string& directory) {
  const std::string path = directory + "/summary.json";
  const std::string next = path + ".next";
  for (int reading = 1;; ++reading) {
    const store::ColumnFileReader result(directory + "/audit.h5");
    const Names names = names_in(result);
    // In this order: what is renamed in between is found under its new name. So none belongs only where audit.h5 was
    // replaced meanwhile, or where the files are of two runs.
    std::optional<std::string> coming = text_at(next);
    std::optional<std::string> there = text_at(path);
    if (belongs(there, names)) return {path, std::move(*there)};
    if (belongs(coming, names)) return {next, std::move(*coming)};
    if (result.file().is_in_place() || reading >= kMaxReadings) {
      if (!there) throw InputError("there is no " + path + " beside " + result.path() + "; run the audit again");
      if (there->find(kDigestLine) == std::string::npos)
        throw InputError(path + " has no digest, as an older spendlens wrote it; run the audit again");
      throw InputError(fmt::format(
          "{} is not the summary of {}: they are of two runs, or one was changed since; run the audit again, or put both back from one copy",
          path, result.path()));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace spendlens::audit
