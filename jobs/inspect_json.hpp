#pragma once

#include <string>
#include <vector>

#include "spendlens/ingest/inspect.hpp"

namespace spendlens::jobs {

/// What was found of the logs, as JSON. `format`: the file that the proposal was written to; empty: none.
[[nodiscard]] std::string inspection_json(const std::vector<ingest::Inspection>& logs, const std::string& format);

}  // namespace spendlens::jobs
