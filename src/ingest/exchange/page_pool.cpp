#include "ingest/exchange/page_pool.hpp"

#include <sys/mman.h>

#include <new>

namespace spendlens::ingest {

PagePool::~PagePool() {
  for (void* region : regions_) ::munmap(region, kRegionBytes);
}

std::byte* PagePool::take() {
  const std::lock_guard lock(mutex_);
  if (!free_.empty()) {
    std::byte* page = free_.back();
    free_.pop_back();
    return page;
  }
  if (used_of_last_ == kRegionBytes) {
    void* region =
        ::mmap(nullptr, kRegionBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) throw std::bad_alloc();
    regions_.push_back(region);
    used_of_last_ = 0;
  }
  std::byte* page = static_cast<std::byte*>(regions_.back()) + used_of_last_;
  used_of_last_ += kPageBytes;
  return page;
}

void PagePool::give_back(std::byte* page, bool soon) {
  // A hint: where it is not taken the pages stay until the pool ends.
  if (!soon) (void)::madvise(page, kPageBytes, MADV_DONTNEED);
  const std::lock_guard lock(mutex_);
  free_.push_back(page);
}

}  // namespace spendlens::ingest
