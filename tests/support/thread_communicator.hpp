#pragma once

#include <algorithm>
#include <barrier>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::test {

/// Ranks that are threads of this process: what they share.
struct ThreadWorld {
  explicit ThreadWorld(int size)
      : barrier(size), bytes(static_cast<std::size_t>(size)), offset(static_cast<std::size_t>(size)) {}

  std::barrier<> barrier;
  std::vector<std::span<const std::byte>> bytes;
  std::vector<std::span<const std::uint64_t>> offset;
};

/// A communicator over threads, written to be read: everybody shows its buffer, everybody reads what it needs.
class ThreadCommunicator final : public comm::Communicator {
 public:
  ThreadCommunicator(ThreadWorld& world, int rank) : world_(world), rank_(rank) {}

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(world_.bytes.size()); }
  void barrier() override { world_.barrier.arrive_and_wait(); }

  void all_reduce(std::span<std::uint64_t> values, comm::ReduceOp op) override { reduce(values, op); }
  void all_reduce(std::span<std::int64_t> values, comm::ReduceOp op) override { reduce(values, op); }
  void all_reduce(std::span<int128> values, comm::ReduceOp op) override { reduce(values, op); }

  void broadcast(std::span<std::byte> bytes, int root) override {
    show(bytes);
    if (rank_ != root) {
      const auto from = world_.bytes[static_cast<std::size_t>(root)];
      if (from.size() != bytes.size()) std::terminate();
      std::copy(from.begin(), from.end(), bytes.begin());
    }
    barrier();
  }

  comm::Gathered all_gather(std::span<const std::byte> bytes) override {
    show(bytes);
    comm::Gathered gathered{{}, {0}};
    for (const auto& part : world_.bytes) append(gathered, part);
    barrier();
    return gathered;
  }

  comm::Gathered gather(std::span<const std::byte> bytes, int root) override {
    comm::Gathered gathered = all_gather(bytes);
    if (rank_ != root) gathered = {{}, std::vector<std::uint64_t>(world_.bytes.size() + 1, 0)};
    return gathered;
  }

  comm::Gathered exchange(std::span<const std::byte> bytes, std::span<const std::uint64_t> offset) override {
    if (offset.size() != world_.bytes.size() + 1) std::terminate();
    world_.offset[static_cast<std::size_t>(rank_)] = offset;
    show(bytes);
    comm::Gathered gathered{{}, {0}};
    const auto me = static_cast<std::size_t>(rank_);
    for (std::size_t from = 0; from < world_.bytes.size(); ++from)
      append(gathered, world_.bytes[from].subspan(world_.offset[from][me],
                                                  world_.offset[from][me + 1] - world_.offset[from][me]));
    barrier();
    return gathered;
  }

 private:
  void show(std::span<const std::byte> bytes) {
    world_.bytes[static_cast<std::size_t>(rank_)] = bytes;
    barrier();
  }

  static void append(comm::Gathered& gathered, std::span<const std::byte> bytes) {
    gathered.bytes.insert(gathered.bytes.end(), bytes.begin(), bytes.end());
    gathered.offset.push_back(gathered.bytes.size());
  }

  template <class T>
  void reduce(std::span<T> values, comm::ReduceOp op) {
    show(std::as_bytes(values));
    std::vector<T> total;
    for (const auto& part : world_.bytes) {
      const std::vector<T> other = comm::values_of<T>(part);
      if (other.size() != values.size()) std::terminate();
      if (total.empty()) {
        total = other;
        continue;
      }
      for (std::size_t i = 0; i < total.size(); ++i) {
        if (op == comm::ReduceOp::kSum) total[i] = static_cast<T>(total[i] + other[i]);
        if (op == comm::ReduceOp::kMin) total[i] = std::min(total[i], other[i]);
        if (op == comm::ReduceOp::kMax) total[i] = std::max(total[i], other[i]);
      }
    }
    barrier();
    std::copy(total.begin(), total.end(), values.begin());
    barrier();
  }

  ThreadWorld& world_;
  int rank_;
};

/// Runs `work` on `size` ranks and waits for them. What the lowest failing rank threw is thrown again; ranks that
/// fail without agreeing hang the others, as with MPI.
inline void run_ranks(int size, const std::function<void(comm::Communicator&)>& work) {
  ThreadWorld world(size);
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(size));
  std::vector<std::thread> threads;
  for (int rank = 0; rank < size; ++rank) {
    threads.emplace_back([&, rank] {
      ThreadCommunicator communicator(world, rank);
      try {
        work(communicator);
      } catch (...) {
        failures[static_cast<std::size_t>(rank)] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace spendlens::test
