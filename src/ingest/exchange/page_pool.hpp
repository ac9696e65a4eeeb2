#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace spendlens::ingest {

/// Pages of memory of one size that come and go in any order, and leave no holes behind: one that is given back is
/// used again, and until then the system may have its pages. Thread-safe.
class PagePool {
 public:
  static constexpr std::size_t kPageBytes = std::size_t{256} << 10;

  PagePool() = default;
  ~PagePool();
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;

  /// kPageBytes of unknown content, the pool's own. Throws std::bad_alloc.
  [[nodiscard]] std::byte* take();
  /// `soon`: it is likely to be taken again, so its pages stay.
  void give_back(std::byte* page, bool soon);

 private:
  static constexpr std::size_t kRegionBytes = std::size_t{64} << 20;

  std::mutex mutex_;
  std::vector<void*> regions_;
  std::size_t used_of_last_ = kRegionBytes;
  std::vector<std::byte*> free_;
};

}  // namespace spendlens::ingest
