#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

/// The digest of an input: XXH3-128 over the XXH3-128s (16 bytes each, big-endian) of its 1 MiB blocks, file after
/// file, so that ranks can share the work.
inline constexpr std::size_t kDigestBlockBytes = std::size_t{1} << 20;

/// The blocks of a file, dealt to the ranks. Collective; the same on all ranks.
[[nodiscard]] std::vector<Digest> digest_file(comm::Communicator& communicator, const std::string& path,
                                              std::uint64_t bytes);

/// 32 hexadecimal digits for the blocks of all inputs.
[[nodiscard]] std::string digest_of_blocks(const std::vector<Digest>& blocks);

}  // namespace spendlens::ingest
