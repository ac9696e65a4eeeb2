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
  for (cohorts::CohortPartial& partial : run.figures.aggregates.cohorts) {
    add_up(run.communicator, partial);
    comm::agree(run.communicator, [&] { run.result.cohorts.push_back(cohorts::finish_cohorts(partial)); });
  }
}

}  // namespace spendlens::audit
