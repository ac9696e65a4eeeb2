#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "spendlens/core/money.hpp"

namespace spendlens::comm {

/// Bytes from several ranks, concatenated in rank order: those of rank r are [offset[r], offset[r + 1]).
struct Gathered {
  std::vector<std::byte> bytes;
  std::vector<std::uint64_t> offset;  ///< size + 1 entries, the first 0, never decreasing

  [[nodiscard]] std::span<const std::byte> from(int rank) const {
    const auto index = static_cast<std::size_t>(rank);
    return std::span(bytes).subspan(offset[index], offset[index + 1] - offset[index]);
  }
};

enum class ReduceOp { kSum, kMin, kMax };

/// The one seam through which ranks talk. Everything above it runs unchanged on LocalCommunicator (one rank, no MPI),
/// on MPI, or on ranks that are threads of a test.
///
/// Every call but rank() and size() is collective: all ranks make the same calls in the same order with the same
/// counts where the call says so. Nothing here is thread-safe: call from the thread that started MPI. A failure of the
/// MPI library ends all ranks (MPI_ERRORS_ARE_FATAL); errors of our own are decided on by agree() before a collective.
/// Counts are 64-bit; transfers above 1 GiB are split here.
class Communicator {
 public:
  virtual ~Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;
  virtual void barrier() = 0;

  /// Element-wise over the ranks, in place; the same length on every rank.
  virtual void all_reduce(std::span<std::uint64_t> values, ReduceOp op) = 0;
  virtual void all_reduce(std::span<std::int64_t> values, ReduceOp op) = 0;
  virtual void all_reduce(std::span<int128> values, ReduceOp op) = 0;

  /// Rank root's bytes to everyone; the same length on every rank.
  virtual void broadcast(std::span<std::byte> bytes, int root) = 0;

  /// Everyone's bytes to everyone; lengths may differ. For small things: size() times the bytes arrive everywhere.
  [[nodiscard]] virtual Gathered all_gather(std::span<const std::byte> bytes) = 0;

  /// Everyone's bytes to `root`; elsewhere the result is empty (offset all 0).
  [[nodiscard]] virtual Gathered gather(std::span<const std::byte> bytes, int root) = 0;

  /// The bytes for rank r are [offset[r], offset[r + 1]) of `bytes`; what arrives is in the order of the senders.
  /// Precondition: offset has size() + 1 entries.
  [[nodiscard]] virtual Gathered exchange(std::span<const std::byte> bytes, std::span<const std::uint64_t> offset) = 0;

  /// One value reduced over the ranks.
  template <class T>
  [[nodiscard]] T all_reduce_value(T value, ReduceOp op) {
    all_reduce(std::span<T>(&value, 1), op);
    return value;
  }

  /// The sum of `value` over the lower ranks; 0 on rank 0.
  [[nodiscard]] virtual std::uint64_t exclusive_sum(std::uint64_t value);

 protected:
  Communicator() = default;
};

/// One rank, no MPI.
class LocalCommunicator final : public Communicator {
 public:
  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return 1; }
  void barrier() override {}
  void all_reduce(std::span<std::uint64_t>, ReduceOp) override {}
  void all_reduce(std::span<std::int64_t>, ReduceOp) override {}
  void all_reduce(std::span<int128>, ReduceOp) override {}
  void broadcast(std::span<std::byte>, int) override {}
  [[nodiscard]] Gathered all_gather(std::span<const std::byte> bytes) override;
  [[nodiscard]] Gathered gather(std::span<const std::byte> bytes, int root) override;
  [[nodiscard]] Gathered exchange(std::span<const std::byte> bytes, std::span<const std::uint64_t> offset) override;
};

/// The bytes of trivially copyable values, and back. A view: lives as long as what it views.
template <class T>
requires std::is_trivially_copyable_v<T>
[[nodiscard]] std::span<const std::byte> bytes_of(std::span<const T> values) { return std::as_bytes(values); }

/// A copy, because bytes from a message need not be aligned. Precondition: a whole number of T.
template <class T>
requires std::is_trivially_copyable_v<T>
[[nodiscard]] std::vector<T> values_of(std::span<const std::byte> bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) __builtin_memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

}  // namespace spendlens::comm
