#include "ingest/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ingest/readable.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

/// Names that a message lists; a file that is no log at all may seem to have any number.
constexpr std::size_t kMostNames = 100;

int find_column(const std::string& file, const std::vector<std::string>& header, const std::string& name) {
  const auto first = std::find(header.begin(), header.end(), name);
  if (first == header.end()) return -1;
  if (std::find(first + 1, header.end(), name) != header.end())
    throw InputError(fmt::format("{}: column '{}' stands twice in the header", file, name));
  return static_cast<int>(first - header.begin());
}

std::string names_text(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(header.size(), kMostNames); ++i) names.push_back(readable(header[i]));
  const std::string text = fmt::format("{}", fmt::join(names, ", "));
  return header.size() > kMostNames ? fmt::format("{} and {} more", text, header.size() - kMostNames) : text;
}

[[noreturn]] void miss(const std::string& file, const std::vector<std::string>& header, const std::string& name, const std::string& field) {
  throw InputError(fmt::format("{}: no column '{}'; the file has {}; name the one that holds it, as --column {}=NAME", file, name,
                               names_text(header), field));
}

}  // namespace

FieldMap map_fields(const std::string& file, const std::vector<std::string>& header,
                    const std::map<std::string, std::string>& columns, std::vector<std::string>& ignored) {
  for (const auto& [field, name] : columns)
    if (std::find(kFieldNames.begin(), kFieldNames.end(), field) == kFieldNames.end())
      throw UsageError(fmt::format("--column {}={}: no such field; the fields are {}", field, name, fmt::join(kFieldNames, ", ")));
  FieldMap map;
  map.num_columns = header.size();
  for (std::size_t i = 0; i < kNumFields; ++i) {
    const auto named = columns.find(kFieldNames[i]);
    const std::string& name = named == columns.end() ? std::string(kFieldNames[i]) : named->second;
    map.index[i] = find_column(file, header, name);
    if (map.index[i] < 0 && named != columns.end()) miss(file, header, name, kFieldNames[i]);
  }
  for (const Field field : {Field::kCustomerId, Field::kTimestamp})
    if (!map.has(field)) miss(file, header, kFieldNames[static_cast<std::size_t>(field)], kFieldNames[static_cast<std::size_t>(field)]);
  if (!map.has(Field::kAmount) && !(map.has(Field::kQuantity) && map.has(Field::kUnitPrice))) miss(file, header, "amount", "amount");
  for (std::size_t column = 0; column < header.size(); ++column)
    if (std::find(map.index.begin(), map.index.end(), static_cast<int>(column)) == map.index.end() &&
        std::find(ignored.begin(), ignored.end(), header[column]) == ignored.end())
      ignored.push_back(header[column]);
  return map;
}

Schema schema_of(const std::vector<FieldMap>& maps) {
  Schema schema;
  for (const FieldMap& map : maps)
    for (std::size_t i = 0; i < kNumFields; ++i) schema.present[i] = schema.present[i] || map.index[i] >= 0;
  return schema;
}

}  // namespace spendlens::ingest
