#pragma once

#include <string>

namespace spendlens::report {

/// Throws UsageError where `output` leads, under whatever spelling or through whatever link, to a file of a ledger or
/// of a result (a segment, its sums, audit.h5, summary.json, run.json, rejects, a lock, a journal, a checkpoint), which
/// writing would destroy. `option` is what gave it, for the message. Local.
void require_output_apart(const std::string& output, const char* option = "--output");

}  // namespace spendlens::report
