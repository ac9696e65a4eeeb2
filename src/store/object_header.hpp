#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/store/layout.hpp"
#include "store/metadata_bytes.hpp"

namespace spendlens::store {

/// Parts of HDF5's format, as create_layout() has libhdf5 write them (version 1.8 of the format); names and numbers are
/// the specification's ("HDF5 File Format Specification Version 3.0"). Whatever else a message may hold is refused.

/// A message of an object header.
struct HeaderMessage {
  enum Type : std::uint8_t {
    kNil = 0x00,
    kDataspace = 0x01,
    kLinkInfo = 0x02,
    kDatatype = 0x03,
    kFillValue = 0x05,
    kLink = 0x06,
    kExternalFiles = 0x07,
    kLayout = 0x08,
    kGroupInfo = 0x0A,
    kFilters = 0x0B,
    kAttribute = 0x0C,
    kContinuation = 0x10,
    kSymbolTable = 0x11,
    kAttributeInfo = 0x15
  };
  std::uint8_t type;
  bool is_shared;  ///< what it holds lies elsewhere
  MetadataCursor body;
};

/// The messages of the object at an address, of all pieces of its header. Throws InputError where there is no such
/// object.
[[nodiscard]] std::vector<HeaderMessage> object_header(MetadataBytes& bytes, std::uint64_t address);

/// A link within a group. Nothing where it is no hard link, or its name cannot be one of ours.
struct HardLink {
  std::string name;
  std::optional<std::uint64_t> address;
};
[[nodiscard]] HardLink read_link(MetadataCursor body);

/// Whether links or attributes lie in a heap of their own, by a message that would say so (kLinkInfo, kAttributeInfo).
[[nodiscard]] bool has_heap(MetadataCursor body, unsigned index_bytes);

/// The length of a one-dimensional extent; nothing where it is a single value.
struct Extent {
  bool is_scalar = false;
  bool is_line = false;  ///< one-dimensional
  std::uint64_t length = 0;
};
[[nodiscard]] Extent read_dataspace(MetadataCursor body);

/// What an element is: one that columns may have, or a text of variable length.
struct StoredType {
  std::optional<ElementType> element;
  bool is_variable_text = false;
};
[[nodiscard]] StoredType read_datatype(MetadataCursor body);

/// The place of a contiguous dataset; nothing where it is stored otherwise.
struct StoredPlace {
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
};
[[nodiscard]] std::optional<StoredPlace> read_storage(MetadataCursor body);

}  // namespace spendlens::store
