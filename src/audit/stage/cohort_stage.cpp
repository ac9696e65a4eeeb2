#include <iterator>

#include "audit/stage/stages.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::audit {

namespace {

/// The sum over the ranks, the same on all of them.
void add_up(comm::Communicator& communicator, cohorts::CohortPartial& partial) {
  std::vector<std::uint64_t> reach = partial.reach();
  communicator.all_reduce(std::span<std::uint64_t>(reach), comm::ReduceOp::kMax);
  std::vector<int128> numbers;
  comm::agree(communicator, [&] {
    partial.reach(reach);
    numbers = partial.numbers();
  });
  communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  comm::agree(communicator, [&] { partial.set_numbers(numbers); });
}

}  // namespace

void cohort_stage(Run& run) {
  std::vector<cohorts::CohortAnalysis> analyses;
  for (cohorts::CohortPartial& partial : run.figures.aggregates.cohorts) {
    add_up(run.communicator, partial);
    comm::agree(run.communicator, [&] { analyses.push_back(cohorts::finish_cohorts(partial)); });
  }
  auto next = analyses.begin();
  const auto take = [&](std::vector<cohorts::CohortAnalysis>& to) {
    const auto end = next + static_cast<std::ptrdiff_t>(run.result.cohort_settings.granularities.size());
    to.assign(std::make_move_iterator(next), std::make_move_iterator(end));
    next = end;
  };
  take(run.result.cohorts);
  for (const std::string& value : run.result.cohort_settings.attribute.parts())
    take(run.result.cohort_parts.emplace_back(CohortPart{value, {}}).analyses);
}

}  // namespace spendlens::audit
