#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::comm {

/// An exception as the exit code and the line that end a command; code 0 where there is none.
struct Failure {
  int code = 0;
  std::string message;
};

/// An Error has its own exit code; std::bad_alloc and what the system refuses are kIo, all else is kInternal.
[[nodiscard]] Failure describe(const std::exception_ptr& failure);

/// Runs `work`, which makes no collective call, on this rank and settles the outcome with all ranks: where every rank
/// succeeded agree() returns on all of them; otherwise all throw the same Error, that of the worst exit code's lowest
/// rank, its message saying which rank where there is more than one. So no rank is left waiting in a collective for one
/// that has failed. Exceptions that are no Error count as describe() says.
///
/// Collective over `communicator`.
void agree(Communicator& communicator, const std::function<void()>& work);

/// The same for work that answers a number of 0 or more: returns the largest answer of all ranks, by the same
/// collective.
[[nodiscard]] std::int64_t agree_on_max(Communicator& communicator, const std::function<std::int64_t()>& work);

/// The same for work done before: `failure` is null or what was caught.
void agree(Communicator& communicator, std::exception_ptr failure);

}  // namespace spendlens::comm
