#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/core/parallel.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::store {

/// The blocks of a file of this size, the last one not being full.
[[nodiscard]] std::uint64_t num_blocks(std::uint64_t file_bytes);

/// The digests of the blocks [begin, end) of a file. Local. Throws InputError where the file ends before.
[[nodiscard]] std::vector<Digest> hash_blocks(const File& file, std::uint64_t file_bytes, ItemRange blocks);

}  // namespace spendlens::store
