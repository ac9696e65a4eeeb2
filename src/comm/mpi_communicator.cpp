#include "comm/mpi_communicator.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "spendlens/core/error.hpp"

namespace spendlens::comm {

namespace {

/// MPI counts in int; no single transfer of a rank is above this.
constexpr std::uint64_t kMaxTransferBytes = std::uint64_t{1} << 30;

MPI_Op native(ReduceOp op) {
  switch (op) {
    case ReduceOp::kMin:
      return MPI_MIN;
    case ReduceOp::kMax:
      return MPI_MAX;
    case ReduceOp::kSum:
      break;
  }
  return MPI_SUM;
}

// MPI hands over buffers that need not be aligned for int128, hence the copies.
template <class Combine>
void combine_int128(void* in, void* inout, const int* length, Combine combine) {
  auto* from = static_cast<std::byte*>(in);
  auto* into = static_cast<std::byte*>(inout);
  for (int i = 0; i < *length; ++i, from += sizeof(int128), into += sizeof(int128)) {
    int128 a = 0;
    int128 b = 0;
    std::memcpy(&a, from, sizeof a);
    std::memcpy(&b, into, sizeof b);
    b = combine(a, b);
    std::memcpy(into, &b, sizeof b);
  }
}

void sum_int128(void* in, void* inout, int* length, MPI_Datatype*) {
  combine_int128(in, inout, length, [](int128 a, int128 b) { return a + b; });
}
void min_int128(void* in, void* inout, int* length, MPI_Datatype*) {
  combine_int128(in, inout, length, [](int128 a, int128 b) { return std::min(a, b); });
}
void max_int128(void* in, void* inout, int* length, MPI_Datatype*) {
  combine_int128(in, inout, length, [](int128 a, int128 b) { return std::max(a, b); });
}

/// A collective that is waited for in our own loop, so that a rank that never comes is found out.
template <class Start>
void complete(SilenceWatch& watch, Start begin) {
  MPI_Request request = MPI_REQUEST_NULL;
  begin(&request);
  watch.wait(request);
}

/// Reduces in pieces that stay below the transfer limit.
template <class T>
void reduce_in_pieces(std::span<T> values, MPI_Datatype type, MPI_Op op, MPI_Comm communicator, SilenceWatch& watch) {
  constexpr std::size_t kPiece = kMaxTransferBytes / sizeof(T);
  for (std::size_t begin = 0; begin < values.size(); begin += kPiece) {
    const std::size_t length = std::min(kPiece, values.size() - begin);
    complete(watch, [&](MPI_Request* request) {
      MPI_Iallreduce(MPI_IN_PLACE, values.data() + begin, static_cast<int>(length), type, op, communicator, request);
    });
  }
}

std::vector<std::uint64_t> offsets_of(const std::vector<std::uint64_t>& lengths) {
  std::vector<std::uint64_t> offset(lengths.size() + 1, 0);
  std::partial_sum(lengths.begin(), lengths.end(), offset.begin() + 1);
  return offset;
}

/// What is left of [begin, end) of each peer in round `round` of `piece` bytes each.
struct RoundPart {
  std::vector<int> count;
  std::vector<int> displacement;
  std::uint64_t bytes = 0;
};
RoundPart round_part(std::span<const std::uint64_t> offset, std::uint64_t round, std::uint64_t piece) {
  RoundPart part;
  for (std::size_t peer = 0; peer + 1 < offset.size(); ++peer) {
    const std::uint64_t length = offset[peer + 1] - offset[peer];
    const std::uint64_t begin = std::min(length, round * piece);
    const std::uint64_t count = std::min(piece, length - begin);
    part.count.push_back(static_cast<int>(count));
    part.displacement.push_back(static_cast<int>(part.bytes));
    part.bytes += count;
  }
  return part;
}

}  // namespace

MpiCommunicator::MpiCommunicator(MPI_Comm communicator, SilenceWatch& watch)
    : communicator_(communicator), watch_(watch) {
  MPI_Comm_rank(communicator_, &rank_);
  MPI_Comm_size(communicator_, &size_);
  MPI_Type_contiguous(sizeof(int128), MPI_BYTE, &int128_type_);
  MPI_Type_commit(&int128_type_);
  MPI_Op_create(sum_int128, 1, &int128_ops_[static_cast<int>(ReduceOp::kSum)]);
  MPI_Op_create(min_int128, 1, &int128_ops_[static_cast<int>(ReduceOp::kMin)]);
  MPI_Op_create(max_int128, 1, &int128_ops_[static_cast<int>(ReduceOp::kMax)]);
}

MpiCommunicator::~MpiCommunicator() {
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (finalized != 0) return;
  for (MPI_Op& op : int128_ops_) MPI_Op_free(&op);
  MPI_Type_free(&int128_type_);
}

void MpiCommunicator::barrier() {
  complete(watch_, [&](MPI_Request* request) { MPI_Ibarrier(communicator_, request); });
}

void MpiCommunicator::all_reduce(std::span<std::uint64_t> values, ReduceOp op) {
  reduce_in_pieces(values, MPI_UINT64_T, native(op), communicator_, watch_);
}

void MpiCommunicator::all_reduce(std::span<std::int64_t> values, ReduceOp op) {
  reduce_in_pieces(values, MPI_INT64_T, native(op), communicator_, watch_);
}

void MpiCommunicator::all_reduce(std::span<int128> values, ReduceOp op) {
  reduce_in_pieces(values, int128_type_, int128_ops_[static_cast<int>(op)], communicator_, watch_);
}

void MpiCommunicator::broadcast(std::span<std::byte> bytes, int root) {
  for (std::size_t begin = 0; begin < bytes.size(); begin += kMaxTransferBytes) {
    const std::size_t length = std::min<std::size_t>(kMaxTransferBytes, bytes.size() - begin);
    complete(watch_, [&](MPI_Request* request) {
      MPI_Ibcast(bytes.data() + begin, static_cast<int>(length), MPI_BYTE, root, communicator_, request);
    });
  }
}

std::vector<std::uint64_t> MpiCommunicator::all_lengths(std::uint64_t length) {
  std::vector<std::uint64_t> lengths(static_cast<std::size_t>(size_));
  complete(watch_, [&](MPI_Request* request) {
    MPI_Iallgather(&length, 1, MPI_UINT64_T, lengths.data(), 1, MPI_UINT64_T, communicator_, request);
  });
  return lengths;
}

Gathered MpiCommunicator::all_gather(std::span<const std::byte> bytes) {
  Gathered gathered;
  gathered.offset = offsets_of(all_lengths(bytes.size()));
  gathered.bytes.resize(gathered.offset.back());
  if (gathered.bytes.size() <= kMaxTransferBytes) {
    const RoundPart in = round_part(gathered.offset, 0, kMaxTransferBytes);
    complete(watch_, [&](MPI_Request* request) {
      MPI_Iallgatherv(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, gathered.bytes.data(), in.count.data(),
                      in.displacement.data(), MPI_BYTE, communicator_, request);
    });
    return gathered;
  }
  for (int root = 0; root < size_; ++root) {
    const auto index = static_cast<std::size_t>(root);
    const auto part =
        std::span(gathered.bytes).subspan(gathered.offset[index], gathered.offset[index + 1] - gathered.offset[index]);
    if (root == rank_) std::copy(bytes.begin(), bytes.end(), part.begin());
    broadcast(part, root);
  }
  return gathered;
}

Gathered MpiCommunicator::gather(std::span<const std::byte> bytes, int root) {
  std::vector<std::uint64_t> offset(static_cast<std::size_t>(size_) + 1, bytes.size());
  std::fill(offset.begin(), offset.begin() + root + 1, 0);
  return exchange(bytes, offset);
}

Gathered MpiCommunicator::exchange(std::span<const std::byte> bytes, std::span<const std::uint64_t> offset) {
  const auto peers = static_cast<std::size_t>(size_);
  if (offset.size() != peers + 1) throw InternalError("exchange: as many offsets as ranks and one are needed");
  std::vector<std::uint64_t> lengths(peers);
  for (std::size_t peer = 0; peer < peers; ++peer) lengths[peer] = offset[peer + 1] - offset[peer];
  std::vector<std::uint64_t> arriving(peers);
  complete(watch_, [&](MPI_Request* request) {
    MPI_Ialltoall(lengths.data(), 1, MPI_UINT64_T, arriving.data(), 1, MPI_UINT64_T, communicator_, request);
  });
  Gathered gathered;
  gathered.offset = offsets_of(arriving);
  gathered.bytes.resize(gathered.offset.back());

  const std::uint64_t piece = kMaxTransferBytes / peers;
  std::uint64_t longest = *std::max_element(lengths.begin(), lengths.end());
  longest = all_reduce_value(longest, ReduceOp::kMax);
  const std::uint64_t rounds = (longest + piece - 1) / piece;
  const auto exchange_round = [&](const std::byte* from, const RoundPart& out, std::byte* into, const RoundPart& in) {
    complete(watch_, [&](MPI_Request* request) {
      MPI_Ialltoallv(from, out.count.data(), out.displacement.data(), MPI_BYTE, into, in.count.data(),
                     in.displacement.data(), MPI_BYTE, communicator_, request);
    });
  };
  if (rounds == 1) {  // everything in one go, from and to its place
    const RoundPart out = round_part(offset, 0, piece);
    const RoundPart in = round_part(gathered.offset, 0, piece);
    exchange_round(bytes.data() + offset[0], out, gathered.bytes.data(), in);
    return gathered;
  }
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const RoundPart out = round_part(offset, round, piece);
    const RoundPart in = round_part(gathered.offset, round, piece);
    std::vector<std::byte> leaving(out.bytes);
    std::vector<std::byte> come(in.bytes);
    for (std::size_t peer = 0; peer < peers; ++peer)
      if (out.count[peer] > 0)
        std::memcpy(leaving.data() + out.displacement[peer], bytes.data() + offset[peer] + round * piece,
                    static_cast<std::size_t>(out.count[peer]));
    exchange_round(leaving.data(), out, come.data(), in);
    for (std::size_t peer = 0; peer < peers; ++peer)
      if (in.count[peer] > 0)
        std::memcpy(gathered.bytes.data() + gathered.offset[peer] + round * piece, come.data() + in.displacement[peer],
                    static_cast<std::size_t>(in.count[peer]));
  }
  return gathered;
}

std::uint64_t MpiCommunicator::exclusive_sum(std::uint64_t value) {
  std::uint64_t sum = 0;
  complete(watch_,
           [&](MPI_Request* request) { MPI_Iexscan(&value, &sum, 1, MPI_UINT64_T, MPI_SUM, communicator_, request); });
  return rank_ == 0 ? 0 : sum;  // there it leaves the result undefined
}

}  // namespace spendlens::comm
