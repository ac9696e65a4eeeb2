#pragma once

#include <cstdint>
#include <string>

namespace spendlens::jobs {

/// What `info` shows, as JSON for programs: of a ledger, of a result, and of the merchants that join most texts. Local.
/// Throws as reading them does.
[[nodiscard]] std::string ledger_json(const std::string& directory);
[[nodiscard]] std::string result_json(const std::string& directory);
[[nodiscard]] std::string merges_json(const std::string& directory, std::uint64_t most);

}  // namespace spendlens::jobs
