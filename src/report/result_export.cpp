#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "report/export_writer.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::report {

namespace {

constexpr std::uint64_t kChunk = 65'536;

/// One column of a result on its way to texts, a chunk of rows at a time.
class ColumnSource {
 public:
  ColumnSource(const store::ColumnFileReader& file, const std::string& group, const audit::ResultColumn& column)
      : file_(file), path_(group + "/" + column.name), column_(column), place_(file.layout().at(path_, column.type.kind)) {}

  [[nodiscard]] const std::string& name() const { return column_.name; }

  void load(std::uint64_t first, std::uint64_t count) {
    if (column_.type.kind == store::ElementKind::kText) {
      texts_.resize(count * place_.type.width);
      file_.read_texts(path_, first, texts_);
      return;
    }
    switch (column_.type.kind) {
      case store::ElementKind::kU8: load_as<std::uint8_t>(first, count); break;
      case store::ElementKind::kU16: load_as<std::uint16_t>(first, count); break;
      case store::ElementKind::kU32: load_as<std::uint32_t>(first, count); break;
      case store::ElementKind::kU64: load_as<std::uint64_t>(first, count); break;
      case store::ElementKind::kI64: load_as<std::int64_t>(first, count); break;
      default: throw InternalError("no export for columns of type " + store::type_name(column_.type));
    }
  }

  [[nodiscard]] std::int64_t number(std::uint64_t row) const { return numbers_[row]; }

  void field(std::uint64_t row, Field& into) const {
    into.null = false;
    into.is_text = column_.type.kind == store::ElementKind::kText || !column_.values.empty() || column_.units == audit::kUnitTimestamp;
    if (column_.type.kind == store::ElementKind::kText) {
      const char* begin = texts_.data() + row * place_.type.width;
      into.text.assign(begin, strnlen(begin, place_.type.width));
    } else if (column_.units == audit::kUnitMinor) {
      into.text = decimal_text(numbers_[row], 2);
    } else if (is_null(numbers_[row])) {
      into.text.clear();
      into.null = true;
    } else if (column_.units == audit::kUnitTimestamp) {
      into.text = timestamp_text(static_cast<Timestamp>(numbers_[row]));
    } else if (!column_.values.empty() && static_cast<std::size_t>(numbers_[row]) < column_.values.size()) {
      into.text = column_.values[static_cast<std::size_t>(numbers_[row])];
    } else {
      into.text = fmt::to_string(numbers_[row]);
    }
  }

 private:
  [[nodiscard]] bool is_null(std::int64_t number) const {
    return column_.type.kind == store::ElementKind::kU32 && number == std::numeric_limits<std::uint32_t>::max();
  }

  template <class T>
  void load_as(std::uint64_t first, std::uint64_t count) {
    std::vector<T> values(count);
    file_.read(path_, first, std::span<T>(values));
    numbers_.assign(values.begin(), values.end());
  }

  const store::ColumnFileReader& file_;
  std::string path_;
  const audit::ResultColumn& column_;
  const store::ColumnPlace& place_;
  std::vector<std::int64_t> numbers_;
  std::vector<char> texts_;
};

const audit::ResultTable& table_of(const std::vector<audit::ResultTable>& tables, const std::string& name) {
  std::string group = "/" + name;
  std::replace(group.begin(), group.end(), '-', '_');
  return *std::find_if(tables.begin(), tables.end(), [&](const auto& table) { return table.group == group; });
}

/// A column of another table of the customers that a filter names: `group` and the scores may filter any table.
void add_filter_columns(const ExportOptions& options, const store::ColumnFileReader& file, const std::vector<audit::ResultTable>& tables,
                        std::vector<ColumnSource>& sources) {
  for (const Where& where : options.where) {
    const auto is_named = [&](const auto& source) { return source.name() == where.column; };
    if (std::any_of(sources.begin(), sources.end(), is_named)) continue;
    for (const char* group : {"/rfm", "/lens2"})
      for (const audit::ResultTable& table : tables)
        for (const audit::ResultColumn& column : table.columns)
          if (table.group == group && column.name == where.column && file.layout().has(table.group + "/" + column.name))
            sources.emplace_back(file, table.group, column);
  }
}

}  // namespace

std::uint64_t export_result(const ExportOptions& options) {
  const store::ColumnFileReader file(options.audit + "/audit.h5");
  if (file.layout().text("format") != audit::kResultFormat) throw InputError(file.path() + " is not a result of spendlens audit");
  const auto tables = audit::customer_tables(1);
  const audit::ResultTable& table = table_of(tables, options.table);
  if (!file.layout().has(table.group + "/" + table.columns.front().name))
    throw InputError(fmt::format("{} holds no table {}; run the audit with a fuller --detail", file.path(), options.table));

  std::vector<ColumnSource> sources;
  sources.emplace_back(file, "/customer", tables.front().columns.front());
  for (const audit::ResultColumn& column : table.columns) sources.emplace_back(file, table.group, column);
  const std::size_t num_shown = sources.size();
  add_filter_columns(options, file, tables, sources);
  std::vector<std::string> names;
  for (const ColumnSource& source : sources) names.push_back(source.name());
  const bool buyers_only = table.columns.size() > 1 && table.columns[1].name == "frequency";

  ExportWriter writer(options, names, num_shown);
  std::vector<Field> fields(sources.size());
  const std::uint64_t rows = file.layout().at("/customer/customer_id").length;
  for (std::uint64_t first = 0; first < rows; first += kChunk) {
    const std::uint64_t count = std::min(kChunk, rows - first);
    for (ColumnSource& source : sources) source.load(first, count);
    for (std::uint64_t row = 0; row < count; ++row) {
      if (buyers_only && sources[2].number(row) == 0) continue;
      for (std::size_t i = 0; i < sources.size(); ++i) sources[i].field(row, fields[i]);
      writer.row(fields);
    }
  }
  return writer.finish();
}

}  // namespace spendlens::report
