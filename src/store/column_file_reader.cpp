#include <fmt/core.h>

#include <cstring>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/column_file.hpp"
#include "store/column_range.hpp"

namespace spendlens::store {

std::string access_fault(const std::string& column, const ColumnPlace& place, ElementType type, std::uint64_t first,
                         std::uint64_t bytes) {
  const bool fits = type.kind == ElementKind::kText ? place.type.kind == type.kind : place.type == type;
  if (!fits) return fmt::format("column '{}' is of type {}, not {}", column, type_name(place.type), type_name(type));
  const std::uint64_t count = bytes / place.type.width;
  if (bytes % place.type.width != 0) return fmt::format("column '{}' is {} bytes wide", column, place.type.width);
  if (first > place.length || count > place.length - first)
    return fmt::format("column '{}' has {} elements, not {}", column, place.length, first + count);
  return {};
}

ColumnFileReader::ColumnFileReader(const std::string& path) : ColumnFileReader(open_verified(path), {}) {
  layout_ = read_layout(file_);
}

ColumnFileReader::ColumnFileReader(VerifiedFile verified, Layout layout)
    : file_(std::move(verified.file)), sums_(std::move(verified.sums)), layout_(std::move(layout)) {}

ColumnFileReader::ColumnFileReader(const std::string& path, Layout layout)
    : file_(File::open_to_read(path)), layout_(std::move(layout)) {}

void ColumnFileReader::read_bytes(const std::string& column, ElementType type, std::uint64_t first,
                                  std::span<std::byte> bytes) const {
  const auto found = layout_.columns.find(column);
  if (found == layout_.columns.end())
    throw InputError(
        fmt::format("{} has no column '{}'; it was written by something else, or is damaged", path(), column));
  const ColumnPlace& place = found->second;
  const std::string fault = access_fault(column, place, type, first, bytes.size());
  if (!fault.empty())
    throw InputError(fmt::format("{}: {}; it was written by something else, or is damaged", path(), fault));
  if (!bytes.empty()) file_.read_at(place.file_offset + first * place.type.width, bytes);
}

void ColumnFileReader::read_texts(const std::string& column, std::uint64_t first, std::span<char> padded) const {
  read_bytes(column, text_type(1), first, std::as_writable_bytes(padded));
}

std::vector<std::string> ColumnFileReader::read_all_texts(const std::string& column) const {
  const ColumnPlace& place = layout_.at(column, ElementKind::kText);
  const std::size_t width = place.type.width;
  std::vector<char> padded(place.length * width);
  read_texts(column, 0, padded);
  std::vector<std::string> texts;
  texts.reserve(place.length);
  for (std::size_t begin = 0; begin < padded.size(); begin += width)
    texts.emplace_back(padded.data() + begin, ::strnlen(padded.data() + begin, width));
  return texts;
}

}  // namespace spendlens::store
