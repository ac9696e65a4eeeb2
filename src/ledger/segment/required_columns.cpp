#include "ledger/segment/required_columns.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "ledger/segment/column_names.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ledger {

[[noreturn]] void refuse_layout(const std::string& what) {
  throw InputError(what + "; import the segment again, or restore it from a copy");
}

void require_column(const store::Layout& layout, const char* column, store::ElementKind kind, std::uint64_t length) {
  const store::ColumnPlace& place = layout.at(column, kind);
  if (place.length != length)
    refuse_layout(fmt::format("column '{}' has {} elements instead of {}", column, place.length, length));
}

bool require_optional(const store::Layout& layout, const char* column, store::ElementKind kind, std::uint64_t length) {
  if (!layout.has(column)) return false;
  require_column(layout, column, kind, length);
  return true;
}

std::vector<std::uint64_t> read_index(const store::ColumnFileReader& file, const char* column, std::uint64_t total) {
  require_column(file.layout(), column, store::ElementKind::kU64, kHashPrefixes + 1);
  std::vector<std::uint64_t> index = file.read_all<std::uint64_t>(column);
  if (index.front() != 0 || index.back() != total || !std::is_sorted(index.begin(), index.end()))
    refuse_layout(fmt::format("index '{}' does not ascend from 0 to {}", column, total));
  return index;
}

std::vector<std::string> read_dictionary(const store::ColumnFileReader& file, const std::string& column,
                                         std::size_t limit) {
  const store::ColumnPlace& place = file.layout().at(column, store::ElementKind::kText);
  if (place.length > limit || place.type.width > kMaxTextBytes)
    refuse_layout(fmt::format("dictionary '{}' is too large", column));
  std::vector<std::string> texts = file.read_all_texts(column);
  if (std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) != texts.end())
    refuse_layout(fmt::format("dictionary '{}' does not ascend", column));
  return texts;
}

std::vector<NamedTexts> named_columns(const store::ColumnFileReader& file, const std::string& beginning,
                                      const char* dictionary, std::size_t most) {
  std::vector<NamedTexts> columns;
  const auto& all = file.layout().columns;
  for (auto column = all.lower_bound(beginning); column != all.end() && column->first.starts_with(beginning);
       ++column) {
    const std::string name = column->first.substr(beginning.size());
    if (!is_column_name(name)) refuse_layout(fmt::format("'{}' is no name that a column can have", name));
    columns.push_back({name, read_dictionary(file, names::path_of(dictionary, name), kNoDimension)});
  }
  if (columns.size() > most)
    refuse_layout(fmt::format("it has {} columns {}*, of which there can be {}", columns.size(), beginning, most));
  return columns;
}

}  // namespace spendlens::ledger
