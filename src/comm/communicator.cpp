#include "spendlens/comm/communicator.hpp"

#include "spendlens/core/error.hpp"

namespace spendlens::comm {

// An implementation without a library of its own gathers one number a rank.
std::uint64_t Communicator::exclusive_sum(std::uint64_t value) {
  const Gathered all = all_gather(std::as_bytes(std::span(&value, 1)));
  const auto values = values_of<std::uint64_t>(all.bytes);
  std::uint64_t sum = 0;
  for (std::size_t lower = 0; lower < static_cast<std::size_t>(rank()); ++lower) sum += values[lower];
  return sum;
}

Gathered LocalCommunicator::all_gather(std::span<const std::byte> bytes) {
  return {{bytes.begin(), bytes.end()}, {0, bytes.size()}};
}

Gathered LocalCommunicator::gather(std::span<const std::byte> bytes, int) { return all_gather(bytes); }

Gathered LocalCommunicator::exchange(std::span<const std::byte> bytes, std::span<const std::uint64_t> offset) {
  if (offset.size() != 2) throw InternalError("exchange: as many offsets as ranks and one are needed");
  return all_gather(bytes.subspan(offset[0], offset[1] - offset[0]));
}

}  // namespace spendlens::comm
