#pragma once

#include <algorithm>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::benchmarks {

/// Rank 0 of so many ranks that are not there: what it takes to hear, in the lengths that it would have. The others
/// have nothing to add to a sum and nothing to send; in a gather everyone sends what this rank does.
class PretendCommunicator final : public comm::Communicator {
 public:
  explicit PretendCommunicator(int size) : size_(size) {}

  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return size_; }
  void barrier() override {}
  void all_reduce(std::span<std::uint64_t>, comm::ReduceOp) override {}
  void all_reduce(std::span<std::int64_t>, comm::ReduceOp) override {}
  void all_reduce(std::span<int128>, comm::ReduceOp) override {}
  void broadcast(std::span<std::byte>, int) override {}
  [[nodiscard]] std::uint64_t exclusive_sum(std::uint64_t) override { return 0; }

  [[nodiscard]] comm::Gathered all_gather(std::span<const std::byte> bytes) override {
    comm::Gathered gathered{{}, {0}};
    for (int rank = 0; rank < size_; ++rank) append(gathered, bytes);
    return gathered;
  }

  [[nodiscard]] comm::Gathered gather(std::span<const std::byte> bytes, int root) override {
    if (root == 0) return all_gather(bytes);
    return {{}, std::vector<std::uint64_t>(static_cast<std::size_t>(size_) + 1, 0)};
  }

  [[nodiscard]] comm::Gathered exchange(std::span<const std::byte> bytes,
                                        std::span<const std::uint64_t> offset) override {
    comm::Gathered gathered{{}, {0}};
    append(gathered, bytes.subspan(offset[0], offset[1] - offset[0]));
    gathered.offset.resize(static_cast<std::size_t>(size_) + 1, gathered.bytes.size());
    return gathered;
  }

 private:
  static void append(comm::Gathered& to, std::span<const std::byte> bytes) {
    to.bytes.insert(to.bytes.end(), bytes.begin(), bytes.end());
    to.offset.push_back(to.bytes.size());
  }

  int size_;
};

}  // namespace spendlens::benchmarks
