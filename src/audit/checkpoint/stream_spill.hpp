#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spendlens/core/parallel.hpp"
#include "spendlens/signals/stream.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::audit {

/// Streams of this rank until their number is known: in memory, and beyond so many in a file without a name,
/// which the system frees whatever becomes of this process. `customer` is the row of the customer in the result.
class StreamSpill {
 public:
  static constexpr std::size_t kInMemory = 262'144;

  /// The file, where one is needed, is made as `path`.
  explicit StreamSpill(std::string path) : path_(std::move(path)) {}

  void append(std::span<const signals::Stream> streams);
  [[nodiscard]] std::uint64_t size() const { return spilled_ + held_.size(); }

  /// Calls use(part) for those [some.begin, some.end) in order, at most kInMemory at a time. Precondition: some.end <=
  /// size().
  void for_each_part(ItemRange some, const std::function<void(std::span<const signals::Stream>)>& use);

 private:
  std::string path_;
  std::optional<store::File> file_;
  std::uint64_t spilled_ = 0;
  std::vector<signals::Stream> held_;
};

}  // namespace spendlens::audit
