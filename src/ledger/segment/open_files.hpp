#pragma once

#include <memory>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::ledger {

/// Files of segments, open on every rank.
using SegmentFiles = std::vector<std::shared_ptr<store::ColumnFileReader>>;

/// Opens the segments of these names. Each is verified by one rank, dealt in turn; then all ranks open that very
/// version of it. Collective. Throws InputError where one is damaged, or was replaced in the meantime.
[[nodiscard]] SegmentFiles open_files(comm::Communicator& communicator, const std::string& directory,
                                      const std::vector<std::string>& names);

}  // namespace spendlens::ledger
