#include "spendlens/personas/match.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "personas/match_kernel.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::personas {

namespace {

/// Index of the alternative of FieldColumn that holds fields of a kind.
std::size_t type_of(FieldKind kind) {
  using enum FieldKind;
  switch (kind) {
    case kCards:
    case kCohort:
      return 1;
    case kCount:
      return 2;
    case kMoney:
      return 3;
    case kNumber:
      return 4;
    default:
      return 0;
  }
}

void check_columns(const WindowColumns& window, const Registry& registry, std::size_t customers) {
  if (window.columns.size() != registry.fields.size())
    throw UsageError(fmt::format("{} columns in window {} for {} fields", window.columns.size(), window.name,
                                 registry.fields.size()));
  for (std::size_t f = 0; f < window.columns.size(); ++f) {
    const std::size_t length = std::visit([](const auto& values) { return values.size(); }, window.columns[f]);
    if (length != customers || window.columns[f].index() != type_of(registry.fields[f].kind))
      throw UsageError(
          fmt::format("the column of {} in window {} holds {} values, or those of another type, for {} "
                      "customers",
                      registry.fields[f].name, window.name, length, customers));
  }
}

void check_lengths(std::span<const WindowColumns> windows, const Registry& registry, const MatchColumns& to) {
  const std::size_t customers = to.qualifying.size();
  for (const WindowColumns& window : windows) check_columns(window, registry, customers);
  const std::size_t words = registry.num_condition_words() * customers;
  if (to.conditions.size() != words)
    throw UsageError(fmt::format("{} words of conditions where {} are needed", to.conditions.size(), words));
}

}  // namespace

void match_personas(std::span<const WindowColumns> windows, const Registry& registry, const std::string& window,
                    const MatchColumns& to, const ParallelPolicy& policy) {
  const int workers = policy.workers_for(to.qualifying.size());
  std::vector<std::string> names;
  for (const WindowColumns& some : windows) names.push_back(some.name);
  validate(registry, names);
  if (std::find(names.begin(), names.end(), window) == names.end())
    throw UsageError(fmt::format("there are no signals of the window {}", window));
  check_lengths(windows, registry, to);
  const Compiled compiled = compile(registry, windows, window);
  run_match_blocks(match_kernels().chosen(), {compiled, to}, kMaxBlock, workers);
}

void prioritize_personas(const Registry& registry, std::span<const std::uint64_t> qualifying,
                         std::span<const Assessment> assessments, std::span<std::uint8_t> assigned,
                         const ParallelPolicy& policy) {
  if (qualifying.size() != assessments.size() || qualifying.size() != assigned.size())
    throw UsageError(fmt::format("{} masks of personas with {} assessments for {} customers", qualifying.size(),
                                 assessments.size(), assigned.size()));
  const std::array<std::size_t, 3> others = {registry.unclassified(), registry.not_assessed(), registry.too_new()};
  for_each_part(assigned.size(), policy.workers_for(assigned.size()), [&](ItemRange customers, std::size_t) {
    for (std::uint64_t i = customers.begin; i < customers.end; ++i) {
      const bool finds = may_qualify(registry, assessments[i]) && qualifying[i] != 0;
      const auto first = static_cast<std::size_t>(std::countr_zero(qualifying[i]));
      assigned[i] = static_cast<std::uint8_t>(finds ? first : others[static_cast<std::size_t>(assessments[i])]);
    }
  });
}

}  // namespace spendlens::personas
