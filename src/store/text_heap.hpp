#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store/metadata_bytes.hpp"

namespace spendlens::store {

/// The texts of attributes, which HDF5 keeps in "global heap collections" and refers to by place and number. Local.
class TextHeap {
 public:
  explicit TextHeap(MetadataBytes& bytes) : bytes_(bytes) {}

  /// The text that the next 16 bytes refer to, up to its first NUL. Throws InputError where there is no such text.
  [[nodiscard]] std::string text(MetadataCursor& reference);

 private:
  using Object = std::pair<std::uint64_t, std::uint64_t>;  // position and bytes
  using Collection = std::map<std::uint16_t, Object>;

  [[nodiscard]] const Collection& collection_at(std::uint64_t address);

  MetadataBytes& bytes_;
  std::map<std::uint64_t, Collection> collections_;
};

}  // namespace spendlens::store
