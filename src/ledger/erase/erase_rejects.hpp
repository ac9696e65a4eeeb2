#pragma once

#include <string>
#include <vector>

#include "ledger/erase/id_set.hpp"
#include "spendlens/ledger/erase.hpp"

namespace spendlens::ledger {

/// Writes each rejects file of the ledger in which an id stands anew without the records that name one; returns these
/// files. A record is a line, or several where a quoted field goes on over their ends, at most 1 MiB. Local, on one
/// rank, under a WriteLock.
[[nodiscard]] std::vector<ErasedFile> erase_rejects(const std::string& ledger, IdSet& ids);

}  // namespace spendlens::ledger
