#include "store/foreign_bytes.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

void append_number(std::string& bytes, std::uint64_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append_text(std::string& bytes, std::string_view text) {
  append_number(bytes, text.size());
  bytes += text;
}

class CheckedBytes {
 public:
  CheckedBytes(std::string_view bytes, const std::string& title) : bytes_(bytes), title_(title) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view text() { return take(number()); }
  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size()) refuse();
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  void end() const {
    if (!bytes_.empty()) refuse();
  }

 private:
  [[noreturn]] void refuse() const {
    throw InputError(title_ + " is damaged: reading it gave nonsense; write the file again");
  }

  std::string_view bytes_;
  const std::string& title_;
};

}  // namespace

std::string bytes_of_texts(std::span<const std::string> texts) {
  std::string bytes;
  std::size_t size = texts.size() * sizeof(std::uint64_t);
  for (const std::string& text : texts) size += text.size();
  bytes.reserve(size);
  for (const std::string& text : texts) append_text(bytes, text);
  return bytes;
}

std::string describe(const ForeignGroup& group) {
  std::string bytes;
  append_number(bytes, group.columns.begin()->second.length);
  append_number(bytes, group.columns.size());
  for (const auto& [name, column] : group.columns) {
    append_text(bytes, name);
    append_number(bytes, static_cast<std::uint64_t>(column.kind));
    append_number(bytes, column.is_unsigned ? 1 : 0);
    append_number(bytes, column.width);
  }
  append_number(bytes, group.passed_over.size());
  for (const auto& [name, reason] : group.passed_over) {
    append_text(bytes, name);
    append_text(bytes, reason);
  }
  return bytes;
}

void read_bytes(const std::string& bytes, std::span<std::byte> values, const std::string& title) {
  CheckedBytes checked(bytes, title);
  const std::string_view all = checked.take(values.size());
  checked.end();
  if (!all.empty()) std::memcpy(values.data(), all.data(), all.size());
}

void read_texts(const std::string& bytes, std::span<std::string> values, const std::string& title) {
  CheckedBytes checked(bytes, title);
  for (std::string& value : values) value = checked.text();
  checked.end();
}

ForeignDescription read_description(const std::string& bytes, const std::string& title) {
  CheckedBytes checked(bytes, title);
  ForeignDescription description;
  description.num_rows = checked.number();
  for (std::uint64_t left = checked.number(); left > 0; --left) {
    ForeignColumn column;
    column.name = checked.text();
    column.kind = static_cast<ForeignKind>(
        std::min<std::uint64_t>(checked.number(), static_cast<std::uint64_t>(ForeignKind::kText)));
    column.is_unsigned = checked.number() != 0;
    column.width = checked.number();
    description.columns.push_back(std::move(column));
  }
  for (std::uint64_t left = checked.number(); left > 0; --left) {
    std::string name(checked.text());
    description.passed_over.emplace(std::move(name), checked.text());
  }
  checked.end();
  return description;
}

}  // namespace spendlens::store
