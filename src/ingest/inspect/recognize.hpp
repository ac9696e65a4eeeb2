#pragma once

#include "ingest/inspect/log_sample.hpp"
#include "spendlens/ingest/inspect.hpp"

namespace spendlens::ingest {

/// Where floats of money are no cents, proposes to round them, and tries again.
void round_where_needed(LogSample& sample, Inspection& inspection);

/// Where the header is that of a shipped format which reads the sample no worse, proposes that format in place of what
/// was found, with what the file's layout and dates need beside it.
void recognize_format(const LogSample& sample, Inspection& inspection);

}  // namespace spendlens::ingest
