#pragma once

#include <string>
#include <vector>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/comm/objects.hpp"

namespace spendlens::test {

/// Tries every call with data that depends on the rank and has a closed form; what did not hold, in words.
inline std::vector<std::string> communicator_breaches(comm::Communicator& communicator) {
  std::vector<std::string> breaches;
  const auto expect = [&](bool holds, const char* what) {
    if (!holds) breaches.emplace_back(what);
  };
  const int size = communicator.size();
  const int rank = communicator.rank();
  const auto triangle = static_cast<std::int64_t>(size) * (size - 1) / 2;

  expect(communicator.all_reduce_value<std::int64_t>(rank, comm::ReduceOp::kSum) == triangle, "sum of ranks");
  expect(communicator.all_reduce_value<std::uint64_t>(static_cast<std::uint64_t>(rank) + 5, comm::ReduceOp::kMin) == 5,
         "min");
  const int128 big = (static_cast<int128>(1) << 100) + rank;
  expect(communicator.all_reduce_value(big, comm::ReduceOp::kMax) == (static_cast<int128>(1) << 100) + size - 1,
         "128-bit max");
  expect(communicator.all_reduce_value(-big, comm::ReduceOp::kSum) == -(static_cast<int128>(size) << 100) - triangle,
         "128-bit sum");
  expect(communicator.exclusive_sum(2) == 2 * static_cast<std::uint64_t>(rank), "exclusive sum");

  // Rank r sends r + to numbers, each 100 r + to, to rank `to`: some ranks send nothing to some.
  std::vector<std::uint32_t> leaving;
  std::vector<std::uint64_t> offset = {0};
  for (int to = 0; to < size; ++to) {
    leaving.insert(leaving.end(), static_cast<std::size_t>(rank + to), static_cast<std::uint32_t>(100 * rank + to));
    offset.push_back(leaving.size() * sizeof(std::uint32_t));
  }
  const comm::Gathered come = communicator.exchange(std::as_bytes(std::span(leaving)), offset);
  for (int from = 0; from < size; ++from)
    expect(comm::values_of<std::uint32_t>(come.from(from)) ==
               std::vector<std::uint32_t>(static_cast<std::size_t>(rank + from),
                                          static_cast<std::uint32_t>(100 * from + rank)),
           "exchange");

  // Objects: rank r has a text of r characters.
  const auto texts = comm::gather_objects(communicator, std::string(static_cast<std::size_t>(rank), 'x'), size - 1);
  expect(texts.size() == (rank == size - 1 ? static_cast<std::size_t>(size) : 0), "gather objects");
  for (std::size_t from = 0; from < texts.size(); ++from) expect(texts[from].size() == from, "gathered object");
  std::string word = rank == size - 1 ? "from the last" : "";
  comm::broadcast_object(communicator, word, size - 1);
  expect(word == "from the last", "broadcast object");

  const std::string mine(static_cast<std::size_t>(rank), 'y');
  const comm::Gathered all = communicator.all_gather(std::as_bytes(std::span(mine)));
  for (int from = 0; from < size; ++from) expect(all.from(from).size() == static_cast<std::size_t>(from), "all gather");

  // The worst code wins, then the lowest rank.
  try {
    comm::agree(communicator, [&] {
      if (rank % 2 == 1) throw InputError("odd");
      if (rank == size - 1) throw IoError("last");
    });
    expect(size == 0, "agree must throw");
  } catch (const IoError& error) {
    expect((size - 1) % 2 == 0 && std::string(error.what()).starts_with("last"), "worst error");
  } catch (const InputError& error) {
    expect((size - 1) % 2 == 1 && std::string(error.what()).starts_with("odd (rank 1 of"), "lowest rank");
  }
  comm::agree(communicator, [] {});
  communicator.barrier();
  return breaches;
}

}  // namespace spendlens::test
