#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace spendlens::ingest {

/// Stretches of memory of one size that come and go in any order, and leave no holes behind: one that is given back is
/// used again, and until then the system may have its pages. Thread-safe.
class StretchPool {
 public:
  static constexpr std::size_t kStretchBytes = std::size_t{256} << 10;

  StretchPool() = default;
  ~StretchPool();
  StretchPool(const StretchPool&) = delete;
  StretchPool& operator=(const StretchPool&) = delete;

  /// kStretchBytes of unknown content, the pool's own. Throws std::bad_alloc.
  [[nodiscard]] std::byte* take();
  /// `soon`: it is likely to be taken again, so its pages stay.
  void give_back(std::byte* stretch, bool soon);

 private:
  static constexpr std::size_t kRegionBytes = std::size_t{64} << 20;

  std::mutex mutex_;
  std::vector<void*> regions_;
  std::size_t used_of_last_ = kRegionBytes;
  std::vector<std::byte*> free_;
};

}  // namespace spendlens::ingest
