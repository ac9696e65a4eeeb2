#pragma once

#include <string>

namespace spendlens {

/// The most threads that a rank may be asked for.
constexpr int kMaxThreads = 1024;

/// Throws IoError where so many threads cannot run beside those that there are: for a limit on processes or memory,
/// say.
void require_threads(int count);

/// Starts the threads of a team of OpenMP, which waits for its work from then on. OpenMP itself ends the process where
/// it cannot start a thread: here that throws IoError. `num_threads` is at least 1. To be called from the thread whose
/// team it is.
void start_team(int num_threads);

/// What to tell where a thread was refused for `reason`: what it is, and what to do.
[[nodiscard]] std::string thread_refusal(const std::string& reason);

}  // namespace spendlens
