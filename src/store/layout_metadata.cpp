#include "store/layout_metadata.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"
#include "store/element_types.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

namespace {

constexpr hsize_t kMetadataBlockBytes = 64 * 1024;

/// Links and attributes stay in the headers of their objects, however many they are: the heaps that HDF5 would move
/// them to take more space when the file is closed, behind the columns.
constexpr unsigned kInHeaders = 65'535;

/// Creates groups, columns and attributes first and gives the columns their space only then, so that every byte of
/// metadata (HDF5 keeps texts of variable length in heaps that it counts as data) lies before the first column.
///
/// It does so in a sparse file in memory: where libhdf5 could not write a file out, it crashes at the end of the
/// process.
class LayoutCreation {
 public:
  LayoutCreation(const std::string& path, const File& memory) : check_(path, hdf5::Purpose::kCreate) {
    const hdf5::PropertyId access = hdf5::file_access(check_);
    // One version of the format, whatever library writes; no aggregation of small columns, which would leave gaps.
    check_(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), "set the format's version");
    check_(H5Pset_meta_block_size(access.get(), kMetadataBlockBytes), "set up file access");
    check_(H5Pset_small_data_block_size(access.get(), 0), "set up file access");
    const hdf5::PropertyId creation(check_(H5Pcreate(H5P_FILE_CREATE), "set up the file"));
    check_(H5Pset_obj_track_times(creation.get(), false), "set up the file");
    check_(H5Pset_link_phase_change(creation.get(), kInHeaders, kInHeaders), "set up the file");
    check_(H5Pset_attr_phase_change(creation.get(), kInHeaders, kInHeaders), "set up the file");
    file_ = hdf5::FileId(
        check_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), "start an HDF5 file"));
    redirect(memory, access.get());
    text_ = attribute_text_type(check_);
    scalar_ = hdf5::SpaceId(check_(H5Screate(H5S_SCALAR), "describe a value"));
  }

  void write_attributes(const std::string& object_path, const std::vector<Attribute>& attributes);
  void make_group(const std::string& path);
  void make_column(const ColumnSpec& column);
  /// Gives the column its space; returns where.
  ColumnPlace place(const ColumnSpec& column);
  void close() { check_(file_.close(), "finish the HDF5 file"); }

 private:
  void redirect(const File& memory, hid_t access);
  void write_text(hid_t object, const std::string& name, const std::string& value);
  void write_integer(hid_t object, const std::string& name, std::uint64_t value);
  void write_list(hid_t object, const std::string& name, const std::vector<std::string>& values);
  [[nodiscard]] hdf5::AttributeId make_attribute(hid_t object, const std::string& name, hid_t type, hid_t space);

  hdf5::Check check_;
  hdf5::FileId file_;
  hdf5::TypeId text_;
  hdf5::SpaceId scalar_;
};

/// HDF5 cannot open a file that has no name, so it opens the real one, and its descriptor is made one of `memory`.
void LayoutCreation::redirect(const File& memory, hid_t access) {
  const File written = File::open_to_read(check_.path());
  std::vector<std::byte> begun(written.size());
  written.read_at(0, begun);
  memory.write_at(0, begun);
  void* handle = nullptr;
  check_(H5Fget_vfd_handle(file_.get(), access, &handle), "redirect the HDF5 file");
  if (::dup3(memory.descriptor(), *static_cast<const int*>(handle), O_CLOEXEC) < 0)
    throw IoError("cannot redirect", check_.path(), errno);
}

hdf5::AttributeId LayoutCreation::make_attribute(hid_t object, const std::string& name, hid_t type, hid_t space) {
  return hdf5::AttributeId(
      check_(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), "create an attribute"));
}

void LayoutCreation::write_text(hid_t object, const std::string& name, const std::string& value) {
  const hdf5::AttributeId attribute = make_attribute(object, name, text_.get(), scalar_.get());
  const char* text = value.c_str();
  check_(H5Awrite(attribute.get(), text_.get(), &text), "write an attribute");
}

