#pragma once

#include <chrono>

namespace spendlens::comm {

/// A launcher that is told to end, or is killed, first closes its ranks' standard input, which looks like the end of
/// what was sent. True where standard input that ended at `end` was not ended so: the launcher lived on. Waits for what
/// is left of the time in which a launcher would have ended this process, some seconds from its start and a second from
/// `end`; so it is asked last, before anything is made of the input that cannot be taken back. Local. True at once
/// without a launcher. Precondition: a Session lives.
[[nodiscard]] bool launcher_outlived(std::chrono::steady_clock::time_point end);

}  // namespace spendlens::comm
