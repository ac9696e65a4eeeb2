#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

/// Bytes sorted into buckets, in memory up to a budget; beyond it all buckets move to a temporary file. Local.
class BucketStore {
 public:
  /// `path`: the temporary file, made when it is first needed.
  BucketStore(std::string path, std::size_t num_buckets, std::uint64_t budget_bytes);

  void append(std::size_t bucket, std::span<const std::byte> bytes);

  /// Spills where the budget is passed; called between rounds.
  void settle();

  /// All bytes of a bucket in the order of their arrival; the bucket is empty afterwards. May be called from
  /// several threads for different buckets.
  [[nodiscard]] std::vector<std::byte> take(std::size_t bucket);

  /// Bytes taken from a bucket, unchanged.
  void put_back(std::size_t bucket, std::span<const std::byte> bytes);

  [[nodiscard]] std::size_t num_buckets() const { return memory_.size(); }

 private:
  struct Chunk {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
  };

  std::string path_;
  std::uint64_t budget_bytes_;
  std::uint64_t memory_bytes_ = 0;
  std::uint64_t file_bytes_ = 0;
  store::File file_;
  std::vector<std::vector<std::byte>> memory_;
  std::vector<std::vector<Chunk>> spilled_;
};

}  // namespace spendlens::ingest
