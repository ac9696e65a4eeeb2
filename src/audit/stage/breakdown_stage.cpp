#include <algorithm>

#include "audit/stage/order_figures.hpp"
#include "audit/stage/segment_assignment.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/audit/breakdown_tables.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::audit {

namespace {

void append_customer(const PeriodState& from, std::size_t at, PeriodState& to) {
  to.total_spend.push_back(from.total_spend[at]);
  to.frequency.push_back(from.frequency[at]);
  to.recency_days.push_back(from.recency_days[at]);
}

/// This rank's customers of one part, with the activity that counts there.
template <class From>
void append_part(const From& from, const std::vector<std::uint8_t>& part_of, std::uint8_t part, CustomerState& to) {
  for (std::size_t i = 0; i < part_of.size(); ++i) {
    if (part_of[i] != part) continue;
    append_customer(from.period, i, to.period);
    append_customer(from.compare, i, to.compare);
    to.group.push_back(from.group[i]);
    if (to.keeps_cohorts) to.cohort.push_back(from.cohort[i]);
  }
}

CustomerState customers_of(const CustomerState& state, std::uint8_t part) {
  CustomerState of_part;
  of_part.keeps_cohorts = !state.cohort_codes.empty();  // for the conditions of segments alone
  of_part.cohort_codes = state.cohort_codes;
  if (state.parts.of_orders)
    append_part(state.parts, state.parts.part, part, of_part);
  else
    append_part(state, state.parts.part, part, of_part);
  return of_part;
}

lenses::SinglePeriodPartial lens1_of(const PeriodState& state) {
  lenses::SinglePeriodPartial lens1;
  lens1.add(state.frequency, state.total_spend, {}, {});
  return lens1;
}

lenses::ComparisonPartial lens2_of(const CustomerState& state) {
  std::vector<std::uint8_t> bought_before(state.size());
  for (std::size_t i = 0; i < state.size(); ++i)
    bought_before[i] = state.group[i] == static_cast<std::uint8_t>(lenses::Group::kReactivated);
  std::vector<std::uint8_t> group(state.size());
  lenses::ComparisonPartial lens2;
  lens2.add(state.compare.frequency, state.compare.total_spend, state.period.frequency, state.period.total_spend,
            bought_before, group);
  return lens2;
}

template <class Partial>
void add_ranks(Run& run, Partial& partial) {
  std::vector<int128> numbers = partial.numbers();
  run.communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  partial.set_numbers(numbers);
}

/// Of this rank's customers of a part.
struct PartPartials {
  std::array<lenses::SinglePeriodPartial, 2> lens1;
  lenses::ComparisonPartial lens2;
};

void find_lenses(Run& run, const CustomerState& customers, BasePart& part) {
  PartPartials partials;
  comm::agree(run.communicator, [&] {
    partials = {{lens1_of(customers.period), lens1_of(customers.compare)}, lens2_of(customers)};
  });
  for (const PeriodRole role : kPeriodRoles) {
    lenses::SinglePeriodPartial& lens1 = partials.lens1[index_of(role)];
    add_ranks(run, lens1);
    lens1.refund_count = part.sums.refund_count[index_of(role)];
    lens1.refund_total = part.sums.refund_total[index_of(role)];
  }
  add_ranks(run, partials.lens2);
  lenses::DecileCuts deciles;
  find_lens1(run, customers.period, partials.lens1[index_of(PeriodRole::kPeriod)], part.lens1, deciles);
  find_lens1(run, customers.compare, partials.lens1[index_of(PeriodRole::kCompare)], part.lens1_compare, deciles);
  part.lens2 = lenses::finish_comparison(partials.lens2, part.lens1_compare.total_orders, part.lens1.total_orders);
}

/// Of an attribute they are known from the whole; of a dimension by scores among the customers of the part.
void find_segments(Run& run, const CustomerState& customers, BasePart& part) {
  if (run.result.segments.size() == 0) return;
  if (!run.result.by->of_orders) return add_ranks(run, part.segments);
  ScoreSummary period;
  ScoreSummary compare;
  find_cuts(run, customers.period, period);
  find_cuts(run, customers.compare, compare);
  comm::agree(run.communicator, [&] {
    SegmentAssignment segments(run.result, customers, {&period, &compare}, nullptr, run.options.num_threads);
    for (std::size_t begin = 0; begin < customers.size(); begin += SegmentAssignment::kChunk)
      segments.process(begin, std::min(SegmentAssignment::kChunk, customers.size() - begin), part.segments);
  });
  add_ranks(run, part.segments);
}

/// Values, the largest first, then what has no value of its own.
bool comes_before(const Breakdown& by, const BasePart& a, const BasePart& b) {
  if (a.kind != b.kind) return a.kind < b.kind;
  const auto size = [&by](const BasePart& part) { return by.of_orders ? part.sums.transactions : part.sums.customers; };
  return size(a) != size(b) ? size(a) > size(b) : a.value < b.value;
}

}  // namespace

void breakdown_stage(Run& run) {
  if (!run.result.by) return;
  Breakdown& by = *run.result.by;
  for (std::size_t i = 0; i < by.parts.size(); ++i) {
    BasePart& part = by.parts[i];
    part.sums = run.figures.aggregates.parts[i];
    if (part.sums.customers == 0) continue;
    CustomerState customers;
    comm::agree(run.communicator, [&] { customers = customers_of(run.figures.state, static_cast<std::uint8_t>(i)); });
    find_lenses(run, customers, part);
    find_segments(run, customers, part);
  }
  std::erase_if(by.parts, [](const BasePart& part) { return part.sums.customers == 0; });
  std::sort(by.parts.begin(), by.parts.end(),
            [&by](const BasePart& a, const BasePart& b) { return comes_before(by, a, b); });
  comm::agree(run.communicator, [&] {
    if (run.communicator.rank() == 0) write_breakdown(*run.output.file, run.result);
  });
}

}  // namespace spendlens::audit
