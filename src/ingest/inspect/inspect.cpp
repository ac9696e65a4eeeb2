#include "spendlens/ingest/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "ingest/inspect/log_sample.hpp"
#include "ingest/inspect/proposal.hpp"
#include "ingest/inspect/recognize.hpp"
#include "ingest/record/shell_words.hpp"
#include "ingest/source/input_paths.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

/// Of a directory or a pattern.
constexpr std::size_t kMostFiles = 16;

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

std::string kind_of(const LogSample& sample) {
  if (sample.json_compression) return "JSON";
  if (sample.file.kind == InputKind::kTable) return "Parquet";
  return sample.file.kind == InputKind::kHdf5 ? "flat HDF5" : "CSV";
}

std::string compression_of(const LogSample& sample) {
  switch (sample.json_compression.value_or(sample.file.kind)) {
    case InputKind::kGzip:
      return "gzip";
    case InputKind::kZstd:
      return "zstd";
    default:
      return "none";
  }
}

bool is_same_log(const LogSample& a, const LogSample& b) {
  return a.names == b.names && a.file.kind == b.file.kind && a.json_compression == b.json_compression &&
         a.encoding == b.encoding && a.layout.dialect.delimiter == b.layout.dialect.delimiter &&
         a.layout.skip_lines == b.layout.skip_lines && a.layout.has_header == b.layout.has_header;
}

/// Files of one shape, the first of which stands for all but for rows.
struct Log {
  std::vector<std::string> paths;
  std::uint64_t bytes = 0;
  std::uint64_t rows_estimated = 0;
  LogSample sample;
  Table table;
};

/// A log of one name goes to the one that has the same columns, or stands by itself.
void merge_log(std::vector<Log>& logs, Log log) {
  const auto same =
      std::find_if(logs.begin(), logs.end(), [&](const Log& one) { return is_same_log(one.sample, log.sample); });
  if (same == logs.end()) {
    logs.push_back(std::move(log));
    return;
  }
  same->paths.insert(same->paths.end(), log.paths.begin(), log.paths.end());
  same->bytes += log.bytes;
  same->rows_estimated += log.rows_estimated;
  same->table.rows.insert(same->table.rows.end(), log.table.rows.begin(), log.table.rows.end());
  same->sample.is_whole = same->sample.is_whole && log.sample.is_whole;
  for (LogSample& other : log.sample.others) same->sample.others.push_back(std::move(other));
  log.sample.others.clear();
  same->sample.others.push_back(std::move(log.sample));
}

void add_sample(std::vector<Log>& logs, const std::string& path, LogSample sample) {
  Log log;
  log.paths = {path};
  log.bytes = sample.file.bytes;
  log.rows_estimated = sample.rows_estimated;
  log.table.names = sample.names;
  add_rows(sample, log.table);
  log.sample = std::move(sample);
  merge_log(logs, std::move(log));
}

/// The files that are looked at of a directory or a pattern, evenly spread.
std::vector<std::string> some_of(const std::vector<std::string>& files) {
  if (files.size() <= kMostFiles) return files;
  std::vector<std::string> some;
  for (std::size_t i = 0; i < kMostFiles; ++i) some.push_back(files[i * (files.size() - 1) / (kMostFiles - 1)]);
  return some;
}

/// Files that one name on the command line stands for.
void add_files(std::vector<Log>& logs, const std::string& given, const std::shared_ptr<TableInspector>& tables) {
  const std::vector<std::string> files = expand_paths({given});
  const std::vector<std::string> looked_at = some_of(files);
  std::vector<Log> found;
  for (const std::string& file : looked_at) add_sample(found, file, read_log_sample(file, tables));
  if (files.size() > 1 && found.size() > 1) {  // each kind by its files
    if (looked_at.size() < files.size())
      throw InputError(
          fmt::format("{} stands for {} files of different columns; give those of one kind", given, files.size()));
    for (Log& log : found) merge_log(logs, std::move(log));
    return;
  }
  Log& log = found.front();
  if (looked_at.size() < files.size()) {
    const std::uint64_t bytes_looked_at = std::max<std::uint64_t>(1, log.bytes);
    log.bytes = 0;
    for (const std::string& file : files) log.bytes += store::File::open_to_read(file).size();
    log.rows_estimated =
        static_cast<std::uint64_t>(static_cast<double>(log.rows_estimated) * static_cast<double>(log.bytes) /
                                   static_cast<double>(bytes_looked_at));
    log.sample.is_whole = false;
  }
  log.paths = {given};
  merge_log(logs, std::move(log));
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
  inspection.kind = kind_of(sample);
  inspection.compression = compression_of(sample);
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
  inspection.rows_sampled = std::max<std::uint64_t>(inspection.rows_sampled, inspection.trial.rows_read);
  if (inspection.is_whole && inspection.trial.fault.empty()) inspection.rows_estimated = inspection.trial.rows_read;
  if (!proposal.fault().empty()) inspection.trial.fault = proposal.fault() + sample.way_to_lists;
  round_where_needed(sample, inspection);
  recognize_format(sample, inspection);
  inspection.columns = describe_columns(log.table, synonyms, inspection.proposal);
  if (sample.has_accounts)
    inspection.decisions.push_back(
        {"The file has accounts beside transactions: are they to be in the ledger?", "no",
         fmt::format("--accounts {}, of Plaid with --format plaid", shell_quoted(inspection.paths.front())), true});
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
  const auto tables = std::make_shared<TableInspector>();
  for (const std::string& path : paths) add_files(logs, path, tables);
  std::vector<Inspection> inspections;
  for (Log& log : logs) inspections.push_back(inspect(log, synonyms));
  return inspections;
}

}  // namespace spendlens::ingest
