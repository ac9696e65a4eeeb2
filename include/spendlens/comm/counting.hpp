#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::comm {

/// What one kind of collective cost this rank.
struct CollectiveCost {
  std::uint64_t calls = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  double seconds = 0;  ///< in the calls, waiting for slower ranks included
};

/// Another communicator, which must outlive it, with every call counted. Collective where that is.
class CountingCommunicator final : public Communicator {
 public:
  explicit CountingCommunicator(Communicator& communicator) : communicator_(communicator) {}

  /// The costs so far, by the name of the call.
  [[nodiscard]] const std::map<std::string, CollectiveCost>& costs() const { return costs_; }

  [[nodiscard]] int rank() const override { return communicator_.rank(); }
  [[nodiscard]] int size() const override { return communicator_.size(); }
  void barrier() override;
  void all_reduce(std::span<std::uint64_t> values, ReduceOp op) override;
  void all_reduce(std::span<std::int64_t> values, ReduceOp op) override;
  void all_reduce(std::span<int128> values, ReduceOp op) override;
  void broadcast(std::span<std::byte> bytes, int root) override;
  [[nodiscard]] Gathered all_gather(std::span<const std::byte> bytes) override;
  [[nodiscard]] Gathered gather(std::span<const std::byte> bytes, int root) override;
  [[nodiscard]] Gathered exchange(std::span<const std::byte> bytes, std::span<const std::uint64_t> offset) override;
  [[nodiscard]] std::uint64_t exclusive_sum(std::uint64_t value) override;

 private:
  template <class Call>
  auto count(const char* name, std::uint64_t sent, Call call);
  template <class T>
  void count_reduce(std::span<T> values, ReduceOp op);

  Communicator& communicator_;
  std::map<std::string, CollectiveCost> costs_;
};

}  // namespace spendlens::comm
