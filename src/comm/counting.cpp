#include "spendlens/comm/counting.hpp"

#include <chrono>
#include <type_traits>

namespace spendlens::comm {

namespace {

std::uint64_t bytes_in(const Gathered& gathered) {
  return gathered.bytes.size() + gathered.offset.size() * sizeof(std::uint64_t);
}

}  // namespace

template <class Call>
auto CountingCommunicator::count(const char* name, std::uint64_t sent, Call call) {
  CollectiveCost& cost = costs_[name];
  const auto start = std::chrono::steady_clock::now();
  const auto done = [&](std::uint64_t received) {
    cost.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ++cost.calls;
    cost.bytes_sent += sent;
    cost.bytes_received += received;
  };
  if constexpr (std::is_void_v<decltype(call())>) {
    call();
    done(sent);
  } else if constexpr (std::is_same_v<decltype(call()), Gathered>) {
    Gathered result = call();
    done(bytes_in(result));
    return result;
  } else {
    const auto result = call();
    done(sizeof(result));
    return result;
  }
}

template <class T>
void CountingCommunicator::count_reduce(std::span<T> values, ReduceOp op) {
  count("all_reduce", values.size_bytes(), [&] { communicator_.all_reduce(values, op); });
}

void CountingCommunicator::barrier() {
  count("barrier", 0, [&] { communicator_.barrier(); });
}

void CountingCommunicator::all_reduce(std::span<std::uint64_t> values, ReduceOp op) { count_reduce(values, op); }
void CountingCommunicator::all_reduce(std::span<std::int64_t> values, ReduceOp op) { count_reduce(values, op); }
void CountingCommunicator::all_reduce(std::span<int128> values, ReduceOp op) { count_reduce(values, op); }

void CountingCommunicator::broadcast(std::span<std::byte> bytes, int root) {
  count("broadcast", bytes.size(), [&] { communicator_.broadcast(bytes, root); });
}

Gathered CountingCommunicator::all_gather(std::span<const std::byte> bytes) {
  return count("all_gather", bytes.size(), [&] { return communicator_.all_gather(bytes); });
}

Gathered CountingCommunicator::gather(std::span<const std::byte> bytes, int root) {
  return count("gather", bytes.size(), [&] { return communicator_.gather(bytes, root); });
}

Gathered CountingCommunicator::exchange(std::span<const std::byte> bytes, std::span<const std::uint64_t> offset) {
  return count("exchange", bytes.size(), [&] { return communicator_.exchange(bytes, offset); });
}

std::uint64_t CountingCommunicator::exclusive_sum(std::uint64_t value) {
  return count("exclusive_sum", sizeof value, [&] { return communicator_.exclusive_sum(value); });
}

}  // namespace spendlens::comm
