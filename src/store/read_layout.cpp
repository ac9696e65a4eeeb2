#include <fmt/format.h>

#include <set>

#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/layout.hpp"
#include "store/element_types.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

namespace {

constexpr int kMaxDepth = 8;
constexpr hsize_t kMaxListLength = 65'536;

/// Walks an untrusted file and collects its layout; whatever columns cannot have is refused.
class LayoutReading {
 public:
  explicit LayoutReading(const std::string& path)
      : check_(path, hdf5::Purpose::kRead), file_bytes_(File::open_to_read(path).size()) {
    hdf5::start();
    file_ = hdf5::open_to_read(check_);
    text_ = attribute_text_type(check_);
  }

  Layout run() {
    const hdf5::GroupId root(check_(H5Gopen2(file_.get(), "/", H5P_DEFAULT), "open the root group"));
    read_group(root.get(), "", 0);
    return std::move(layout_);
  }

 private:
  void read_group(hid_t group, const std::string& path, int depth);
  void read_column(hid_t dataset, const std::string& path);
  [[nodiscard]] std::uint64_t column_length(hid_t dataset, const std::string& path) const;
  void read_attributes(hid_t object, const std::string& path);
  void read_attribute(hid_t attribute, const std::string& name);
  [[nodiscard]] std::vector<std::string> read_strings(hid_t attribute, hid_t space, std::size_t length) const;
  [[noreturn]] void refuse(const std::string& object, const std::string& what) const {
    throw InputError(fmt::format("{}: '{}' {}; this is not a file of spendlens, or it is damaged", check_.path(),
                                 object.empty() ? "/" : object, what));
  }

  hdf5::Check check_;
  std::uint64_t file_bytes_;
  hdf5::ReadFileId file_;
  hdf5::TypeId text_;
  std::set<haddr_t> seen_;
  Layout layout_;
};

void LayoutReading::read_group(hid_t group, const std::string& path, int depth) {
  if (depth > kMaxDepth) refuse(path, "is nested too deeply");
  if (!seen_.insert(hdf5::address_of(group, check_)).second) refuse(path, "is linked twice");
  read_attributes(group, path);
  for (const hdf5::Link& link : hdf5::links_of(group, check_)) {
    const std::string name = path + "/" + link.name;
    if (!link.is_hard) refuse(name, "is a link to elsewhere");
    const hdf5::ObjectId object(check_(H5Oopen(group, link.name.c_str(), H5P_DEFAULT), fmt::format("open '{}'", name)));
    switch (H5Iget_type(object.get())) {
      case H5I_GROUP: read_group(object.get(), name, depth + 1); break;
      case H5I_DATASET: read_column(object.get(), name); break;
      default: refuse(name, "is neither a group nor a column");
    }
  }
}

std::uint64_t LayoutReading::column_length(hid_t dataset, const std::string& path) const {
  const hdf5::SpaceId space(check_(H5Dget_space(dataset), "read a column's shape"));
  if (check_(H5Sis_simple(space.get()), "read a column's shape") == 0 ||
      check_(H5Sget_simple_extent_ndims(space.get()), "read a column's shape") != 1)
    refuse(path, "is not one-dimensional");
  hsize_t length = 0;
  check_(H5Sget_simple_extent_dims(space.get(), &length, nullptr), "read a column's shape");
  return length;
}

void LayoutReading::read_column(hid_t dataset, const std::string& path) {
  if (!seen_.insert(hdf5::address_of(dataset, check_)).second) refuse(path, "is linked twice");
  const hdf5::PropertyId creation(check_(H5Dget_create_plist(dataset), "read a column's storage"));
  if (H5Pget_layout(creation.get()) != H5D_CONTIGUOUS ||
      check_(H5Pget_external_count(creation.get()), "read a column's storage") != 0)
    refuse(path, "is not stored in one piece");
  const hdf5::TypeId stored(check_(H5Dget_type(dataset), "read a column's type"));
  const std::optional<ElementType> type = element_type_of(stored.get(), check_);
  if (!type) refuse(path, "has an element type that no column has");
  ColumnPlace place{*type, column_length(dataset, path), 0};
  if (place.length > 0) {
    const haddr_t offset = H5Dget_offset(dataset);
    if (offset == HADDR_UNDEF || offset > file_bytes_ || place.length > (file_bytes_ - offset) / type->width)
      refuse(path, "does not lie inside the file");
    place.file_offset = offset;
  }
  layout_.columns[path] = place;
  read_attributes(dataset, path);
}

void LayoutReading::read_attributes(hid_t object, const std::string& path) {
  H5O_info_t info{};
  check_(H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS), "count attributes");
  for (hsize_t index = 0; index < info.num_attrs; ++index) {
    const hdf5::AttributeId attribute(check_(
        H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, index, H5P_DEFAULT, H5P_DEFAULT), "open an attribute"));
    const ssize_t length = check_(H5Aget_name(attribute.get(), 0, nullptr), "read an attribute's name");
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    check_(H5Aget_name(attribute.get(), name.size(), name.data()), "read an attribute's name");
    name.pop_back();
    read_attribute(attribute.get(), path.empty() ? name : path + "/" + name);
  }
}

std::vector<std::string> LayoutReading::read_strings(hid_t attribute, hid_t space, std::size_t length) const {
  std::vector<char*> texts(length, nullptr);
  if (length > 0) check_(H5Aread(attribute, text_.get(), texts.data()), "read an attribute");
  std::vector<std::string> values;
  for (const char* text : texts) values.emplace_back(text == nullptr ? "" : text);
  if (length > 0) H5Dvlen_reclaim(text_.get(), space, H5P_DEFAULT, texts.data());
  return values;
}

void LayoutReading::read_attribute(hid_t attribute, const std::string& name) {
  const hdf5::TypeId type(check_(H5Aget_type(attribute), "read an attribute's type"));
  const hdf5::SpaceId space(check_(H5Aget_space(attribute), "read an attribute's shape"));
  const bool is_scalar = H5Sget_simple_extent_type(space.get()) == H5S_SCALAR;
  const H5T_class_t type_class = H5Tget_class(type.get());
  if (type_class == H5T_INTEGER && is_scalar && H5Tequal(type.get(), H5T_STD_U64LE) > 0) {
    check_(H5Aread(attribute, H5T_NATIVE_UINT64, &layout_.integer_attributes[name]), "read an attribute");
    return;
  }
  if (type_class != H5T_STRING || H5Tis_variable_str(type.get()) <= 0)
    refuse(name, "is an attribute of a type that spendlens does not write");
  if (is_scalar) {
    layout_.text_attributes[name] = read_strings(attribute, space.get(), 1).front();
    return;
  }
  hsize_t length = 0;
  if (H5Sget_simple_extent_ndims(space.get()) != 1 ||
      H5Sget_simple_extent_dims(space.get(), &length, nullptr) != 1 || length > kMaxListLength)
    refuse(name, "is an attribute of a shape that spendlens does not write");
  layout_.list_attributes[name] = read_strings(attribute, space.get(), length);
}

}  // namespace

Layout read_layout(const std::string& path) { return LayoutReading(path).run(); }

}  // namespace spendlens::store
