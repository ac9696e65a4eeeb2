#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "spendlens/core/readable.hpp"
#include "store/foreign_group.hpp"

namespace spendlens::store {

namespace {

constexpr std::size_t kMaxForeignTextWidth = 1024 * 1024;

/// Looks at one dataset; each of its questions says why not in `why_not`.
class ForeignLook {
 public:
  ForeignLook(ForeignDataset& column, const hdf5::Check& check, std::string& why_not)
      : column_(column),
        check_(check),
        why_not_(why_not),
        type_(check(H5Dget_type(column.dataset.get()), "read a type")),
        creation_(check(H5Dget_create_plist(column.dataset.get()), "read how a column is stored")) {}

  [[nodiscard]] bool has_shape() const;
  [[nodiscard]] bool is_here() const;
  [[nodiscard]] bool can_be_decoded() const;
  [[nodiscard]] bool has_type() const;

 private:
  bool no(std::string why) const {
    why_not_ = std::move(why);
    return false;
  }
  [[nodiscard]] bool note_integer(hid_t base) const;
  void note_names(hid_t base) const;
  [[nodiscard]] bool note_text() const;
  [[nodiscard]] std::string fields() const;

  ForeignDataset& column_;
  const hdf5::Check& check_;
  std::string& why_not_;
  hdf5::TypeId type_;
  hdf5::PropertyId creation_;
};

bool ForeignLook::has_shape() const {
  const hdf5::SpaceId space(check_(H5Dget_space(column_.dataset.get()), "read a shape"));
  const int dimensions =
      H5Sget_simple_extent_type(space.get()) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space.get()) : 0;
  if (dimensions < 1 || dimensions > H5S_MAX_RANK) return no("it is a single value");
  std::array<hsize_t, H5S_MAX_RANK> lengths{};
  check_(H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr), "read a shape");
  column_.dimensions = static_cast<std::size_t>(dimensions);
  std::size_t longer = 0;
  std::string shape;
  for (std::size_t i = 0; i < column_.dimensions; ++i) {
    shape += fmt::format("{}{}", i == 0 ? "" : " x ", lengths[i]);
    if (lengths[i] == 1) continue;
    column_.axis = i;
    ++longer;
  }
  column_.length = lengths[column_.axis];
  return longer <= 1 || no(fmt::format("it is a table of {}; write each of its columns as one of its own", shape));
}

bool ForeignLook::is_here() const {
  if (H5Pget_layout(creation_.get()) == H5D_VIRTUAL)
    return no("it is a virtual dataset, whose data lie elsewhere; write the data into the file");
  if (check_(H5Pget_external_count(creation_.get()), "read how a column is stored") == 0) return true;
  return no("its data lie in a file of their own; write them into this one");
}

std::string known_filter(H5Z_filter_t filter) {
  static const std::map<H5Z_filter_t, std::string> names = {{4, "szip"},      {307, "bzip2"},  {32000, "lzf"},
                                                            {32001, "blosc"}, {32004, "lz4"},  {32008, "bitshuffle"},
                                                            {32013, "zfp"},   {32015, "zstd"}, {32026, "blosc2"}};
  const auto found = names.find(filter);
  return found == names.end() ? "" : found->second;
}

bool ForeignLook::can_be_decoded() const {
  const int filters = check_(H5Pget_nfilters(creation_.get()), "read how a column is stored");
  for (int i = 0; i < filters; ++i) {
    std::array<char, 64> name{};
    unsigned flags = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter = check_(H5Pget_filter2(creation_.get(), static_cast<unsigned>(i), &flags, &values,
                                                      nullptr, name.size() - 1, name.data(), nullptr),
                                       "read how a column is stored");
    if (H5Zfilter_avail(filter) > 0) continue;
    const std::string known = known_filter(filter).empty() ? readable(name.data(), 40) : known_filter(filter);
    return no(fmt::format("it is compressed with the filter {}{}({}), which is not installed; write it with gzip",
                          known, known.empty() ? "" : " ", filter));
  }
  return true;
}

bool ForeignLook::note_integer(hid_t base) const {
  column_.is_unsigned = H5Tget_sign(base) == H5T_SGN_NONE;
  return column_.width <= sizeof(std::int64_t) || no(fmt::format("its integers are of {} bytes", column_.width));
}

void ForeignLook::note_names(hid_t base) const {
  column_.is_enumeration = true;
  column_.kind = ForeignKind::kText;
  const int members = check_(H5Tget_nmembers(type_.get()), "read an enumeration");
  for (int i = 0; i < members; ++i) {
    std::int64_t value = 0;  // of the width of the enumeration first, which is at most as wide
    check_(H5Tget_member_value(type_.get(), static_cast<unsigned>(i), &value), "read an enumeration");
    check_(
        H5Tconvert(base, column_.is_unsigned ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64, 1, &value, nullptr, H5P_DEFAULT),
        "read an enumeration");
    char* name = H5Tget_member_name(type_.get(), static_cast<unsigned>(i));
    if (name == nullptr) check_.fail("read an enumeration");
    column_.names.emplace(value, name);
    H5free_memory(name);
  }
}

bool ForeignLook::note_text() const {
  column_.kind = ForeignKind::kText;
  column_.is_variable = check_(H5Tis_variable_str(type_.get()), "read a type") > 0;
  column_.padding = H5Tget_strpad(type_.get());
  return column_.is_variable || column_.width <= kMaxForeignTextWidth ||
         no(fmt::format("its texts are of {} bytes each", column_.width));
}

/// The names of a compound's fields.
std::string ForeignLook::fields() const {
  std::string names;
  const int members = H5Tget_nmembers(type_.get());
  for (int i = 0; i < std::min(members, 8); ++i) {
    char* name = H5Tget_member_name(type_.get(), static_cast<unsigned>(i));
    names += fmt::format("{}{}", i == 0 ? "" : ", ", name == nullptr ? "?" : name);
    H5free_memory(name);
  }
  return readable(names + (members > 8 ? ", ..." : ""), 200);
}

bool ForeignLook::has_type() const {
  column_.width = H5Tget_size(type_.get());
  switch (H5Tget_class(type_.get())) {
    case H5T_INTEGER:
      return note_integer(type_.get());
    case H5T_ENUM: {
      const hdf5::TypeId base(check_(H5Tget_super(type_.get()), "read a type"));
      if (!note_integer(base.get())) return false;
      note_names(base.get());
      return true;
    }
    case H5T_FLOAT:
      column_.kind = ForeignKind::kReal;
      return true;
    case H5T_STRING:
      return note_text();
    case H5T_COMPOUND:
      return no(
          fmt::format("it is a compound, records of the fields {}; write each field as a column of its own", fields()));
    case H5T_REFERENCE:
      return no("it holds references to other objects (cells of MATLAB are such); write numbers or texts");
    case H5T_VLEN:
      return no("it holds lists of varying length; write numbers or texts");
    case H5T_ARRAY:
      return no("it holds arrays; write numbers or texts");
    default:
      return no("it holds neither numbers nor texts");
  }
}

}  // namespace

std::optional<ForeignDataset> foreign_dataset(hdf5::DatasetId dataset, const hdf5::Check& check, std::string& why_not) {
  ForeignDataset column;
  column.dataset = std::move(dataset);
  const ForeignLook look(column, check, why_not);
  if (!look.has_type() || !look.has_shape() || !look.is_here() || !look.can_be_decoded()) return std::nullopt;
  return column;
}

}  // namespace spendlens::store
