#pragma once

#include <string>

#include "command_line.hpp"
#include "record.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/comm/session.hpp"

namespace spendlens::jobs {

/// How long a rank that failed alone waits for the others: where all fail alike they come at once.
inline constexpr double kPatienceSeconds = 3;

/// One clear line; on one rank, because all have the same error by then.
void say(const comm::Communicator& communicator, const std::string& message);

/// Does a command on all ranks, or on rank 0 alone, and gives its exit code. Errors of it are printed, and noted for
/// its record. Collective.
[[nodiscard]] int run_command(comm::Session& session, const CommandLine& line, const Command& command);

/// The work of one process: rank 0 does it, the others wait for its exit code, or for its error. Collective.
[[nodiscard]] int run_on_root(comm::Session& session, const Action& action);

/// What the process does where a library ends it while a command runs, as OpenMP does where it gets no thread: says so,
/// and ends the other ranks too. For std::atexit.
void end_as_error();

}  // namespace spendlens::jobs
