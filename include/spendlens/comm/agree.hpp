#pragma once

#include <exception>
#include <functional>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::comm {

/// Runs `work`, which makes no collective call, on this rank and settles the outcome with all ranks: where every rank
/// succeeded agree() returns on all of them; otherwise all throw the same Error, that of the worst exit code's lowest
/// rank, its message saying which rank where there is more than one. So no rank is left waiting in a collective for one
/// that has failed. Exceptions that are no Error count as internal errors, std::bad_alloc as input/output errors.
///
/// Collective over `communicator`.
void agree(Communicator& communicator, const std::function<void()>& work);

/// The same for work done before: `failure` is null or what was caught.
void agree(Communicator& communicator, std::exception_ptr failure);

}  // namespace spendlens::comm
