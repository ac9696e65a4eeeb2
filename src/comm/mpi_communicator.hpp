#pragma once

#include <mpi.h>

#include "comm/silence_watch.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::comm {

/// Communicator over a borrowed MPI communicator, whose collectives `watch` waits for. MPI must be started; it and the
/// watch outlive this.
class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator(MPI_Comm communicator, SilenceWatch& watch);
  ~MpiCommunicator() override;

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
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
  [[nodiscard]] std::vector<std::uint64_t> all_lengths(std::uint64_t length);

  MPI_Comm communicator_;
  SilenceWatch& watch_;
  MPI_Datatype int128_type_ = MPI_DATATYPE_NULL;
  MPI_Op int128_ops_[3] = {MPI_OP_NULL, MPI_OP_NULL, MPI_OP_NULL};
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace spendlens::comm
