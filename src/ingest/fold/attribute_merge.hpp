#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ingest/exchange/dictionary.hpp"
#include "ingest/exchange/run_spool.hpp"
#include "ingest/record/reject_reason.hpp"

namespace spendlens::ingest {

/// Gives the customers of a run their attributes, and lists those that are in no row of it. `rows`: one
/// append_customer() after the other, in any order, of customers of the run's range of hashes; of several rows of one
/// customer the first in the order of the input stays. `dictionaries`: of each attribute. Returns how many
/// rows stay. Local.
std::uint64_t add_attributes(FinishedRun& run, std::span<const std::byte> rows,
                             std::span<const Dictionary> dictionaries, std::vector<LateReject>& rejects);

}  // namespace spendlens::ingest
