#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/report/command_record.hpp"

namespace spendlens::report {

/// As OpenLineage calls what tells of a job.
inline constexpr const char* kIntegration = "SPENDLENS";

/// 2026-03-01T02:10:44.123Z
[[nodiscard]] std::string instant_text(CommandRecord::Time time);

/// The bytes of those whose size is known.
[[nodiscard]] std::uint64_t bytes_of_all(const std::vector<RecordedData>& data);

/// A path that means the same wherever the reader stands.
[[nodiscard]] std::string absolute_path(const CommandRecord& record, const std::string& path);

}  // namespace spendlens::report
