#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "spendlens/core/parallel.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::audit {

/// Records of this rank until they are needed: in memory, and beyond so many in a file without a name, which the system
/// frees whatever becomes of this process.
template <class Record>
class RecordSpill {
 public:
  static_assert(std::is_trivially_copyable_v<Record>);
  static constexpr std::size_t kInMemory = 262'144;

  /// The file, where one is needed, is made as `path`.
  explicit RecordSpill(std::string path) : path_(std::move(path)) {}

  void append(std::span<const Record> records) {
    held_.insert(held_.end(), records.begin(), records.end());
    if (held_.size() < kInMemory) return;
    if (!file_) {
      file_ = store::File::create(path_);
      store::remove_file(path_);
    }
    file_->write_at(spilled_ * sizeof(Record), std::as_bytes(std::span(held_)));
    spilled_ += held_.size();
    held_.clear();
  }

  [[nodiscard]] std::uint64_t size() const { return spilled_ + held_.size(); }

  /// Calls use(part) for those [some.begin, some.end) in order, at most kInMemory at a time. Precondition: some.end <=
  /// size().
  void for_each_part(ItemRange some, const std::function<void(std::span<const Record>)>& use) const {
    std::vector<Record> part;
    for (std::uint64_t first = some.begin; first < std::min(some.end, spilled_); first += part.size()) {
      part.resize(std::min({static_cast<std::uint64_t>(kInMemory), some.end - first, spilled_ - first}));
      file_->read_at(first * sizeof(Record), std::as_writable_bytes(std::span(part)));
      use(part);
    }
    for (std::uint64_t first = std::max(some.begin, spilled_); first < some.end; first += kInMemory)
      use(std::span(held_).subspan(first - spilled_, std::min<std::uint64_t>(kInMemory, some.end - first)));
  }

 private:
  std::string path_;
  std::optional<store::File> file_;
  std::uint64_t spilled_ = 0;
  std::vector<Record> held_;
};

}  // namespace spendlens::audit
