#pragma once

#include <cstdint>
#include <vector>

#include "synth/bank_lifetime.hpp"
#include "synth/bank_places.hpp"

namespace spendlens::synth {

/// The last dates over which spending is what the life says it is: the longest window of the default profile.
inline constexpr Day kSteeredDays = 180;

/// Appends exactly life.rows rows; returns what purchases of the last kSteeredDays come to, pending ones left out.
Minor make_rows(const ModelSettings& settings, const BankPlaces& places, const BankLife& life, std::uint64_t number,
                std::vector<GeneratedRow>& rows);

}  // namespace spendlens::synth
