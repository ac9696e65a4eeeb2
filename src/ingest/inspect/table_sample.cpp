#include "ingest/inspect/table_sample.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ingest/inspect/temporary_directory.hpp"
#include "ingest/source/table_input.hpp"
#include "ingest/source/table_scan.hpp"
#include "ingest/source/text_stream.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::uint64_t kFirstRows = 5'000;
constexpr std::uint64_t kRowsOfPiece = 600;
constexpr std::uint64_t kPieces = 8;
/// Of JSON, which has no end that tells how many rows there are.
constexpr std::uint64_t kJsonRows = 20'000;
constexpr std::size_t kJsonHeadBytes = std::size_t{1} << 20;

std::vector<std::string> names_of(const TableDescription& table) {
  std::vector<std::string> names;
  for (const TableColumn& column : table.columns) names.push_back(column.name);
  return names;
}

/// Which records the beginning of a JSON text holds whole: the outermost objects that are closed.
std::uint64_t records_in(std::string_view text) {
  std::vector<std::uint64_t> closed_at;
  std::size_t depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_quoted) {
      if (c == '\\') ++i;
      is_quoted = c != '"';
      continue;
    }
    is_quoted = c == '"';
    if (c == '{') ++depth;
    if (c != '}' || depth == 0) continue;
    closed_at.resize(std::max(closed_at.size(), depth));
    ++closed_at[--depth];
  }
  const auto outermost = std::find_if(closed_at.begin(), closed_at.end(), [](std::uint64_t n) { return n > 0; });
  return outermost == closed_at.end() ? 0 : *outermost;
}

/// Whether the beginning names accounts and has a list of them.
bool has_list_of_accounts(const InputFile& file) {
  std::string head(kJsonHeadBytes, '\0');
  head.resize(raw_stream(file)->read(head));
  constexpr std::string_view kName = "\"accounts\"";
  const std::size_t found = head.find(kName);
  if (found == std::string::npos) return false;
  const std::size_t colon = head.find_first_not_of(" \t\r\n", found + kName.size());
  if (colon == std::string::npos || head[colon] != ':') return false;
  const std::size_t list = head.find_first_not_of(" \t\r\n", colon + 1);
  return list != std::string::npos && head[list] == '[';
}

std::uint64_t estimated_records(const InputFile& file) {
  std::string head(kJsonHeadBytes, '\0');
  head.resize(raw_stream(file)->read(head));
  constexpr double kCompressed = 0.15;  // what is left of JSON
  const double bytes_read = static_cast<double>(head.size()) * (file.kind == InputKind::kPlain ? 1 : kCompressed);
  return static_cast<std::uint64_t>(static_cast<double>(file.bytes) / std::max(1.0, bytes_read) *
                                    static_cast<double>(records_in(head)));
}

void read_rows(LogSample& sample, bool decimal_comma, bool round_amounts) {
  const TableFacts& facts = sample.file.table;
  const auto rows = [&](std::uint64_t first, std::uint64_t count) {
    return sample.tables->sample(sample.file, {first, count, decimal_comma, round_amounts});
  };
  sample.records = rows(0, std::min(facts.num_rows, kFirstRows));
  sample.pieces.clear();
  const std::uint64_t rest = facts.num_rows - std::min(facts.num_rows, kFirstRows);
  const std::uint64_t pieces = std::min(kPieces, rest / kRowsOfPiece + (rest > 0 ? 1 : 0));
  for (std::uint64_t piece = 1; piece <= pieces; ++piece) {
    const std::uint64_t end = kFirstRows + rest / pieces * piece + (piece == pieces ? rest % pieces : 0);
    const std::uint64_t count = std::min(kRowsOfPiece, rest);
    sample.pieces.push_back(rows(end - count, count));
  }
  sample.is_whole = facts.num_rows <= kFirstRows + pieces * kRowsOfPiece && rest <= kRowsOfPiece;
}

}  // namespace

LogSample read_table_sample(const InputFile& file, std::shared_ptr<TableInspector> tables) {
  LogSample sample;
  sample.file = file;
  sample.tables = std::move(tables);
  const TableDescription table = open_table(*sample.tables, file);
  sample.names = names_of(table);
  sample.layout.num_columns = sample.names.size();
  sample.rows_estimated = table.num_rows;
  keep_all_columns(sample.file, table, CsvDialect{});
  read_rows(sample, false, false);
  return sample;
}

LogSample read_json_sample(InputFile file, std::shared_ptr<TableInspector> tables) {
  const auto directory = std::make_shared<const TemporaryDirectory>();
  const std::uint64_t records = estimated_records(file);
  const InputKind compression = file.kind;
  const bool has_accounts = has_list_of_accounts(file);
  const std::string path = file.path;
  const auto passed_over = make_table_of_json(file, 0, ImportOptions(), directory->path(), kJsonRows);
  LogSample sample = read_table_sample(file, std::move(tables));
  sample.json_compression = compression;
  sample.json_directory = directory;
  sample.way_to_lists = way_to_lists(passed_over, path);
  sample.has_accounts = has_accounts;
  if (sample.rows_estimated < kJsonRows) return sample;
  sample.rows_estimated = std::max(sample.rows_estimated, records);
  sample.is_whole = false;
  return sample;
}

void read_rows_again(LogSample& sample, const std::vector<std::string>& money_columns, const ImportOptions& options) {
  for (std::size_t column = 0; column < sample.names.size(); ++column)
    sample.file.table.is_money[column] =
        std::find(money_columns.begin(), money_columns.end(), sample.names[column]) != money_columns.end();
  read_rows(sample, options.decimal_comma, options.round_amounts);
}

}  // namespace spendlens::ingest
