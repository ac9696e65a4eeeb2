#pragma once

namespace spendlens::jobs {

/// From now on SIGUSR1 and SIGTERM do not end the process but are remembered.
void catch_stop_signals();

/// Whether one has come.
[[nodiscard]] bool stop_signal_came();

}  // namespace spendlens::jobs
