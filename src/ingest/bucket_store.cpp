#include "ingest/bucket_store.hpp"

#include <utility>

namespace spendlens::ingest {

BucketStore::BucketStore(std::string path, std::size_t num_buckets, std::uint64_t budget_bytes)
    : path_(std::move(path)), budget_bytes_(budget_bytes), memory_(num_buckets), spilled_(num_buckets) {}

void BucketStore::append(std::size_t bucket, std::span<const std::byte> bytes) {
  memory_[bucket].insert(memory_[bucket].end(), bytes.begin(), bytes.end());
  memory_bytes_ += bytes.size();
}

void BucketStore::settle() {
  if (memory_bytes_ <= budget_bytes_) return;
  if (file_bytes_ == 0) {
    store::File::create(path_).close();
    file_ = store::File::open_to_write(path_);
  }
  for (std::size_t bucket = 0; bucket < memory_.size(); ++bucket) {
    if (memory_[bucket].empty()) continue;
    file_.write_at(file_bytes_, memory_[bucket]);
    spilled_[bucket].push_back({file_bytes_, memory_[bucket].size()});
    file_bytes_ += memory_[bucket].size();
    std::vector<std::byte>().swap(memory_[bucket]);
  }
  memory_bytes_ = 0;
}

std::vector<std::byte> BucketStore::take(std::size_t bucket) {
  std::vector<std::byte> bytes;
  if (!spilled_[bucket].empty()) {
    std::uint64_t total = 0;
    for (const Chunk& chunk : spilled_[bucket]) total += chunk.length;
    bytes.resize(total);
    const store::File file = store::File::open_to_read(path_);
    std::uint64_t position = 0;
    for (const Chunk& chunk : spilled_[bucket]) {
      file.read_at(chunk.offset, std::span(bytes).subspan(position, chunk.length));
      position += chunk.length;
    }
    spilled_[bucket].clear();
  }
  if (bytes.empty()) return std::exchange(memory_[bucket], {});
  bytes.insert(bytes.end(), memory_[bucket].begin(), memory_[bucket].end());
  std::vector<std::byte>().swap(memory_[bucket]);
  return bytes;
}

void BucketStore::put_back(std::size_t bucket, std::span<const std::byte> bytes) {
  memory_[bucket].assign(bytes.begin(), bytes.end());
  memory_bytes_ = 0;
  for (const auto& part : memory_) memory_bytes_ += part.size();
}

}  // namespace spendlens::ingest
