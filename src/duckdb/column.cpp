#include "spendlens/duckdb/column.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "duckdb/column_type.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::duckdb {

namespace {

constexpr int kMaxDepth = 16;

struct PlainType {
  int id;
  ColumnKind kind;
  std::uint8_t width;
  std::uint8_t scale;
  const char* text;
};

constexpr auto kPlainTypes = std::to_array<PlainType>({
    {c::kBoolean, ColumnKind::kBoolean, 1, 0, "BOOLEAN"},
    {c::kInt8, ColumnKind::kInteger, 1, 0, "TINYINT"},
    {c::kInt16, ColumnKind::kInteger, 2, 0, "SMALLINT"},
    {c::kInt32, ColumnKind::kInteger, 4, 0, "INTEGER"},
    {c::kInt64, ColumnKind::kInteger, 8, 0, "BIGINT"},
    {c::kUint8, ColumnKind::kUnsigned, 1, 0, "UTINYINT"},
    {c::kUint16, ColumnKind::kUnsigned, 2, 0, "USMALLINT"},
    {c::kUint32, ColumnKind::kUnsigned, 4, 0, "UINTEGER"},
    {c::kUint64, ColumnKind::kUnsigned, 8, 0, "UBIGINT"},
    {c::kFloat, ColumnKind::kReal, 4, 0, "FLOAT"},
    {c::kDouble, ColumnKind::kReal, 8, 0, "DOUBLE"},
    {c::kDate, ColumnKind::kDate, 4, 0, "DATE"},
    {c::kTimestampS, ColumnKind::kTime, 8, 0, "TIMESTAMP_S"},
    {c::kTimestampMs, ColumnKind::kTime, 8, 3, "TIMESTAMP_MS"},
    {c::kTimestamp, ColumnKind::kTime, 8, 6, "TIMESTAMP"},
    {c::kTimestampNs, ColumnKind::kTime, 8, 9, "TIMESTAMP_NS"},
    {c::kTimestampTz, ColumnKind::kInstant, 8, 6, "TIMESTAMP WITH TIME ZONE"},
    {c::kVarchar, ColumnKind::kText, 16, 0, "VARCHAR"},
});

std::uint8_t decimal_width_of(std::uint8_t digits) {
  if (digits <= 4) return 2;
  if (digits <= 9) return 4;
  return digits <= 18 ? 8 : 16;
}

std::string doubled(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote) result.push_back(c);
    result.push_back(c);
  }
  return result + quote;
}

void add_fields(c::Handle type, int depth, Column& column) {
  const c::Functions& f = c::functions();
  for (c::Index i = 0; i < f.struct_type_child_count(type); ++i) {
    char* const name = f.struct_type_child_name(type, i);
    std::string copy = name == nullptr ? "" : name;
    f.free(name);
    column.children.push_back(column_of(f.struct_type_child_type(type, i), std::move(copy), depth + 1));
  }
}

}  // namespace

Column column_of(c::Handle type, std::string name, int depth) {
  const c::Functions& f = c::functions();
  const int id = f.get_type_id(type);
  Column column;
  column.name = std::move(name);
  for (const PlainType& plain : kPlainTypes)
    if (plain.id == id) {
      column.kind = plain.kind;
      column.width = plain.width;
      column.scale = plain.scale;
    }
  if (id == c::kBlob) {
    column.kind = ColumnKind::kText;
    column.is_bytes = true;
  } else if (id == c::kDecimal) {
    column.kind = ColumnKind::kDecimal;
    column.scale = f.decimal_scale(type);
    column.precision = f.decimal_width(type);
    column.width = decimal_width_of(column.precision);
  } else if (depth < kMaxDepth && id == c::kStruct) {
    column.kind = ColumnKind::kStruct;
    add_fields(type, depth, column);
  } else if (depth < kMaxDepth && (id == c::kList || id == c::kArray)) {
    column.kind = ColumnKind::kList;
    const c::Handle child = id == c::kList ? f.list_type_child_type(type) : f.array_type_child_type(type);
    column.children.push_back(column_of(child, "", depth + 1));
  }
  f.destroy_logical_type(&type);
  return column;
}

c::Handle type_of(const Column& column) {
  if (column.kind == ColumnKind::kDecimal) return c::functions().create_decimal_type(column.precision, column.scale);
  for (const PlainType& plain : kPlainTypes)
    if (plain.kind == column.kind && plain.width == column.width && plain.scale == column.scale)
      return c::functions().create_logical_type(plain.id);
  throw InternalError("no column of DuckDB is like " + column.name);
}

std::string Column::type_text() const {
  if (kind == ColumnKind::kDecimal) return fmt::format("DECIMAL({},{})", precision, scale);
  if (kind == ColumnKind::kList) return children.front().type_text() + "[]";
  if (kind == ColumnKind::kStruct) {
    std::string fields;
    for (const Column& child : children)
      fields += fmt::format("{}{} {}", fields.empty() ? "" : ", ", quoted_name(child.name), child.type_text());
    return "STRUCT(" + fields + ")";
  }
  if (is_bytes) return "BLOB";
  for (const PlainType& plain : kPlainTypes)
    if (plain.kind == kind && plain.width == width && plain.scale == scale) return plain.text;
  return "VARCHAR";
}

std::string quoted_name(std::string_view name) { return doubled(name, '"'); }
std::string quoted_text(std::string_view text) { return doubled(text, '\''); }

}  // namespace spendlens::duckdb
