#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

// How values and texts lie in the messages between the ranks of one run: one behind the other, in the machine's own
// order. put appends; get reads at `position` and moves it behind what it read. A text has at most 255 bytes; what is
// got is a view.
namespace spendlens::ingest {

template <class T>
requires std::is_trivially_copyable_v<T>
void put(std::vector<std::byte>& bytes, const T& value) {
  const auto* begin = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), begin, begin + sizeof(T));
}

inline void put_text(std::vector<std::byte>& bytes, std::string_view text) {
  put(bytes, static_cast<std::uint8_t>(text.size()));
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  bytes.insert(bytes.end(), begin, begin + text.size());
}

template <class T>
requires std::is_trivially_copyable_v<T>
void get(std::span<const std::byte> bytes, std::size_t& position, T& value) {
  std::memcpy(&value, bytes.data() + position, sizeof(T));
  position += sizeof(T);
}

inline std::string_view get_text(std::span<const std::byte> bytes, std::size_t& position) {
  std::uint8_t length = 0;
  get(bytes, position, length);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data() + position), length);
  position += length;
  return text;
}

}  // namespace spendlens::ingest
