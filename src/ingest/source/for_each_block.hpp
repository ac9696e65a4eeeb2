#pragma once

#include <functional>

#include "ingest/source/block_source.hpp"
#include "ingest/source/input_files.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// Goes once through the whole input, or the files that are `wanted` (the same on all ranks), each rank through its
/// blocks. `on_block` is local and may throw; `after_round` is collective, called on all ranks after each round,
/// whether a rank had a block in it or not. Collective.
void for_each_block(comm::Communicator& communicator, const Inputs& inputs, const SourceOptions& options,
                    const std::function<void(const Block&)>& on_block, const std::function<void()>& after_round,
                    const std::function<bool(std::uint32_t file)>& wanted = {});

}  // namespace spendlens::ingest
