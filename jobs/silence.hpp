#pragma once

#include "spendlens/comm/session.hpp"

namespace spendlens::jobs {

/// From now on a line of the log says which ranks the others have waited for, for 30 seconds or
/// SPENDLENS_SILENCE_SECONDS. Local. Throws UsageError where that is no number of seconds.
void tell_of_silence(comm::Session& session);

}  // namespace spendlens::jobs
