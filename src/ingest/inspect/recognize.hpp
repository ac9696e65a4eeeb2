#pragma once

#include "ingest/inspect/log_sample.hpp"
#include "spendlens/ingest/inspect.hpp"

namespace spendlens::ingest {

/// Proposes to round amounts, where floats of money are no cents, and tries again.
void round_where_needed(LogSample& sample, Inspection& inspection);

/// Proposes a shipped format, where the header is its and it reads the sample no worse, in place of what
/// was found, with what the file's layout and dates need beside it.
void recognize_format(const LogSample& sample, Inspection& inspection);

}  // namespace spendlens::ingest
