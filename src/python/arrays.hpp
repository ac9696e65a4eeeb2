#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace spendlens::python {

namespace nb = nanobind;

/// An array of Python's that is read where it lies.
template <class T>
using Input = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
/// Likewise, or None.
template <class T>
using OptionalInput = std::optional<Input<T>>;

template <class T>
[[nodiscard]] std::span<const T> span_of(const Input<T>& array) {
  return {array.data(), array.shape(0)};
}
/// None is no entries.
template <class T>
[[nodiscard]] std::span<const T> span_of(const OptionalInput<T>& array) {
  return array ? span_of(*array) : std::span<const T>{};
}

/// Memory of `owner` as a numpy array that keeps it alive.
template <class T>
[[nodiscard]] nb::object view(std::span<const T> memory, nb::handle owner) {
  return nb::cast(nb::ndarray<nb::numpy, const T, nb::ndim<1>>(memory.data(), {memory.size()}, owner));
}
template <class T>
[[nodiscard]] nb::object view(const std::vector<T>& memory, nb::handle owner) {
  return view(std::span<const T>(memory), owner);
}

/// A vector as a numpy array that owns it: nothing is copied.
template <class T>
[[nodiscard]] nb::object to_numpy(std::vector<T> values) {
  auto* const kept = new std::vector<T>(std::move(values));
  const nb::capsule owner(kept, [](void* vector) noexcept { delete static_cast<std::vector<T>*>(vector); });
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(kept->data(), {kept->size()}, owner));
}

}  // namespace spendlens::python
