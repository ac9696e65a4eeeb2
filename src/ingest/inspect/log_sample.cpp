#include "ingest/inspect/log_sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "ingest/inspect/table_sample.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/shell_words.hpp"
#include "ingest/source/find_input.hpp"
#include "ingest/source/header_text.hpp"
#include "ingest/source/table_input.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/foreign_columns.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kMostRows = 20'000;
constexpr std::size_t kMostRowsOfPiece = 600;
constexpr std::size_t kBytesPerForeignRow = 128;

/// A piece may begin within quotes: it is cut to where records of the table's width begin.
void find_first_record(std::string& piece, const TextLayout& layout, std::size_t num_columns) {
  constexpr int kMostLines = 60;
  constexpr std::size_t kInARow = 3;
  std::size_t begin = 0;
  for (int line = 0; line < kMostLines && begin < piece.size(); ++line) {
    const auto records = records_of(std::string_view(piece).substr(begin), layout.dialect, false, kInARow);
    const bool is_sound =
        !records.empty() && std::all_of(records.begin(), records.end(), [&](const TextRecord& record) {
          return !record.is_malformed && record.fields.size() >= num_columns && record.fields.size() <= num_columns + 1;
        });
    if (is_sound) {
      piece.erase(0, begin);
      return;
    }
    const std::size_t end = piece.find('\n', begin);
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  piece.clear();
}

/// What was read may end within a record, also at a line's end: within quotes.
void cut_to_records(std::string& text, const CsvDialect& dialect) {
  const RecordScanner scanner(dialect);
  OpenQuoteSpan open_quote;
  std::size_t position = 0;
  while (position < text.size()) {
    const RecordEnd end = scanner.record_end(text, position, false, 0, open_quote);
    if (!end.complete) break;
    position = end.end;
  }
  text.resize(position);
}

/// Whether all of the first lines have as many words, three at least, and runs of blanks between them.
bool is_cut_by_blanks(std::string_view text) {
  constexpr std::size_t kLines = 50;
  std::size_t width = 0, lines = 0;
  bool has_run = false;
  while (!text.empty() && lines < kLines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::size_t words = 0;
    has_run = has_run || line.find("  ") != std::string_view::npos;
    while (true) {
      const std::size_t begin = line.find_first_not_of(" \t\r");
      if (begin == std::string_view::npos) break;
      line.remove_prefix(begin);
      line.remove_prefix(std::min(line.find_first_of(" \t\r"), line.size()));
      ++words;
    }
    if (words == 0) continue;
    if (width != 0 && words != width) return false;
    width = words;
    ++lines;
  }
  constexpr std::size_t kFewest = 3;
  return width >= kFewest && has_run;
}

LogSample read_text(const InputFile& file) {
  Sample sample = read_sample(file);
  LogSample log;
  log.file = file;
  log.encoding = sample.encoding.starts_with("UTF-") ? (sample.encoding.starts_with("UTF-16") ? "utf-16" : "utf-32")
                                                     : sample.encoding;
  log.layout = find_layout(sample.head, sample.is_whole);
  if (log.layout.num_columns == 0 && is_cut_by_blanks(sample.head))
    throw InputError(fmt::format(
        "{}: its fields are cut by runs of blanks, of which import reads none; write commas between them, without a "
        "header as here: sed -E 's/^[ \\t]+//; s/[ \\t\\r]+$//; s/[ \\t]+/,/g' {} > log.csv",
        file.title(), file.kind == InputKind::kPlain && file.name != "-" ? shell_quoted(file.path) : "FILE"));
  if (log.layout.num_columns == 0)
    throw InputError(fmt::format(
        "{}: no table is seen in it: its lines are not cut into equal fields by a comma, a semicolon, a tab or a bar",
        file.title()));
  ImportOptions options;
  options.delimiter = log.layout.dialect.delimiter;
  options.has_header = log.layout.has_header;
  options.skip_lines = log.layout.skip_lines;
  options.encoding = log.encoding;
  log.names = column_names(read_header(log.file, RecordScanner(log.layout.dialect), options));
  log.records = sample.head.substr(std::min<std::size_t>(log.file.data_begin, sample.head.size()));
  log.first_line = log.file.first_line;
  log.pieces = std::move(sample.pieces);
  log.is_whole = sample.is_whole;
  if (!log.is_whole) cut_to_records(log.records, log.layout.dialect);
  for (std::string& piece : log.pieces) {
    find_first_record(piece, log.layout, log.names.size());
    if (&piece != &log.pieces.back() || !sample.reaches_end) cut_to_records(piece, log.layout.dialect);
  }
  const auto lines = static_cast<std::uint64_t>(std::count(log.records.begin(), log.records.end(), '\n'));
  log.rows_estimated =
      log.is_whole || log.records.empty()
          ? lines
          : static_cast<std::uint64_t>(static_cast<double>(sample.text_bytes()) * static_cast<double>(lines) /
                                       static_cast<double>(log.records.size()));
  return log;
}

/// The first rows of HDF5 as CSV.
std::string first_rows(const InputFile& file, const SourceOptions& options) {
  comm::LocalCommunicator alone;
  const auto source = foreign_source(alone, file, 0, options);
  Block block;
  bool has_block = false;
  return source->next(block, has_block) && has_block ? std::string(block.bytes) : std::string();
}

SourceOptions foreign_options(bool decimal_comma, bool round_amounts) {
  return {RecordScanner(CsvDialect{}), kMostRows * kBytesPerForeignRow, decimal_comma, round_amounts};
}

LogSample read_foreign(const InputFile& file) {
  LogSample log;
  log.file = file;
  std::map<std::string, std::string> passed_over;
  const std::string header = foreign_header(file, CsvDialect{}, passed_over);
  log.names = records_of(header, CsvDialect{}, true, 1).front().fields;
  log.layout.num_columns = log.names.size();
  log.rows_estimated = store::ForeignColumns(file.path, file.title()).num_rows();
  log.is_whole = log.rows_estimated <= kMostRows;
  log.records = first_rows(file, foreign_options(false, false));
  return log;
}

void add(std::string_view text, bool at_end, const LogSample& sample, std::size_t most_rows, Table& table) {
  for (TextRecord& record : records_of(text, sample.layout.dialect, at_end, most_rows)) {
    const std::size_t width = table.names.size();
    if (record.is_malformed || record.fields.size() < width) continue;
    if (std::any_of(record.fields.begin() + static_cast<std::ptrdiff_t>(width), record.fields.end(),
                    [](const std::string& field) { return !field.empty(); }))
      continue;
    record.fields.resize(width);
    table.rows.push_back(std::move(record.fields));
  }
}

}  // namespace

