#pragma once

#include <map>
#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::audit {

struct Settings;

/// What decides a result, by name: "ledger", "profile", "personas", "dates", "options", "spendlens". Two runs with the
/// same fingerprint leave the same bytes; memory, threads and ranks are not in it.
using Fingerprint = std::map<std::string, std::string>;

/// The digest of a segment's sums, and so of what it holds: 32 hexadecimal digits. Local. Throws InputError,
/// IoError.
[[nodiscard]] std::string segment_digest(const ledger::Segment& segment);

/// Reads the program's own file. Local. `head` has its dates and its record of segments settled.
[[nodiscard]] Fingerprint fingerprint_of(const AuditOptions& options, const Settings& settings,
                                         const AuditResult& head);

/// Names of what differs, as "ledger, dates"; empty where nothing does.
[[nodiscard]] std::string differences(const Fingerprint& a, const Fingerprint& b);

}  // namespace spendlens::audit