void LayoutCreation::write_integer(hid_t object, const std::string& name, std::uint64_t value) {
  const hdf5::AttributeId attribute = make_attribute(object, name, H5T_STD_U64LE, scalar_.get());
  check_(H5Awrite(attribute.get(), H5T_NATIVE_UINT64, &value), "write an attribute");
}

void LayoutCreation::write_list(hid_t object, const std::string& name, const std::vector<std::string>& values) {
  const hsize_t length = values.size();
  const hdf5::SpaceId space(check_(H5Screate_simple(1, &length, nullptr), "describe a list"));
  const hdf5::AttributeId attribute = make_attribute(object, name, text_.get(), space.get());
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  if (!texts.empty()) check_(H5Awrite(attribute.get(), text_.get(), texts.data()), "write an attribute");
}

void LayoutCreation::write_attributes(const std::string& object_path, const std::vector<Attribute>& attributes) {
  const hdf5::ObjectId object(check_(H5Oopen(file_.get(), object_path.c_str(), H5P_DEFAULT), "open an object"));
  for (const Attribute& attribute : attributes) {
    if (const auto* text = std::get_if<std::string>(&attribute.value)) write_text(object.get(), attribute.name, *text);
    if (const auto* integer = std::get_if<std::uint64_t>(&attribute.value))
      write_integer(object.get(), attribute.name, *integer);
    if (const auto* list = std::get_if<std::vector<std::string>>(&attribute.value))
      write_list(object.get(), attribute.name, *list);
  }
}

void LayoutCreation::make_group(const std::string& path) {
  const hdf5::PropertyId creation(check_(H5Pcreate(H5P_GROUP_CREATE), "set up a group"));
  check_(H5Pset_obj_track_times(creation.get(), false), "set up a group");
  check_(H5Pset_link_phase_change(creation.get(), kInHeaders, kInHeaders), "set up a group");
  check_(H5Pset_attr_phase_change(creation.get(), kInHeaders, kInHeaders), "set up a group");
  for (std::size_t end = path.find('/', 1); end != 0; end = end == std::string::npos ? 0 : path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (part == "/" || check_(H5Lexists(file_.get(), part.c_str(), H5P_DEFAULT), "look for a group") > 0) continue;
    const hdf5::GroupId group(
        check_(H5Gcreate2(file_.get(), part.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), "create a group"));
  }
}

void LayoutCreation::make_column(const ColumnSpec& column) {
  const std::size_t slash = column.path.rfind('/');
  if (slash > 0) make_group(column.path.substr(0, slash));
  const hdf5::PropertyId creation(check_(H5Pcreate(H5P_DATASET_CREATE), "set up a column"));
  check_(H5Pset_obj_track_times(creation.get(), false), "set up a column");
  check_(H5Pset_layout(creation.get(), H5D_CONTIGUOUS), "set up a column");
  check_(H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_LATE), "set up a column");
  check_(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), "set up a column");
  const hsize_t length = column.length;
  const hdf5::SpaceId space(check_(H5Screate_simple(1, &length, nullptr), "describe a column"));
  const hdf5::TypeId type = stored_type(column.type, check_);
  const hdf5::DatasetId dataset(check_(
      H5Dcreate2(file_.get(), column.path.c_str(), type.get(), space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
      "create a column"));
  if (!column.units.empty()) write_text(dataset.get(), "units", column.units);
  if (!column.description.empty()) write_text(dataset.get(), "description", column.description);
  if (!column.values.empty()) write_list(dataset.get(), "values", column.values);
}

