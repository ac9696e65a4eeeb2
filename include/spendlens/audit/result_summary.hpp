#pragma once

#include <string>

#include "spendlens/store/block_sums.hpp"

namespace spendlens::audit {

/// audit.h5 and summary.json name each other, so that those of two runs are never taken for one result: audit.h5 holds
/// summary_digest() of the summary as kSummaryDigest, the summary result_digest() of audit.h5 as `run.audit_h5`. A run
/// puts its summary down as summary.json.next, replaces audit.h5, then renames the summary: whenever it ends, a reader
/// finds the one that belongs to audit.h5.

/// Digest of the figures of a summary, which depend on the ledger and the settings alone: of its text before
/// `data_quality` and `run`. Empty where the text is no summary. Local.
[[nodiscard]] std::string summary_digest(const std::string& summary);

/// Digest of all that audit.h5 holds: of the text of its sums. Local.
[[nodiscard]] std::string result_digest(const store::BlockSums& sums);

/// A summary with one more line: the digest of `data_quality` and `run` as `run.digest`, which comes last. Local.
/// Throws InternalError where the text is no summary.
[[nodiscard]] std::string with_digest(std::string summary);

/// The text of run.json: `run` of a summary. Empty where the text is none. Local.
[[nodiscard]] std::string run_record(const std::string& summary);

struct ResultSummary {
  std::string path;  ///< summary.json; summary.json.next where the run was ended before it renamed that
  std::string text;
};

/// The summary that belongs to audit.h5 in the directory. Local. Throws InputError where there is none, where audit.h5
/// is no result or does not say which one it is, and where summary.json is another run's or was changed; IoError.
[[nodiscard]] ResultSummary read_result_summary(const std::string& directory);

enum class RecordState { kGood, kMissing, kOfAnotherRun };

/// How run.json in the directory goes with the summary there. A run writes it last: one that is ended before leaves an
/// earlier run's, or none. Local. Throws InputError where it was changed since it was written; IoError.
[[nodiscard]] RecordState state_of_record(const std::string& directory, const std::string& summary);

/// The text of a summary, whatever is beside it. Local. Throws InputError where it is far too long for one, or no plain
/// file; IoError.
[[nodiscard]] std::string read_summary_text(const std::string& path);

}  // namespace spendlens::audit
