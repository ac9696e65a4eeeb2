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
std::array<NumericType, 8> numeric_types() {
  return {{{ElementKind::kU8, 1, H5T_STD_U8LE},
           {ElementKind::kU16, 2, H5T_STD_U16LE},
           {ElementKind::kU32, 4, H5T_STD_U32LE},
           {ElementKind::kU64, 8, H5T_STD_U64LE},
           {ElementKind::kI32, 4, H5T_STD_I32LE},
           {ElementKind::kI64, 8, H5T_STD_I64LE},
           {ElementKind::kF32, 4, H5T_IEEE_F32LE},
           {ElementKind::kF64, 8, H5T_IEEE_F64LE}}};
}

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

hdf5::TypeId attribute_text_type(const hdf5::Check& check) {
  hdf5::TypeId text(check(H5Tcopy(H5T_C_S1), "describe a type"));
  check(H5Tset_size(text.get(), H5T_VARIABLE), "describe a type");
  check(H5Tset_cset(text.get(), H5T_CSET_UTF8), "describe a type");
  return text;
}

}  // namespace spendlens::store
