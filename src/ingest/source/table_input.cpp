#include "ingest/source/table_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "ingest/source/cell_text.hpp"
#include "ingest/source/file_formats.hpp"
#include "ingest/source/table_conversion.hpp"
#include "ingest/source/text_stream.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/duckdb/column.hpp"
#include "spendlens/duckdb/library.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::string_view kNoPartition = "__HIVE_DEFAULT_PARTITION__";

/// %3A is a colon, as those who write such folders write it.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const char* const begin = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(begin, begin + 2, code, 16).ptr == begin + 2) {
      plain.push_back(static_cast<char>(code));
      i += 2;
    } else {
      plain.push_back(text[i]);
    }
  }
  return plain;
}

/// The folders NAME=VALUE of a path, and where the first of them begins.
struct Partitions {
  std::vector<std::pair<std::string, std::string>> values;
  std::size_t begin = std::string::npos;
};

Partitions partitions_of(const std::string& path) {
  Partitions found;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = path.find('/', begin);
    if (end == std::string::npos) break;
    const std::string_view folder = std::string_view(path).substr(begin, end - begin);
    if (const std::size_t equals = folder.find('='); equals != std::string_view::npos && equals > 0) {
      found.values.emplace_back(unescaped(folder.substr(0, equals)), unescaped(folder.substr(equals + 1)));
      found.begin = std::min(found.begin, begin);
    }
    begin = end + 1;
  }
  return found;
}

std::vector<bool> columns_read(const FieldMap& map, std::size_t count) {
  std::vector<bool> is_read(count, false);
  for (const int column : map.index)
    if (column >= 0) is_read[static_cast<std::size_t>(column)] = true;
  for (const ColumnTerm& term : map.terms) is_read[static_cast<std::size_t>(term.column)] = true;
  return is_read;
}

/// Without the library the file's kind is told, and the way out.
void require_library(const InputFile& file, const char* kind) {
  try {
    static_cast<void>(duckdb::find_library());
  } catch (const InputError& error) {
    throw InputError(fmt::format("{} is {}, which DuckDB reads: {}", file.title(), kind, error.what()));
  }
}

ConversionSpace space_in(const std::string& directory, const std::string& name, const ImportOptions& options) {
  return {fmt::format("{}/{}.parquet", directory, name), directory + "/duckdb", options.num_threads,
          std::max(options.memory_bytes, std::uint64_t{1} << 29)};
}

void keep_column(InputFile& file, const TableColumn& column, bool is_money, const CsvDialect& dialect) {
  if (!file.header.empty()) file.header.push_back(dialect.delimiter);
  append_text(file.header, column.name, dialect);
  file.table.expressions.push_back(column.expression);
  file.table.is_money.push_back(is_money);
}

/// DuckDB numbers a file's rows under a name that a column of its own hides.
bool hides_row_numbers(const TableDescription& table) {
  const auto hides = [](const std::string& column) {
    const std::string name = in_lower_case(column.substr(0, column.find('.')));
    return name == kRowNumber;
  };
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [&](const TableColumn& column) { return hides(column.name); }) ||
         std::any_of(table.passed_over.begin(), table.passed_over.end(),
                     [&](const auto& passed) { return hides(passed.first); });
}

void keep_rows(InputFile& file, const TableDescription& table) {
  file.table.num_rows = table.num_rows;
  file.table.group_begins = table.group_begins;
  file.table.has_row_numbers = !hides_row_numbers(table);
}

}  // namespace

bool holds_json(const InputFile& file, const ImportOptions& options) {
  if (file.kind == InputKind::kHdf5 || file.kind == InputKind::kTable || options.encoding != "utf-8") return false;
  std::string head(kFormatBytes, '\0');
  head.resize(raw_stream(file)->read(head));
  return begins_json(head);
}

std::map<std::string, std::string> make_table_of_json(InputFile& file, std::size_t number, const ImportOptions& options,
                                                      const std::string& directory, std::uint64_t most_rows) {
  require_library(file, "JSON");
  const char* const compression = file.kind == InputKind::kGzip   ? "gzip"
                                  : file.kind == InputKind::kZstd ? "zstd"
                                                                  : "uncompressed";
  const ConversionSpace space = space_in(directory, fmt::format("json-{}", number), options);
  auto passed_over = json_to_table({file.path, file.title(), compression, file.records, most_rows}, space);
  file.origin = file.title();
  file.source = std::exchange(file.path, space.target);
  file.kind = InputKind::kTable;
  return passed_over;
}

std::map<std::string, std::string> make_table_of_query(InputFile& file, const ImportOptions& options,
                                                       const std::string& directory) {
  const ConversionSpace space = space_in(directory, "query", options);
  file.name = "query";
  file.origin = "the query";
  file.path = space.target;
  file.kind = InputKind::kTable;
  auto passed_over = query_to_table(options.query, space);
  file.bytes = store::File::open_to_read(file.path).size();
  return passed_over;
}

TableDescription open_table(TableInspector& inspector, const InputFile& file) {
  require_library(file, "a Parquet file");
  TableDescription table = inspector.describe(file.path, file.title());
  for (const auto& [name, value] : partitions_of(file.source.empty() ? file.path : file.source).values) {
    const auto is_same = [&name = name](const TableColumn& column) {
      return in_lower_case(column.name) == in_lower_case(name);
    };
    if (std::any_of(table.columns.begin(), table.columns.end(), is_same)) continue;
    table.columns.push_back(
        {name, "VARCHAR", value == kNoPartition ? "CAST(NULL AS VARCHAR)" : duckdb::quoted_text(value)});
  }
  return table;
}

void keep_columns_read(InputFile& file, const TableDescription& table, const FieldMap& map, const CsvDialect& dialect) {
  const std::vector<bool> is_read = columns_read(map, table.columns.size());
  file.header.clear();
  for (std::size_t i = 0; i < is_read.size(); ++i) {
    if (!is_read[i]) continue;
    bool is_money = false;
    for (const std::size_t field : money_fields(file.records))
      is_money = is_money || map.index[field] == static_cast<int>(i);
    keep_column(file, table.columns[i], is_money, dialect);
  }
  file.header.push_back('\n');
  keep_rows(file, table);
}

void keep_all_columns(InputFile& file, const TableDescription& table, const CsvDialect& dialect) {
  file.header.clear();
  for (const TableColumn& column : table.columns) keep_column(file, column, false, dialect);
  file.header.push_back('\n');
  keep_rows(file, table);
}

std::string name_with_partitions(const std::string& path) {
  const std::size_t begin = partitions_of(path).begin;
  return path.substr(begin == std::string::npos ? path.find_last_of('/') + 1 : begin);
}

}  // namespace spendlens::ingest
