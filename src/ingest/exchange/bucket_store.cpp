#include "ingest/exchange/bucket_store.hpp"

#include <utility>

namespace spendlens::ingest {

BucketStore::BucketStore(std::string path, std::size_t num_buckets, std::uint64_t budget_bytes)
    : path_(std::move(path)), budget_bytes_(budget_bytes), memory_(num_buckets), spilled_(num_buckets) {}

void BucketStore::append_in_pieces(Memory& memory, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    if (memory.room == 0) {
      memory.end = memory.pages.emplace_back(pool_.take());
      memory.room = kPageBytes;
    }
    const std::size_t length = std::min(bytes.size(), memory.room);
    std::memcpy(memory.end, bytes.data(), length);
    memory.end += length;
    memory.room -= length;
    bytes = bytes.subspan(length);
  }
}

void BucketStore::spill_to_budget() {
  if (memory_bytes_ <= budget_bytes_) return;
  if (file_bytes_ == 0) {
    store::File::create(path_).close();
    file_ = store::File::open_to_write(path_);
  }
  for (std::size_t bucket = 0; bucket < memory_.size(); ++bucket) {
    const std::size_t length = memory_[bucket].size();
    if (length == 0) continue;
    spilled_[bucket].push_back({file_bytes_, length});
    drain(memory_[bucket], true, [this](std::span<const std::byte> bytes) {
      file_.write_at(file_bytes_, bytes);
      file_bytes_ += bytes.size();
    });
  }
  memory_bytes_ = 0;
}

std::vector<std::byte> BucketStore::take(std::size_t bucket) {
  std::vector<std::byte> bytes;
  take(bucket, bytes);
  return bytes;
}

void BucketStore::take(std::size_t bucket, std::vector<std::byte>& bytes) {
  std::uint64_t total = memory_[bucket].size();
  for (const Chunk& chunk : spilled_[bucket]) total += chunk.length;
  bytes.clear();
  bytes.reserve(total);
  if (!spilled_[bucket].empty()) {
    bytes.resize(total - memory_[bucket].size());
    const store::File file = store::File::open_to_read(path_);
    std::uint64_t position = 0;
    for (const Chunk& chunk : spilled_[bucket]) {
      file.read_at(chunk.offset, std::span(bytes).subspan(position, chunk.length));
      position += chunk.length;
    }
    spilled_[bucket].clear();
  }
  drain(memory_[bucket], false,
        [&bytes](std::span<const std::byte> part) { bytes.insert(bytes.end(), part.begin(), part.end()); });
}

void BucketStore::put_back(std::size_t bucket, std::span<const std::byte> bytes) {
  append_in_pieces(memory_[bucket], bytes);
  memory_bytes_ = 0;
  for (const Memory& memory : memory_) memory_bytes_ += memory.size();
}

}  // namespace spendlens::ingest
