#include "ingest/source/table_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ingest/record/shell_words.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

using duckdb::Column;
using duckdb::ColumnKind;
using duckdb::quoted_name;

bool is_plain(const Column& column) { return column.kind != ColumnKind::kStruct && column.kind != ColumnKind::kList; }

void add_columns(const Column& column, const std::string& parents, const std::string& within,
                 std::vector<TableColumn>& all, std::map<std::string, std::string>& passed_over) {
  const std::string name = parents + column.name;
  const std::string expression = within + quoted_name(column.name);
  if (column.kind == ColumnKind::kStruct) {
    for (const Column& child : column.children) add_columns(child, name + ".", expression + ".", all, passed_over);
  } else if (column.kind == ColumnKind::kList && !is_plain(column.children.front())) {
    passed_over.emplace(name, "it is a list of structs or of lists, " + column.type_text());
  } else if (column.kind == ColumnKind::kList) {
    all.push_back({name, column.type_text(), fmt::format("array_to_string(CAST({} AS VARCHAR[]), ';')", expression)});
  } else if (column.kind == ColumnKind::kOther) {
    all.push_back({name, column.type_text(), fmt::format("CAST({} AS VARCHAR)", expression)});
  } else {
    all.push_back({name, column.type_text(), expression});
  }
}

}  // namespace

ParquetScan::ParquetScan(const std::string& path, std::string title)
    : file_(store::File::open_to_read(path)),
      title_(std::move(title)),
      path_(fmt::format("/proc/self/fd/{}", file_.descriptor())) {}

std::string ParquetScan::from() const {
  return fmt::format("read_parquet('{}', hive_partitioning = false, union_by_name = false)", path_);
}

std::string ParquetScan::rows(std::uint64_t first, std::uint64_t count, bool has_row_numbers) {
  if (!has_row_numbers) return fmt::format(" LIMIT {} OFFSET {}", count, first);
  return fmt::format(" WHERE {} BETWEEN {} AND {}", kRowNumber, first, first + count - 1);
}

std::string ParquetScan::metadata() const { return duckdb::quoted_text(path_); }

void refuse_file(std::string reason, const std::string& path, const std::string& title, const char* format) {
  for (std::size_t at = reason.find(path); at != std::string::npos; at = reason.find(path, at + title.size()))
    reason.replace(at, path.size(), title);
  throw InputError(fmt::format("{} cannot be read as {}; write it again, if it is damaged: {}", title, format, reason));
}

duckdb::Settings settings_of_reader() { return {}; }

std::vector<TableColumn> table_columns(const std::vector<Column>& columns,
                                       std::map<std::string, std::string>& passed_over) {
  std::vector<TableColumn> all;
  for (const Column& column : columns) add_columns(column, "", "", all, passed_over);
  return all;
}

std::string way_to_lists(const std::map<std::string, std::string>& passed_over, const std::string& path) {
  std::string names, first;
  int most = -1;
  for (const auto& [name, why] : passed_over) {
    if (why.find("STRUCT(") == std::string::npos) continue;
    names += (names.empty() ? "'" : ", '") + name + "'";
    // A list of records with a time and money is a log rather than another.
    const auto has = [&why = why](const char* word) { return why.find(word) != std::string::npos ? 1 : 0; };
    const int telling = std::max({has("date"), has("Date"), has("created"), has("time")}) +
                        std::max({has("amount"), has("Amount"), has("price"), has("total")});
    if (telling > most) first = name;
    most = std::max(most, telling);
  }
  if (names.empty()) return {};
  const bool is_plain_name = std::all_of(first.begin(), first.end(),
                                         [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; });
  const std::string query = fmt::format("SELECT t.* FROM (SELECT unnest({}) t FROM {})",
                                        is_plain_name ? first : quoted_name(first), duckdb::quoted_text(path));
  return fmt::format(
      "; its records lie in lists within it ({}): give those of one as a query in place of the file, such as --query {} "
      "with --segment NAME",
      names, query.find_first_of("$`\"\\!") == std::string::npos ? "\"" + query + "\"" : shell_quoted(query));
}

}  // namespace spendlens::ingest
