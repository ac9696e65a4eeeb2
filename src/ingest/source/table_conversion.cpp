#include "ingest/source/table_conversion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <utility>
#include <vector>

#include "ingest/source/table_scan.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/reader_process.hpp"

namespace spendlens::ingest {

namespace {

using duckdb::Column;
using duckdb::ColumnKind;
using duckdb::quoted_name;
using PassedOver = std::map<std::string, std::string>;

duckdb::Settings settings_of(const ConversionSpace& space, bool extensions) {
  return {space.threads, space.memory_bytes, space.temporary, extensions};
}

/// Runs `work` in a process of its own, which may take its time.
PassedOver in_process(const std::string& title, const std::function<PassedOver()>& work) {
  store::ReaderProcess process({title, "DuckDB", 0},
                               [&](store::ReaderServer& server) { server.reply([&] { return comm::pack(work()); }); });
  const std::string bytes = process.reply();
  try {
    return comm::unpack<PassedOver>(std::as_bytes(std::span(bytes)));
  } catch (const boost::archive::archive_exception&) {
    throw InternalError("the process that reads " + title + " says nothing that makes sense");
  }
}

struct WrittenTable {
  bool has_columns = false;  ///< false: nothing was written
  PassedOver passed_over;
};

/// Writes what stands behind FROM, whose columns are these.
WrittenTable write_table(duckdb::Connection& connection, const std::string& from, const ConversionSpace& space,
                         std::uint64_t most_rows = 0) {
  WrittenTable written;
  std::vector<std::string> selected;
  for (const TableColumn& column :
       table_columns(connection.query("SELECT * FROM " + from + " LIMIT 0").columns(), written.passed_over))
    selected.push_back(fmt::format("{} AS {}", column.expression, quoted_name(column.name)));
  written.has_columns = !selected.empty();
  if (selected.empty()) return written;
  connection.execute(fmt::format(
      "COPY (SELECT {} FROM {}{}) TO {} (FORMAT parquet, COMPRESSION snappy)", fmt::join(selected, ", "), from,
      most_rows == 0 ? std::string() : fmt::format(" LIMIT {}", most_rows), duckdb::quoted_text(space.target)));
  return written;
}

/// The type with a text in the place of each number, date and the like.
std::string type_of_texts(const Column& column) {
  if (column.kind == ColumnKind::kList) return type_of_texts(column.children.front()) + "[]";
  if (column.kind != ColumnKind::kStruct) return "VARCHAR";
  std::vector<std::string> fields;
  for (const Column& child : column.children) fields.push_back(quoted_name(child.name) + " " + type_of_texts(child));
  return fmt::format("STRUCT({})", fmt::join(fields, ", "));
}

std::string json_columns(const std::vector<Column>& columns) {
  std::vector<std::string> types;
  for (const Column& column : columns)
    types.push_back(quoted_name(column.name) + ": " + duckdb::quoted_text(type_of_texts(column)));
  return fmt::format("{{{}}}", fmt::join(types, ", "));
}

const Column* field_of(const Column& structure, std::string_view name) {
  if (structure.kind != ColumnKind::kStruct) return nullptr;
  for (const Column& field : structure.children)
    if (field.name == name) return &field;
  return nullptr;
}

/// What Plaid says of the liabilities of one type, `list` of it, in columns that those of the other types have too.
std::string liabilities_of(const Column& list, const char* type, const std::string& from) {
  std::string columns = fmt::format("'{}' AS liability_type", type);
  for (const Column& field : list.children.front().children) {
    const std::string name = quoted_name(field.name);
    if (field.kind == ColumnKind::kList && field_of(field.children.front(), "apr_percentage") != nullptr)
      columns += fmt::format(
          R"(, array_to_string([apr.apr_percentage for apr in record.{}], ';') AS "aprs.apr_percentage")", name);
    else if (field.name == "interest_rate" && field_of(field, "percentage") != nullptr)
      columns += fmt::format(", record.{}.percentage AS interest_rate_percentage", name);
    else
      columns += fmt::format(", record.{} AS {}", name, name);
  }
  return fmt::format("SELECT {} FROM (SELECT unnest(liabilities.{}) AS record FROM {})", columns,
                     quoted_name(list.name), from);
}

/// Plaid's liabilities are lists by type; empty where the column is something else.
std::string typed_liabilities(const Column& column, const std::string& from) {
  constexpr std::pair<const char*, const char*> kTypes[] = {
      {"credit", "credit_card"}, {"mortgage", "mortgage"}, {"student", "student_loan"}};
  std::string all;
  for (const auto& [name, type] : kTypes) {
    const Column* list = field_of(column, name);
    if (list == nullptr || list->kind != ColumnKind::kList || list->children.front().kind != ColumnKind::kStruct)
      continue;
    all += (all.empty() ? "" : " UNION ALL BY NAME ") + liabilities_of(*list, type, from);
  }
  return all.empty() ? all : "(" + all + ")";
}

/// What stands behind FROM to have the records of a file of JSON.
std::string json_records(duckdb::Connection& connection, const JsonFile& file, const std::string& path) {
  const std::string scanned =
      fmt::format("read_json({}, format = 'auto', compression = '{}'", duckdb::quoted_text(path), file.compression);
  const std::string sampled = file.most_rows == 0 ? "-1" : fmt::format("{}", file.most_rows);
  const std::vector<Column> columns =
      connection.query(fmt::format("SELECT * FROM {}, sample_size = {}, maximum_depth = -1) LIMIT 0", scanned, sampled))
          .columns();
  std::string from = fmt::format("{}, columns = {})", scanned, json_columns(columns));
  if (file.records == RecordKind::kLiabilities)
    for (const Column& column : columns)
      if (std::string typed = column.name == name_of(file.records) ? typed_liabilities(column, from) : std::string();
          !typed.empty())
        return typed;
  for (const Column& column : columns)
    if (column.name == name_of(file.records) && column.kind == ColumnKind::kList &&
        column.children.front().kind == ColumnKind::kStruct)
      from =
          fmt::format("(SELECT record.* FROM (SELECT unnest({}) AS record FROM {}))", quoted_name(column.name), from);
  return from;
}

/// DuckDB takes a list that is cut off for a whole one.
void require_closed(const store::File& file, const std::string& title) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::uint64_t size = file.size();
  std::string head(std::min<std::uint64_t>(size, 4096), '\0');
  std::string tail = head;
  file.read_at(0, std::as_writable_bytes(std::span(head)));
  file.read_at(size - tail.size(), std::as_writable_bytes(std::span(tail)));
  const std::size_t first = head.find_first_not_of(kBlanks);
  const std::size_t last = tail.find_last_not_of(kBlanks);
  if (first != std::string::npos && head[first] == '[' && last != std::string::npos && tail[last] != ']')
    throw InputError(title + " ends early: its list of JSON is not closed; the file is truncated");
}

/// The statements before the last one, and the last one without what ends it.
std::pair<std::string, std::string> split_last(duckdb::Connection& connection, std::string sql) {
  const std::size_t count = connection.count_statements(sql);
  if (count == 0) throw UsageError("the query holds no statement");
  for (std::size_t at = sql.rfind(';'); at != std::string::npos && at > 0; at = sql.rfind(';', at - 1)) {
    const auto holds = [&](const std::string& part, std::size_t wanted) {
      try {
        return connection.count_statements(part) == wanted;
      } catch (const InputError&) {
        return false;  // it is cut within a text or a comment
      }
    };
    const std::string before = sql.substr(0, at);
    const std::string after = sql.substr(at + 1);
    if (holds(after, 0) && holds(before, count))
      sql = before;
    else if (count > 1 && holds(after, 1) && holds(before, count - 1))
      return {before, after};
  }
  return {"", sql};
}

bool is_of_the_text(const std::string& reason) {
  for (const char* const kind : {"Parser Error", "Binder Error", "Catalog Error"})
    if (reason.starts_with(kind)) return true;
  return false;
}

}  // namespace

