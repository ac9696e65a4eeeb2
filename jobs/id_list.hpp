#pragma once

#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::jobs {

/// The ids of customers in a file, one a line, as rank 0 reads them; of CSV with a column customer_id in front, those
/// in it. Empty lines are none. Collective. Throws UsageError where an id is too long for one, or there is none;
/// InputError, IoError, on all ranks. Messages name lines, not ids.
[[nodiscard]] std::vector<std::string> ids_in_file(comm::Communicator& communicator, const std::string& path);

/// The bytes of the file of --pseudonymize-key, which rank 0 alone reads; empty where `path` is. Collective. Throws
/// UsageError where they are no key, IoError, on all ranks.
[[nodiscard]] std::string key_in_file(comm::Communicator& communicator, const std::string& path);

}  // namespace spendlens::jobs
