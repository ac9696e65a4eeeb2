#include "spendlens/personas/match.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <vector>

#include "personas/match_kernel.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::personas {

namespace {

void check_lengths(std::span<const WindowSignals> windows, const Registry& registry, std::size_t customers,
                   const MatchColumns& to) {
  for (const WindowSignals& window : windows)
    if (window.table == nullptr || window.table->size() != customers)
      throw UsageError(fmt::format("signals of {} customers in the window of {} days for {} customers",
                                   window.table == nullptr ? 0 : window.table->size(), window.days, customers));
  const std::size_t words = registry.num_condition_words() * customers;
  if (to.qualifying.size() != customers || to.conditions.size() != words)
    throw UsageError(fmt::format("{} masks of personas and {} words of conditions where {} and {} are needed",
                                 to.qualifying.size(), to.conditions.size(), customers, words));
}

}  // namespace

void match_personas(std::span<const WindowSignals> windows, const Registry& registry, Day window,
                    std::span<const std::uint8_t> assessed, const MatchColumns& to, const ParallelPolicy& policy) {
  const int workers = policy.workers_for(assessed.size());
  std::vector<Day> days;
  for (const WindowSignals& some : windows) days.push_back(some.days);
  validate(registry, days);
  if (std::find(days.begin(), days.end(), window) == days.end())
    throw UsageError(fmt::format("there are no signals of the window of {} days", window));
  check_lengths(windows, registry, assessed.size(), to);
  const Compiled compiled = compile(registry, windows, window);
  run_match_blocks(match_kernels().chosen(), {compiled, assessed, to}, kMaxBlock, workers);
}

void prioritize_personas(const Registry& registry, std::span<const std::uint64_t> qualifying,
                         std::span<const std::uint8_t> assessed, std::span<std::uint8_t> assigned,
                         const ParallelPolicy& policy) {
  if (qualifying.size() != assessed.size() || qualifying.size() != assigned.size())
    throw UsageError(fmt::format("{} masks of personas with {} flags for {} customers", qualifying.size(),
                                 assessed.size(), assigned.size()));
  for_each_part(assigned.size(), policy.workers_for(assigned.size()), [&](ItemRange customers, std::size_t) {
    for (std::uint64_t i = customers.begin; i < customers.end; ++i) {
      const auto first = static_cast<std::size_t>(std::countr_zero(qualifying[i]));
      const std::size_t found = qualifying[i] == 0 ? registry.unclassified() : first;
      assigned[i] = static_cast<std::uint8_t>(assessed[i] != 0 ? found : registry.not_assessed());
    }
  });
}

}  // namespace spendlens::personas
