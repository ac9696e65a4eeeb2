#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "signals/detectors.hpp"

namespace spendlens::signals {

/// What the summaries of customers are made with; views.
struct CustomerTask {
  const CustomerColumns& batch;
  const SignalProfile& profile;
  Day reference = 0;
  const RowRules& rules;
  std::uint32_t savings_subtypes = 0;
  std::uint8_t unknown_frequency = 0;
};

/// One customer's summaries, one a window, from what its rows added up to; appends its subscriptions. Puts its charges
/// in order. Throws InputError naming the customer where a sum overflows.
void summarize_customer(const CustomerTask& task, std::size_t customer, const CustomerRows& rows, RowScratch& scratch,
                        DetectorScratch& detectors, std::span<Summary> to, std::vector<Subscription>& found);

}  // namespace spendlens::signals
