#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/audit/breakdown.hpp"
#include "spendlens/cohorts/partial.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/lenses/single_period.hpp"
#include "spendlens/personas/partial.hpp"
#include "spendlens/signals/partial.hpp"
#include "spendlens/signals/stream_partial.hpp"

namespace spendlens::audit {

/// The integers that a finished_range of customers adds to what is said of the whole base: sums only, so finished can
/// be merged in any order. Lens 2 without its moves, which need the deciles.
struct Aggregates {
  struct Window {
    signals::SignalPartial signals;
    personas::PersonaPartial personas;
    std::vector<std::uint64_t> recovery;  ///< as WindowSummary::recovery
  };

  lenses::SinglePeriodPartial lens1;
  lenses::SinglePeriodPartial lens1_compare;
  lenses::ComparisonPartial lens2;
  std::vector<Window> windows;
  std::vector<cohorts::CohortPartial> cohorts;  ///< one a granularity
  std::vector<std::uint64_t> repeat_days;       ///< by day: purchases of who came before; of models of value
  int128 recent_spend = 0;                      ///< since ClvSettings::streams_from
  std::uint64_t streams = 0;                    ///< found, kept or not
  signals::StreamPartial stream_totals;
  std::uint64_t shadow_customers = 0;
  std::vector<PartSums> parts;  ///< of the base, by their place in the breakdown; none without one

  Aggregates() = default;
  /// `recovery` is its length, `no_customers` the cohorts of none.
  Aggregates(signals::SignalSet set, std::size_t num_windows, std::size_t num_personas, std::size_t recovery,
             std::vector<cohorts::CohortPartial> no_customers = {});

  /// Precondition: of the same windows, personas and archetypes.
  void merge(const Aggregates& other);

  /// All of it but the cohorts as one list of numbers, and back. Throws InternalError where there are more or fewer.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);
};

}  // namespace spendlens::audit
