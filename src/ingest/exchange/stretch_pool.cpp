#include "ingest/exchange/stretch_pool.hpp"

#include <sys/mman.h>

#include <new>

namespace spendlens::ingest {

StretchPool::~StretchPool() {
  for (void* region : regions_) ::munmap(region, kRegionBytes);
}

std::byte* StretchPool::take() {
  const std::lock_guard lock(mutex_);
  if (!free_.empty()) {
    std::byte* stretch = free_.back();
    free_.pop_back();
    return stretch;
  }
  if (used_of_last_ == kRegionBytes) {
    void* region = ::mmap(nullptr, kRegionBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) throw std::bad_alloc();
    regions_.push_back(region);
    used_of_last_ = 0;
  }
  std::byte* stretch = static_cast<std::byte*>(regions_.back()) + used_of_last_;
  used_of_last_ += kStretchBytes;
  return stretch;
}

void StretchPool::give_back(std::byte* stretch, bool soon) {
  // A hint: where it is not taken the pages stay until the pool ends.
  if (!soon) (void)::madvise(stretch, kStretchBytes, MADV_DONTNEED);
  const std::lock_guard lock(mutex_);
  free_.push_back(stretch);
}

}  // namespace spendlens::ingest
