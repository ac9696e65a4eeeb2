#pragma once

#include <functional>

namespace spendlens::jobs {

/// From now on SIGTERM, SIGINT, SIGHUP and SIGUSR1, where they would end the process, first have `tell` called with
/// their number, in a thread of its own, while the others go on; then they end it. A signal that is passed over stays
/// so. SIGTERM that is caught already goes on to be, and is told too: `is_caught`. Once; throws std::system_error where
/// there is no thread to be had.
void tell_before_signals_end(std::function<void(int signal, bool is_caught)> tell);

}  // namespace spendlens::jobs