TrialRows LogSample::rows() const {
  TrialRows rows{file.title(), names, records, first_line, pieces, is_whole, is_of_rows()};
  // Rows of the next files are tried like pieces of the first one.
  for (const LogSample& other : others) {
    rows.others.push_back(other.records);
    rows.others.insert(rows.others.end(), other.pieces.begin(), other.pieces.end());
  }
  return rows;
}

LogSample read_log_sample(const std::string& path, const std::shared_ptr<TableInspector>& tables) {
  if (path == "-") throw UsageError("inspect looks at files, not at standard input; give a file");
  // Text in UTF-16 is looked at too; what else is no text or table is refused by its name.
  ImportOptions options;
  options.encoding = "utf-16";
  const InputFile file = find_input(path, RecordKind::kTransactions, options, "");
  if (file.kind == InputKind::kTable) return read_table_sample(file, tables);
  if (holds_json(file, ImportOptions())) return read_json_sample(file, tables);
  return file.kind == InputKind::kHdf5 ? read_foreign(file) : read_text(file);
}

void render_again(LogSample& sample, const ImportOptions& options) {
  if (!sample.is_of_rows()) return;
  for (LogSample& other : sample.others) render_again(other, options);
  sample.file.money_columns.clear();
  sample.file.time_columns.clear();
  const auto add_columns = [&](std::span<const std::size_t> fields, std::vector<std::string>& columns) {
    for (const std::size_t field : fields) {
      const std::string key = field_names(RecordKind::kTransactions)[field];
      if (const auto choice = options.column_choices.find(key); choice != options.column_choices.end())
        columns.push_back(choice->second.names.front());
      if (const auto column = options.columns.find(key); column != options.columns.end())
        columns.push_back(column->second);
    }
  };
  add_columns(money_fields(RecordKind::kTransactions), sample.file.money_columns);
  add_columns(time_fields(RecordKind::kTransactions), sample.file.time_columns);
  if (sample.file.kind == InputKind::kTable) return read_rows_again(sample, sample.file.money_columns, options);
  sample.records = first_rows(sample.file, foreign_options(options.decimal_comma, options.round_amounts));
}

void add_rows(const LogSample& sample, Table& table) {
  add(sample.records, sample.is_whole, sample, kMostRows, table);
  for (const std::string& piece : sample.pieces) add(piece, true, sample, kMostRowsOfPiece, table);
}

}  // namespace spendlens::ingest