PassedOver json_to_table(const JsonFile& file, const ConversionSpace& space) {
  return in_process(file.title, [&] {
    const store::File opened = store::File::open_to_read(file.path);
    const std::string path = fmt::format("/proc/self/fd/{}", opened.descriptor());
    if (file.compression == "uncompressed") require_closed(opened, file.title);
    duckdb::Connection connection(settings_of(space, false));
    WrittenTable written = reading_file(path, file.title, "JSON", [&] {
      return write_table(connection, json_records(connection, file, path), space, file.most_rows);
    });
    if (!written.has_columns)
      throw InputError(fmt::format("{} has no column that can be read{}", file.title,
                                   way_to_lists(written.passed_over, file.title)));
    return written.passed_over;
  });
}

PassedOver query_to_table(const std::string& sql, const ConversionSpace& space) {
  return in_process("the query", [&] {
    duckdb::Connection connection(settings_of(space, true));
    connection.try_to_execute("SET TimeZone = 'UTC'");
    try {
      const auto [before, last] = split_last(connection, sql);
      if (!before.empty()) connection.execute(before);
      WrittenTable written = write_table(connection, "(\n" + last + "\n)", space);
      if (!written.has_columns) throw InputError("it has no column that can be read");
      return written.passed_over;
    } catch (const InputError& error) {
      const std::string message = fmt::format("the query fails: {}", error.what());
      if (is_of_the_text(error.what())) throw UsageError(message);
      throw InputError(message);
    }
  });
}

}  // namespace spendlens::ingest
