#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "ingest/exchange/page_pool.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

/// Bytes sorted into buckets, in memory up to a budget; beyond it all buckets move to a temporary file. Local.
/// In memory a bucket is a list of pages, so that it grows without being moved, and goes back to the system as it
/// is taken.
class BucketStore {
 public:
  /// `path`: the temporary file, made when it is first needed.
  BucketStore(std::string path, std::size_t num_buckets, std::uint64_t budget_bytes);

  void append(std::size_t bucket, std::span<const std::byte> bytes) {
    memory_bytes_ += bytes.size();
    Memory& memory = memory_[bucket];
    if (bytes.size() > memory.room) return append_in_pieces(memory, bytes);
    std::memcpy(memory.end, bytes.data(), bytes.size());
    memory.end += bytes.size();
    memory.room -= bytes.size();
  }

  /// Spills where the budget is passed; called between rounds.
  void spill_to_budget();

  /// All bytes of a bucket in the order of their arrival; the bucket is empty afterwards. May be called from
  /// several threads for different buckets.
  [[nodiscard]] std::vector<std::byte> take(std::size_t bucket);
  /// The same into memory that is there already.
  void take(std::size_t bucket, std::vector<std::byte>& bytes);

  /// Bytes taken from a bucket, unchanged.
  void put_back(std::size_t bucket, std::span<const std::byte> bytes);

  [[nodiscard]] std::size_t num_buckets() const { return memory_.size(); }

 private:
  struct Chunk {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
  };
  static constexpr std::size_t kPageBytes = PagePool::kPageBytes;
  /// All pages are full but the last, of which `room` bytes are left from `end` on.
  struct Memory {
    std::vector<std::byte*> pages;
    std::byte* end = nullptr;
    std::size_t room = 0;

    [[nodiscard]] std::size_t size() const { return pages.size() * kPageBytes - room; }
  };

  void append_in_pieces(Memory& memory, std::span<const std::byte> bytes);
  /// Calls use(bytes) page by page and gives each back after it.
  template <class Use>
  void drain(Memory& memory, bool soon, Use use) {
    std::size_t left = memory.size();
    for (std::byte* page : memory.pages) {
      const std::size_t length = std::min(left, kPageBytes);
      use(std::span<const std::byte>(page, length));
      pool_.give_back(page, soon);
      left -= length;
    }
    memory = {};
  }

  std::string path_;
  std::uint64_t budget_bytes_;
  std::uint64_t memory_bytes_ = 0;
  std::uint64_t file_bytes_ = 0;
  store::File file_;
  PagePool pool_;
  std::vector<Memory> memory_;
  std::vector<std::vector<Chunk>> spilled_;
};

}  // namespace spendlens::ingest
