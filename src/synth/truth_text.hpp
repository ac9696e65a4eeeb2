#pragma once

#include <cstdint>
#include <string>

#include "spendlens/synth/truth.hpp"

namespace spendlens::synth {

/// The names of the columns, a line.
[[nodiscard]] std::string bank_truth_header();

/// Appends a customer's lines: one for each stream, or a single one with the stream's columns empty.
void append_bank_truth(std::uint64_t number, const CustomerTruth& truth, std::string& text);

}  // namespace spendlens::synth
