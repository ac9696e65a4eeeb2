#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "spendlens/core/serialization.hpp"

namespace spendlens::store {

class File;

/// Element types of columns, little-endian in the file. kText is NUL-padded bytes of a fixed width.
enum class ElementKind : std::uint8_t { kU8, kU16, kU32, kU64, kI32, kI64, kF32, kF64, kText };

struct ElementType {
  ElementKind kind = ElementKind::kU8;
  std::uint32_t width = 1;  ///< bytes an element

  friend bool operator==(const ElementType&, const ElementType&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, kind, width);
  }
};

[[nodiscard]] ElementType text_type(std::uint32_t width);
[[nodiscard]] std::string type_name(ElementType type);  ///< "u32", "text[12]"

/// The element type of a C++ type: element_type<std::uint32_t>().
template <class T>
[[nodiscard]] constexpr ElementType element_type() {
  if constexpr (std::is_same_v<T, std::uint8_t>)
    return {ElementKind::kU8, 1};
  else if constexpr (std::is_same_v<T, std::uint16_t>)
    return {ElementKind::kU16, 2};
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return {ElementKind::kU32, 4};
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return {ElementKind::kU64, 8};
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return {ElementKind::kI32, 4};
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return {ElementKind::kI64, 8};
  else if constexpr (std::is_same_v<T, float>)
    return {ElementKind::kF32, 4};
  else {
    static_assert(std::is_same_v<T, double>, "columns have no such element type");
    return {ElementKind::kF64, 8};
  }
}

/// Attributes: a text, an integer, or a list of texts. All are stored so that h5py reads str, int or an array of str.
struct Attribute {
  std::string name;
  std::variant<std::string, std::uint64_t, std::vector<std::string>> value;
};

/// A column to be created: a one-dimensional, contiguous dataset.
struct ColumnSpec {
  std::string path;  ///< "/transaction/amount"; groups are made as needed
  ElementType type;
  std::uint64_t length = 0;         ///< elements
  std::string units;                ///< attribute `units`, left out where empty
  std::string description;          ///< attribute `description`, left out where empty
  std::vector<std::string> values;  ///< attribute `values`, names of the codes 0, 1, ...; left out where empty
};

/// All of a file but its data.
struct FileSpec {
  std::vector<Attribute> attributes;  ///< of the root
  /// The attributes of groups, by path; such a group is made even without columns.
  std::map<std::string, std::vector<Attribute>> group_attributes;
  std::vector<ColumnSpec> columns;
};

/// The place of a column's elements in a file.
struct ColumnPlace {
  ElementType type;
  std::uint64_t length = 0;
  std::uint64_t file_offset = 0;  ///< meaningless where length is 0

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, type, length, file_offset);
  }
};

/// What a file of ours holds: the places of its columns, and its attributes. Serializable, so that one rank reads it
/// and all know it.
struct Layout {
  std::map<std::string, ColumnPlace> columns;
  std::map<std::string, std::string> text_attributes;       ///< "format" for the root's, "/group/name" otherwise
  std::map<std::string, std::uint64_t> integer_attributes;  ///< likewise
  std::map<std::string, std::vector<std::string>> list_attributes;  ///< likewise; of a column "/rfm/r_score/values"

  [[nodiscard]] bool has(const std::string& path) const { return columns.count(path) != 0; }
  /// Throws InputError naming the column where there is none, or (second form) where it is of another type.
  [[nodiscard]] const ColumnPlace& at(const std::string& path) const;
  [[nodiscard]] const ColumnPlace& at(const std::string& path, ElementKind kind) const;
  /// Throws InputError naming the attribute where there is none.
  [[nodiscard]] const std::string& text(const std::string& name) const;
  [[nodiscard]] std::uint64_t integer(const std::string& name) const;
  /// The same of one that need not be there; then 0.
  [[nodiscard]] std::uint64_t integer_or_zero(const std::string& name) const;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, columns, text_attributes, integer_attributes, list_attributes);
  }
};

/// Creates the file with all of its metadata in the first 16 MiB, every column's space allocated and nothing written
/// into it, no times recorded: the bytes depend on the spec alone. Local; overwrites.
/// Throws IoError where HDF5 or the system refuses (a full disk, a missing directory).
Layout create_layout(const std::string& path, const FileSpec& spec);

/// Makes a file that create_layout() made of the same spec what it was then, but for the columns' data, which stay;
/// extend_layout() may have been at it. Local. Throws IoError; InputError where the file is too short.
Layout reset_layout(const std::string& path, const FileSpec& spec);

/// Gives columns that were created with length 0 their length now that it is known: `spec` is the one that the file was
/// created with but for these lengths, and they are its last columns. What was written into the other columns stays.
/// Local. Throws IoError as create_layout(), InternalError where another column would move.
Layout extend_layout(const std::string& path, const FileSpec& spec, const Layout& before);

/// Reads the layout of a file that create_layout() made, without libhdf5, whatever its bytes are. Local.
/// Throws InputError naming file and object where it is no HDF5 file, or holds anything but contiguous one-dimensional
/// columns of the types above that lie inside the file, in the form of HDF5's format that create_layout() writes.
[[nodiscard]] Layout read_layout(const File& file);
[[nodiscard]] Layout read_layout(const std::string& path);

}  // namespace spendlens::store
