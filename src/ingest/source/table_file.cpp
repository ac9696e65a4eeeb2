#include "ingest/source/table_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "ingest/source/block_source.hpp"
#include "ingest/source/table_scan.hpp"
#include "ingest/source/table_text.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr unsigned kSecondsOfQuestion = 20;
constexpr std::uint64_t kMostGroups = 65'536;

/// What is asked of the process: rows [first, first + count) of a file, or (`count` 0) its description.
struct Question {
  std::string path;
  std::string title;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  TableFacts table;  ///< of rows
  bool decimal_comma = false;
  bool round_amounts = false;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, path, title, first, count, table, decimal_comma, round_amounts);
  }
};

template <class T>
T unpacked(const std::string& bytes, const std::string& title) {
  try {
    return comm::unpack<T>(std::as_bytes(std::span(bytes)));
  } catch (const boost::archive::archive_exception&) {
    throw InputError(title + " is damaged: DuckDB describes it in no way that makes sense; write it again");
  }
}

std::uint64_t single_number(duckdb::Connection& connection, const std::string& sql) {
  duckdb::Rows rows = connection.query(sql);
  return rows.next() ? rows.values(0).number<std::uint64_t>(0) : 0;
}

std::vector<std::uint64_t> group_begins(duckdb::Connection& connection, const ParquetScan& scan) {
  std::vector<std::uint64_t> begins;
  std::uint64_t begin = 0;
  duckdb::Rows rows = connection.query(fmt::format(
      "SELECT CAST(row_group_num_rows AS UBIGINT) FROM parquet_metadata({}) WHERE column_id = 0 ORDER BY row_group_id",
      scan.metadata()));
  while (rows.next())
    for (std::size_t row = 0; row < rows.size(); ++row) {
      begins.push_back(begin);
      begin += rows.values(0).number<std::uint64_t>(row);
    }
  return begins;
}

TableDescription describe_file(duckdb::Connection& connection, const ParquetScan& scan) {
  TableDescription found;
  found.columns =
      table_columns(connection.query("SELECT * FROM " + scan.from() + " LIMIT 0").columns(), found.passed_over);
  const auto fact = [&](const char* name) {
    return single_number(
        connection, fmt::format("SELECT CAST({} AS UBIGINT) FROM parquet_file_metadata({})", name, scan.metadata()));
  };
  found.num_rows = fact("num_rows");
  if (fact("num_row_groups") <= kMostGroups) found.group_begins = group_begins(connection, scan);
  return found;
}

std::string rows_of_file(duckdb::Connection& connection, const ParquetScan& scan, const Question& question) {
  std::string text;
  if (question.table.expressions.empty()) return text;
  TableTextOptions options;
  options.decimal_comma = question.decimal_comma;
  options.round_amounts = question.round_amounts;
  TableText records(options, question.table.is_money, text);
  duckdb::Rows rows =
      connection.query(fmt::format("SELECT {} FROM {}{}", fmt::join(question.table.expressions, ", "), scan.from(),
                                   ParquetScan::rows(question.first, question.count, question.table.has_row_numbers)));
  while (rows.next()) records.append_rows(rows);
  return text;
}

void serve_questions(store::ReaderServer& server) {
  std::optional<duckdb::Connection> connection;
  for (std::string bytes; server.next_question(bytes);) {
    server.reply([&] {
      const auto question = unpacked<Question>(bytes, "a question");
      if (!connection) connection.emplace(settings_of_reader());
      const ParquetScan scan(question.path, question.title);
      return scan.reading([&] {
        return question.count == 0 ? comm::pack(describe_file(*connection, scan))
                                   : comm::pack(rows_of_file(*connection, scan, question));
      });
    });
  }
}

}  // namespace

TableInspector::TableInspector() = default;
TableInspector::~TableInspector() = default;

std::string TableInspector::ask(const std::string& question, const std::string& title) {
  if (!process_)
    process_ =
        std::make_unique<store::ReaderProcess>(store::ReaderTask{title, "DuckDB", kSecondsOfQuestion}, serve_questions);
  process_->read_from_now_on(title);
  return process_->ask(question);
}

TableDescription TableInspector::describe(const std::string& path, const std::string& title) {
  return unpacked<TableDescription>(ask(comm::pack(Question{path, title, 0, 0, {}}), title), title);
}

std::string TableInspector::sample(const InputFile& file, const TableRows& rows) {
  if (rows.count == 0) return {};
  const Question question{file.path,  file.title(),       rows.first,        rows.count,
                          file.table, rows.decimal_comma, rows.round_amounts};
  return unpacked<std::string>(ask(comm::pack(question), file.title()), file.title());
}

}  // namespace spendlens::ingest
