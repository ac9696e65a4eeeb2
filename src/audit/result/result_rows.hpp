#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "spendlens/audit/result_field.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

template <class Field>
[[nodiscard]] std::string path_in(const std::string& group, const Field& field) {
  return group + "/" + field.name;
}

/// Writes rows from `first` on that are there as columns: those of which there are values and that the file keeps.
/// Local. Throws InternalError, IoError.
template <class Fields, class Views>
void write_views(const store::ColumnFileWriter& file, const std::string& group, const Fields& fields,
                 std::uint64_t first, const Views& views) {
  for_each_field(fields, [&]<class Field>(const Field& field) {
    const auto& values = field.of(views);
    if (const std::string path = path_in(group, field); !values.empty() && file.layout().has(path))
      file.write<typename Field::Value>(path, first, values);
  });
}

/// Writes whole rows, from `first` on, into all columns of the list. Local. Throws InternalError, IoError.
template <class Fields, class Row>
void write_rows(const store::ColumnFileWriter& file, const std::string& group, const Fields& fields,
                std::uint64_t first, std::span<const Row> rows) {
  for_each_field(fields, [&]<class Field>(const Field& field) {
    std::vector<typename Field::Value> values(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) values[i] = static_cast<typename Field::Value>(field.of(rows[i]));
    file.write<typename Field::Value>(path_in(group, field), first, values);
  });
}

/// Reads all rows of a table. Local. Throws InputError where a column is not there or as long as the others, IoError.
template <class Row, class Fields>
[[nodiscard]] std::vector<Row> read_rows(const store::ColumnFileReader& file, const std::string& group,
                                         const Fields& fields) {
  std::vector<Row> rows;
  bool is_first = true;
  for_each_field(fields, [&]<class Field>(const Field& field) {
    const std::string path = path_in(group, field);
    const auto values = file.read_all<typename Field::Value>(path);
    if (is_first) rows.resize(values.size());
    is_first = false;
    if (values.size() != rows.size())
      throw InputError(file.path() + ": column " + path + " is not as long as the others of its table");
    for (std::size_t i = 0; i < rows.size(); ++i)
      field.of(rows[i]) = static_cast<std::remove_cvref_t<decltype(field.of(rows[i]))>>(values[i]);
  });
  return rows;
}

}  // namespace spendlens::audit
