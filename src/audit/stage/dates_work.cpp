#include "audit/stage/dates_work.hpp"

#include <algorithm>
#include <numeric>

#include "audit/stage/batch_work.hpp"
#include "audit/stage/cohort_work.hpp"

namespace spendlens::audit {

/// What one thread keeps from block to block.
struct DatesWork::Thread {
  cohorts::PurchaseHistory history;
  ActivityCuts cuts;
  std::vector<cohorts::CohortSeries> series;                 ///< one a granularity, and as many again for each part
  std::vector<cohorts::CohortSeries::Placement> placements;  ///< of a few customers, one a granularity each
  bool has_added = false;
};

namespace {

/// The rules by which the history is read that all dates are cut out of.
cohorts::CohortRules rules_of_history(std::span<const cohorts::CohortRules> ascending) {
  cohorts::CohortRules rules = ascending.back();
  for (const cohorts::CohortRules& of : ascending) rules.first_day = std::min(rules.first_day, of.first_day);
  return rules;
}

TransactionColumns columns_of_customer(const TransactionColumns& columns, std::uint64_t customer) {
  const std::uint64_t begin = columns.offset[customer] - columns.offset.front();
  const std::uint64_t rows = columns.offset[customer + 1] - columns.offset[customer];
  TransactionColumns one{columns.offset.subspan(customer, 2),
                         columns.timestamp.subspan(begin, rows),
                         columns.amount.subspan(begin, rows),
                         {}};
  if (!columns.row_class.empty()) one.row_class = columns.row_class.subspan(begin, rows);
  return one;
}

ItemRange few_from(std::uint64_t begin, ItemRange customers) {
  return {begin, std::min<std::uint64_t>(begin + ActivityCuts::kCustomers, customers.end)};
}

}  // namespace

DatesWork::DatesWork(std::span<const Run> runs) {
  std::vector<std::size_t> order(runs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&runs](std::size_t a, std::size_t b) {
    return runs[a].result.reference < runs[b].result.reference;
  });
  run_of_rules_ = order;
  rules_of_run_.resize(runs.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    rules_of_run_[order[i]] = i;
    rules_.push_back(runs[order[i]].result.cohort_settings.rules);
  }
  for (const Run& run : runs)
    dates_.push_back({{run.result.period.observed(), run.result.compare.observed()},
                      history_end(run.result.period, run.result.reference)});
  const CohortSettings& settings = runs.front().result.cohort_settings;
  if (std::ranges::all_of(settings.granularities,
                          [&](Granularity unit) { return cohorts::CohortSeries::is_of(unit, rules_); }))
    granularities_ = settings.granularities;
  std::vector<cohorts::CohortSeries> series;
  for (std::size_t part = 0; part <= settings.attribute.parts().size(); ++part)
    for (const Granularity unit : granularities_) series.emplace_back(unit, rules_);
  const cohorts::PurchaseHistory history(rules_of_history(rules_), true);
  threads_.assign(static_cast<std::size_t>(runs.front().options.num_threads),
                  Thread{history, ActivityCuts(dates_), series, {}, false});
  for (Thread& thread : threads_) thread.placements.resize(granularities_.size() * ActivityCuts::kCustomers);
}

DatesWork::~DatesWork() = default;

DateActivity DatesWork::activity_of(std::size_t run, ItemRange customers) const {
  BatchResults& results = *targets_[run].results;
  return {{part_of_columns(results.activity[0], customers), part_of_columns(results.activity[1], customers)},
          part_of_column(results.bought_before, customers)};
}

void DatesWork::read_customer(const cohorts::CohortColumns& columns, std::span<const std::uint8_t> parts,
                              std::uint64_t customer, std::size_t place, Thread& own) const {
  const std::size_t units = granularities_.size();
  own.history.read(columns, customer);
  own.cuts.read(own.history, place);
  for (std::size_t g = 0; g < units; ++g)
    own.placements[place * units + g] = own.series[g].add(own.history, columns, customer);
  if (parts.empty() || units == 0) return;
  const std::size_t of_part = (std::size_t{parts[customer]} + 1) * units;
  for (std::size_t g = 0; g < units; ++g) (void)own.series[of_part + g].add(own.history, columns, customer);
}

void DatesWork::write_date(std::size_t run, ItemRange customers, const Thread& own) const {
  own.cuts.write(run, activity_of(run, customers));
  const std::size_t units = granularities_.size();
  for (std::size_t g = 0; g < units; ++g) {
    const std::span<std::uint32_t> rows = targets_[run].cohorts->rows_to_fill(g, customers);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const cohorts::CohortSeries::Placement& placement = own.placements[i * units + g];
      rows[i] = placement.first_reference <= rules_of_run_[run] ? placement.row : cohorts::kNoRow;
    }
  }
}

/// Whose sums may not hold: by the kernel, which says so.
void DatesWork::sum_large_customer(const cohorts::CohortColumns& columns, std::uint64_t customer,
                                   std::uint64_t row) const {
  for (std::size_t run = 0; run < targets_.size(); ++run) {
    const DateActivity to = activity_of(run, {row, row + 1});
    rfm::summarize_activity(columns_of_customer(columns.transactions, customer), dates_[run].periods,
                            dates_[run].history_end, to.activity, to.bought_before, 1);
  }
}

void DatesWork::compute(const cohorts::CohortColumns& columns, std::span<const std::uint8_t> parts, ItemRange customers,
                        std::size_t thread) {
  Thread& own = threads_[thread];
  own.has_added = true;
  const auto offset = columns.transactions.offset;
  for (std::uint64_t begin = customers.begin; begin < customers.end; begin += ActivityCuts::kCustomers) {
    const ItemRange few = few_from(begin, customers);
    for (std::uint64_t customer = few.begin; customer < few.end; ++customer)
      read_customer(columns, parts, customer - customers.begin, customer - few.begin, own);
    for (std::size_t run = 0; run < targets_.size(); ++run) write_date(run, few, own);
    for (std::uint64_t customer = few.begin; customer < few.end; ++customer) {
      const std::uint64_t place = customer - customers.begin;
      if (offset[place + 1] - offset[place] > kRowsWithoutOverflow) sum_large_customer(columns, place, customer);
    }
  }
}

void DatesWork::collect(std::span<Aggregates* const> sums) {
  for (Thread& thread : threads_) {
    if (!thread.has_added) continue;
    thread.has_added = false;
    for (std::size_t i = 0; i < thread.series.size(); ++i) {
      std::vector<cohorts::CohortPartial*> to;
      for (const std::size_t run : run_of_rules_) to.push_back(&sums[run]->cohorts[i]);
      thread.series[i].collect(to);
    }
  }
}

}  // namespace spendlens::audit
