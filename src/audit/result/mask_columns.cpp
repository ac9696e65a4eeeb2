#include "audit/result/mask_columns.hpp"

#include <vector>

namespace spendlens::audit {

namespace {

template <class T>
void write_as(const store::ColumnFileWriter& file, const std::string& path, std::uint64_t first,
              std::span<const std::uint64_t> masks) {
  const std::vector<T> narrow(masks.begin(), masks.end());
  file.write<T>(path, first, narrow);
}

}  // namespace

void write_masks(const store::ColumnFileWriter& file, const std::string& path, std::uint64_t first,
                 std::span<const std::uint64_t> masks) {
  switch (file.layout().at(path).type.width) {
    case 1:
      return write_as<std::uint8_t>(file, path, first, masks);
    case 2:
      return write_as<std::uint16_t>(file, path, first, masks);
    case 4:
      return write_as<std::uint32_t>(file, path, first, masks);
    default:
      return write_as<std::uint64_t>(file, path, first, masks);
  }
}

}  // namespace spendlens::audit
