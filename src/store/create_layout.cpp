#include <fmt/core.h>

#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/layout.hpp"
#include "store/layout_metadata.hpp"

namespace spendlens::store {

namespace {

/// The attributes as read_layout() would find them.
void record_attributes(const FileSpec& spec, Layout& layout) {
  const auto record = [&layout](const std::string& prefix, const Attribute& attribute) {
    const std::string name = prefix + attribute.name;
    if (const auto* text = std::get_if<std::string>(&attribute.value)) layout.text_attributes[name] = *text;
    if (const auto* integer = std::get_if<std::uint64_t>(&attribute.value)) layout.integer_attributes[name] = *integer;
    if (const auto* list = std::get_if<std::vector<std::string>>(&attribute.value))
      layout.list_attributes[name] = *list;
  };
  for (const Attribute& attribute : spec.attributes) record("", attribute);
  for (const auto& [group, attributes] : spec.group_attributes)
    for (const Attribute& attribute : attributes) record(group + "/", attribute);
  for (const ColumnSpec& column : spec.columns) {
    if (!column.units.empty()) record(column.path + "/", {"units", column.units});
    if (!column.description.empty()) record(column.path + "/", {"description", column.description});
    if (!column.values.empty()) record(column.path + "/", {"values", column.values});
  }
}

/// The metadata of a new file, with the attributes.
CreatedMetadata whole_metadata(const std::string& path, const FileSpec& spec) {
  CreatedMetadata created = create_metadata(path, spec);
  record_attributes(spec, created.layout);
  return created;
}

/// The metadata for a file that is there and keeps its data.
CreatedMetadata metadata_beside(const std::string& path, const FileSpec& spec) {
  const std::string head = path + ".head";
  File::create(head).close();
  CreatedMetadata created = whole_metadata(head, spec);
  remove_file(head);
  return created;
}

}  // namespace

Layout create_layout(const std::string& path, const FileSpec& spec) {
  File file = File::create(path);
  std::uint64_t column_bytes = 0;
  for (const ColumnSpec& column : spec.columns) column_bytes += column.length * column.type.width;
  file.reserve(column_bytes);  // the system's own limits are told before HDF5 meets them
  CreatedMetadata created = whole_metadata(path, spec);
  file.reserve(created.file_bytes);
  file.write_at(0, created.metadata);
  file.close();
  return std::move(created.layout);
}

Layout reset_layout(const std::string& path, const FileSpec& spec) {
  CreatedMetadata created = metadata_beside(path, spec);
  File file = File::open_to_write(path);
  if (file.size() < created.file_bytes)
    throw InputError(fmt::format("{} is cut off: it has {} bytes of {}; remove it and run again", path, file.size(),
                                 created.file_bytes));
  file.resize(created.file_bytes);
  file.write_at(0, created.metadata);
  file.close();
  return std::move(created.layout);
}

Layout extend_layout(const std::string& path, const FileSpec& spec, const Layout& before) {
  CreatedMetadata created = metadata_beside(path, spec);
  for (const auto& [name, place] : before.columns) {
    const ColumnPlace& now = created.layout.at(name);
    if (place.length > 0 &&
        (now.type != place.type || now.length != place.length || now.file_offset != place.file_offset))
      throw InternalError(fmt::format("{} would move in {}", name, path));
  }
  File file = File::open_to_write(path);
  file.reserve(created.file_bytes);
  file.write_at(0, created.metadata);
  file.close();
  return std::move(created.layout);
}

}  // namespace spendlens::store
