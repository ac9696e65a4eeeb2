#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arrays.hpp"

namespace spendlens::python {

/// A column of customers' ids as the library takes it: views on memory of Python's, or on digits written here.
class Texts {
 public:
  Texts() = default;
  Texts(std::vector<std::string_view> views, nb::object keeper, bool are_integers)
      : views_(std::move(views)), keeper_(std::move(keeper)), are_integers_(are_integers) {}

  /// From a list; what is no str is written as Python's str() writes it.
  [[nodiscard]] static Texts of_objects(nb::list objects);
  [[nodiscard]] static Texts of_integers(const Input<std::int64_t>& values);
  /// From Arrow's texts (32-bit offsets) and large texts. Throws InputError where offsets leave the bytes.
  [[nodiscard]] static Texts of_offsets(const Input<std::int32_t>& offsets, const Input<std::uint8_t>& bytes);
  [[nodiscard]] static Texts of_large_offsets(const Input<std::int64_t>& offsets, const Input<std::uint8_t>& bytes);
  /// From Arrow's views of 16 bytes, with the buffers that the long ones lie in.
  [[nodiscard]] static Texts of_views(const Input<std::uint8_t>& views, const nb::list& buffers);
  /// The texts of a dictionary, by the codes of rows.
  [[nodiscard]] static Texts of_codes(const Texts& dictionary, nb::object owner, const Input<std::int64_t>& codes);
  /// Several columns, one after the other.
  [[nodiscard]] static Texts joined(const std::vector<const Texts*>& parts, nb::list owners);

  [[nodiscard]] std::span<const std::string_view> views() const { return views_; }
  [[nodiscard]] std::size_t size() const { return views_.size(); }
  /// Whether they came as integers: such ids are in the order of the numbers, and go back as numbers.
  [[nodiscard]] bool are_integers() const { return are_integers_; }

  [[nodiscard]] bool before(std::string_view a, std::string_view b) const;
  /// Entries in ascending order; empty where they ascend as they are.
  [[nodiscard]] std::vector<std::uint64_t> ascending() const;

  [[nodiscard]] nb::list to_objects() const;
  [[nodiscard]] nb::object to_integers() const;
  /// (offsets of 64 bits, bytes) as Arrow's large texts have them.
  [[nodiscard]] nb::tuple to_offsets() const;

 private:
  std::vector<std::string_view> views_;
  nb::object keeper_;
  bool are_integers_ = false;
};

/// Rows put together by customer.
struct Grouped {
  std::vector<std::string_view> customers;
  std::vector<std::uint64_t> offset;
  std::vector<std::uint64_t> order;  ///< rows by customer; empty where they lie so already
};
/// Customers in the order of their first row. Rows of one keep their order.
[[nodiscard]] Grouped group_rows(std::span<const std::string_view> id_of_row);

void bind_texts(nb::module_& module);

}  // namespace spendlens::python
