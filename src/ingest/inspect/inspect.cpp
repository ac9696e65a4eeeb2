#include "spendlens/ingest/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/inspect/log_sample.hpp"
#include "ingest/inspect/proposal.hpp"
#include "ingest/inspect/recognize.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

namespace {

std::string delimiter_name(char delimiter) {
  switch (delimiter) {
    case ',':
      return "comma";
    case ';':
      return "semicolon";
    case '\t':
      return "tab";
    case '|':
      return "bar";
    default:
      return fmt::format(
          "'{}'", delimiter >= ' ' ? std::string(1, delimiter) : fmt::format("\\x{:02x}", static_cast<int>(delimiter)));
  }
}

std::string quoting_of(const TextLayout& layout) {
  if (layout.dialect.escape) return "double quotes, escaped by a backslash";
  return layout.has_quotes ? "double quotes" : "none";
}

bool is_same_log(const LogSample& a, const LogSample& b) {
  return a.names == b.names && a.file.kind == b.file.kind && a.encoding == b.encoding &&
         a.layout.dialect.delimiter == b.layout.dialect.delimiter && a.layout.skip_lines == b.layout.skip_lines &&
         a.layout.has_header == b.layout.has_header;
}

/// Files of one shape, the first of which stands for all but for rows.
struct Log {
  std::vector<std::string> paths;
  std::uint64_t bytes = 0;
  std::uint64_t rows_estimated = 0;
  LogSample sample;
  Table table;
};

void add_file(std::vector<Log>& logs, const std::string& path) {
  LogSample sample = read_log_sample(path);
  const auto log =
      std::find_if(logs.begin(), logs.end(), [&](const Log& one) { return is_same_log(one.sample, sample); });
  Log& of_file = log == logs.end() ? logs.emplace_back() : *log;
  of_file.paths.push_back(path);
  of_file.bytes += sample.file.bytes;
  of_file.rows_estimated += sample.rows_estimated;
  if (of_file.paths.size() == 1) of_file.table.names = sample.names;
  add_rows(sample, of_file.table);
  if (of_file.paths.size() == 1) {
    of_file.sample = std::move(sample);
    return;
  }
  // Rows of the next files are tried like pieces of the first one.
  of_file.sample.pieces.push_back(std::move(sample.records));
  for (std::string& piece : sample.pieces) of_file.sample.pieces.push_back(std::move(piece));
  of_file.sample.is_whole = of_file.sample.is_whole && sample.is_whole;
}

/// How many rejects import must tolerate: of a log that was read whole just those, otherwise a share and some more.
std::string max_rejected_of(const Trial& trial, bool is_whole) {
  const std::uint64_t rejected = trial.rows_rejected();
  if (rejected == 0) return {};
  if (is_whole && rejected <= 20) return fmt::to_string(rejected);
  const double percent =
      100.0 * static_cast<double>(rejected) / static_cast<double>(std::max<std::uint64_t>(1, trial.rows_read));
  const double allowed = std::min(100.0, percent < 1 ? std::max(0.1, percent * 2) : percent * 1.15 + 1);
  return percent < 1 ? fmt::format("{:.1f}%", allowed + 0.05)
                     : fmt::format("{:.0f}%", std::min(100.0, std::ceil(allowed)));
}

void decide_rejected(Inspection& inspection) {
  const Trial& trial = inspection.trial;
  inspection.max_rejected = max_rejected_of(trial, inspection.is_whole);
  if (inspection.max_rejected.empty()) return;
  const auto most = std::max_element(trial.rejected.begin(), trial.rejected.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  inspection.decisions.push_back(
      {fmt::format("{} of {} sampled rows would be rejected, most of them as {}: do without them?",
                   trial.rows_rejected(), trial.rows_read, most->first),
       "yes", "no --max-rejected"});
}

Inspection inspect(Log& log, const Synonyms& synonyms) {
  Inspection inspection;
  LogSample& sample = log.sample;
  inspection.paths = log.paths;
  inspection.bytes = log.bytes;
  inspection.kind = sample.file.kind == InputKind::kHdf5 ? "flat HDF5" : "CSV";
  inspection.compression = sample.file.kind == InputKind::kGzip ? "gzip" : "none";
  inspection.encoding = sample.encoding;
  inspection.delimiter = delimiter_name(sample.layout.dialect.delimiter);
  inspection.quoting = quoting_of(sample.layout);
  inspection.has_header = sample.layout.has_header;
  inspection.lines_before = sample.layout.skip_lines;
  inspection.rows_sampled = log.table.rows.size();
  inspection.rows_estimated = log.rows_estimated;
  inspection.is_whole = sample.is_whole;
  find_facts(log.table, prefers_day_first(log.table, sample.layout.dialect.delimiter));
  const Proposal proposal(log.table, synonyms, sample.layout, sample.encoding);
  inspection.proposal = proposal.format();
  inspection.decisions = proposal.decisions();
  render_again(sample, inspection.proposal.options);
  inspection.trial = try_import(sample.rows(), inspection.proposal.options);
  if (!proposal.fault().empty()) inspection.trial.fault = proposal.fault();
  round_where_needed(sample, inspection);
  recognize_format(sample, inspection);
  inspection.columns = describe_columns(log.table, synonyms, inspection.proposal);
  if (inspection.trial.fault.empty()) decide_rejected(inspection);
  return inspection;
}

}  // namespace

const char* name_of(Certainty certainty) {
  constexpr std::array kNames = {"certain", "likely", "a guess"};
  return kNames[static_cast<std::size_t>(certainty)];
}

std::vector<Inspection> inspect_files(const std::vector<std::string>& paths, const InspectOptions& options) {
  const Synonyms synonyms(options.synonyms);
  std::vector<Log> logs;
  for (const std::string& path : paths) add_file(logs, path);
  std::vector<Inspection> inspections;
  for (Log& log : logs) inspections.push_back(inspect(log, synonyms));
  return inspections;
}

}  // namespace spendlens::ingest
