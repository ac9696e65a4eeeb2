#include "store/element_types.hpp"

#include <array>

namespace spendlens::store {

namespace {

struct NumericType {
  ElementKind kind;
  std::uint32_t width;
  hid_t stored;
};

// HDF5's type constants are values only once the library has started.
std::array<NumericType, 7> numeric_types() {
  return {{{ElementKind::kU8, 1, H5T_STD_U8LE},
           {ElementKind::kU16, 2, H5T_STD_U16LE},
           {ElementKind::kU32, 4, H5T_STD_U32LE},
           {ElementKind::kU64, 8, H5T_STD_U64LE},
           {ElementKind::kI64, 8, H5T_STD_I64LE},
           {ElementKind::kF32, 4, H5T_IEEE_F32LE},
           {ElementKind::kF64, 8, H5T_IEEE_F64LE}}};
}

constexpr std::size_t kMaxTextWidth = 65'536;

}  // namespace

hdf5::TypeId stored_type(ElementType type, const hdf5::Check& check) {
  for (const NumericType& numeric : numeric_types())
    if (numeric.kind == type.kind) return hdf5::TypeId(check(H5Tcopy(numeric.stored), "describe a type"));
  hdf5::TypeId text(check(H5Tcopy(H5T_C_S1), "describe a type"));
  check(H5Tset_size(text.get(), type.width), "describe a type");
  check(H5Tset_strpad(text.get(), H5T_STR_NULLPAD), "describe a type");
  check(H5Tset_cset(text.get(), H5T_CSET_UTF8), "describe a type");
  return text;
}

std::optional<ElementType> element_type_of(hid_t stored, const hdf5::Check& check) {
  for (const NumericType& numeric : numeric_types())
    if (check(H5Tequal(stored, numeric.stored), "read a type") > 0) return ElementType{numeric.kind, numeric.width};
  if (check(H5Tget_class(stored), "read a type") != H5T_STRING) return std::nullopt;
  if (check(H5Tis_variable_str(stored), "read a type") > 0) return std::nullopt;
  if (H5Tget_strpad(stored) != H5T_STR_NULLPAD) return std::nullopt;
  const std::size_t width = H5Tget_size(stored);
  if (width == 0 || width > kMaxTextWidth) return std::nullopt;
  return text_type(static_cast<std::uint32_t>(width));
}

hdf5::TypeId attribute_text_type(const hdf5::Check& check) {
  hdf5::TypeId text(check(H5Tcopy(H5T_C_S1), "describe a type"));
  check(H5Tset_size(text.get(), H5T_VARIABLE), "describe a type");
  check(H5Tset_cset(text.get(), H5T_CSET_UTF8), "describe a type");
  return text;
}

}  // namespace spendlens::store
