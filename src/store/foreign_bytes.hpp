#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "spendlens/store/foreign_columns.hpp"
#include "store/foreign_group.hpp"

/// What passes between ForeignColumns and the process that reads, as bytes. Reading is checked: the child reads a file
/// that may be anything. Throws InputError naming `title` where the bytes are not what they must be.
namespace spendlens::store {

/// What the child says of a file's columns.
struct ForeignDescription {
  std::vector<ForeignColumn> columns;  ///< by name
  std::map<std::string, std::string> passed_over;
  std::uint64_t num_rows = 0;
};

template <class Number>
std::string bytes_of(std::span<const Number> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}
[[nodiscard]] std::string bytes_of_texts(std::span<const std::string> texts);
[[nodiscard]] std::string describe(const ForeignGroup& group);

void read_bytes(const std::string& bytes, std::span<std::byte> values, const std::string& title);
/// Reads as many texts as there are values.
void read_texts(const std::string& bytes, std::span<std::string> values, const std::string& title);
[[nodiscard]] ForeignDescription read_description(const std::string& bytes, const std::string& title);

}  // namespace spendlens::store
