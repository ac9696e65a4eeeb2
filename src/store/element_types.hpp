#pragma once

#include "spendlens/store/layout.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

/// The HDF5 type in which a column's elements are stored.
[[nodiscard]] hdf5::TypeId stored_type(ElementType type, const hdf5::Check& check);

/// The type of attributes' texts: UTF-8 of variable length, which h5py reads as str.
[[nodiscard]] hdf5::TypeId attribute_text_type(const hdf5::Check& check);

}  // namespace spendlens::store