ColumnPlace LayoutCreation::place(const ColumnSpec& column) {
  if (column.length == 0) return {column.type, 0, 0};
  const hdf5::DatasetId dataset(check_(H5Dopen2(file_.get(), column.path.c_str(), H5P_DEFAULT), "open a column"));
  // HDF5 gives a contiguous column all of its space with the first element that is written.
  const hdf5::SpaceId space(check_(H5Dget_space(dataset.get()), "open a column"));
  const hsize_t first = 0;
  const hsize_t one = 1;
  check_(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, &first, nullptr, &one, nullptr), "place a column");
  const hdf5::TypeId type = stored_type(column.type, check_);
  const std::vector<char> zero(column.type.width, 0);
  check_(H5Dwrite(dataset.get(), type.get(), scalar_.get(), space.get(), H5P_DEFAULT, zero.data()), "place a column");
  const haddr_t offset = H5Dget_offset(dataset.get());
  if (offset == HADDR_UNDEF) check_.fail("place a column");
  return {column.type, column.length, offset};
}

/// The bytes before the first column. The columns must fill the file from there to the end: then all metadata lies
/// there.
std::uint64_t metadata_bytes(const std::string& path, const Layout& layout, std::uint64_t file_bytes) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const auto& [name, place] : layout.columns)
    if (place.length > 0) ranges.emplace_back(place.file_offset, place.file_offset + place.length * place.type.width);
  std::sort(ranges.begin(), ranges.end());
  const std::uint64_t metadata_end = ranges.empty() ? file_bytes : ranges.front().first;
  bool dense = metadata_end <= BlockSums::kBlockBytes;
  std::uint64_t end = metadata_end;
  for (const auto& range : ranges) {
    dense = dense && range.first == end;
    end = range.second;
  }
  if (!dense || end != file_bytes)
    throw InternalError(fmt::format("HDF5 put metadata of {} outside of its first 16 MiB", path));
  return metadata_end;
}

std::uint64_t attribute_bytes(const std::vector<std::string>& list) {
  std::uint64_t bytes = 0;
  for (const std::string& text : list) bytes += 32 + text.size();
  return bytes;
}

std::uint64_t attribute_bytes(const Attribute& attribute) {
  if (const auto* text = std::get_if<std::string>(&attribute.value)) return text->size();
  if (const auto* list = std::get_if<std::vector<std::string>>(&attribute.value)) return attribute_bytes(*list);
  return sizeof(std::uint64_t);
}

/// Bytes that a file of these columns and its metadata takes at most, generously.
std::uint64_t most_bytes(const FileSpec& spec) {
  constexpr std::uint64_t kFile = 128 * 1024;
  constexpr std::uint64_t kAttribute = 512;
  constexpr std::uint64_t kColumn = 1024;
  std::uint64_t bytes = kFile;
  for (const Attribute& attribute : spec.attributes) bytes += kAttribute + 2 * attribute_bytes(attribute);
  for (const auto& [group, attributes] : spec.group_attributes)
    for (const Attribute& attribute : attributes) bytes += kAttribute + 2 * attribute_bytes(attribute);
  for (const ColumnSpec& column : spec.columns)
    bytes += kColumn + 2 * (column.units.size() + column.description.size() + attribute_bytes(column.values)) +
             column.length * column.type.width;
  return bytes;
}

}  // namespace

CreatedMetadata create_metadata(const std::string& path, const FileSpec& spec) {
  const File memory = File::create_in_memory(path);
  // A limit on the size of files holds in memory too, and libhdf5 crashes where it meets it.
  memory.resize(most_bytes(spec));
  memory.resize(0);
  hdf5::start();
  LayoutCreation creation(path, memory);
  creation.write_attributes("/", spec.attributes);
  for (const auto& [group, attributes] : spec.group_attributes) {
    creation.make_group(group);
    creation.write_attributes(group, attributes);
  }
  for (const ColumnSpec& column : spec.columns) creation.make_column(column);
  CreatedMetadata created;
  for (const ColumnSpec& column : spec.columns) created.layout.columns[column.path] = creation.place(column);
  creation.close();
  created.file_bytes = memory.size();
  created.metadata.resize(metadata_bytes(path, created.layout, created.file_bytes));
  memory.read_at(0, created.metadata);
  return created;
}

}  // namespace spendlens::store
