#include "audit/stage/part_work.hpp"

#include <algorithm>

#include "spendlens/audit/cohort_tables.hpp"

namespace spendlens::audit {

namespace {

template <class T>
std::uint64_t held_bytes(const std::vector<T>& column) {
  return column.capacity() * sizeof(T);
}

constexpr std::uint64_t kBytesOfActivity =
    2 * (3 * sizeof(std::uint32_t) + 2 * sizeof(Minor) + 2 * sizeof(Timestamp)) + 16;

/// Pairs of customer and part that a batch has room for, a customer; with more it takes more.
constexpr std::uint64_t kUsualParts = 2;

void add_refunds(const rfm::ActivityTable& activity, std::size_t at, std::size_t role, PartSums& to) {
  to.refund_count[role] += activity.refund_count[at];
  to.refund_total[role] += activity.refund_total[at];
}

}  // namespace

ledger::BatchCost PartWork::cost() const {
  if (!run_.figures.state.parts.of_orders) return {0, 0, 0};
  return {sizeof(Timestamp) + sizeof(Minor) + sizeof(std::uint8_t), kUsualParts * kBytesOfActivity, 0};
}

std::uint64_t PartWork::memory_bytes() const {
  std::uint64_t sum = held_bytes(part_) + held_bytes(offset_) + held_bytes(timestamp_) + held_bytes(amount_) +
                      held_bytes(row_class_) + held_bytes(bought_before_) + held_bytes(group_) + held_bytes(recency_);
  for (const rfm::ActivityTable& table : activity_)
    sum += table.size() * (3 * sizeof(std::uint32_t) + 2 * sizeof(Minor) + 2 * sizeof(Timestamp));
  return sum;
}

void PartWork::add(const ledger::Batch& batch, const std::array<rfm::ActivityTable, 2>& activity,
                   std::span<const std::uint8_t> row_class, std::vector<PartSums>& sums) {
  if (!run_.figures.state.parts.is_asked) return;
  if (!run_.figures.state.parts.of_orders) return add_customers(batch, activity, sums);
  part_.clear();
  offset_.assign(1, 0);
  timestamp_.resize(batch.num_rows());
  amount_.resize(batch.num_rows());
  row_class_.resize(row_class.size());
  for (std::size_t customer = 0; customer < batch.num_customers(); ++customer)
    split_customer(batch, customer, row_class);
  summarize();
  append(sums);
}

void PartWork::add_customers(const ledger::Batch& batch, const std::array<rfm::ActivityTable, 2>& activity,
                             std::vector<PartSums>& sums) {
  const std::size_t attributes = batch.attributes.num_attributes;
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const std::uint8_t part = run_.parts.part(batch.attributes.code[c * attributes + run_.parts.column.index]);
    run_.figures.state.parts.part.push_back(part);
    PartSums& to = sums[part];
    ++to.customers;
    to.transactions += batch.offset[c + 1] - batch.offset[c];
    for (const PeriodRole role : kPeriodRoles) add_refunds(activity[index_of(role)], c, index_of(role), to);
  }
}

/// The customer's rows by part, ascending, in their order within a part.
void PartWork::split_customer(const ledger::Batch& batch, std::size_t customer,
                              std::span<const std::uint8_t> row_class) {
  const std::vector<std::uint16_t>& codes = batch.dimension[run_.parts.column.index];
  const std::size_t begin = batch.offset[customer];
  const std::size_t end = batch.offset[customer + 1];
  touched_.clear();
  for (std::size_t row = begin; row < end; ++row) {
    const std::uint8_t part = run_.parts.part(codes[row]);
    if (next_[part]++ == 0) touched_.push_back(part);
  }
  std::sort(touched_.begin(), touched_.end());
  std::uint64_t at = begin;
  for (const std::uint8_t part : touched_) {
    const std::uint64_t rows = next_[part];
    next_[part] = at;
    at += rows;
    part_.push_back(part);
    offset_.push_back(at);
  }
  for (std::size_t row = begin; row < end; ++row) {
    const std::uint64_t to = next_[run_.parts.part(codes[row])]++;
    timestamp_[to] = batch.timestamp[row];
    amount_[to] = batch.amount[row];
    if (!row_class.empty()) row_class_[to] = row_class[row];
  }
  for (const std::uint8_t part : touched_) next_[part] = 0;
}

void PartWork::summarize() {
  const AuditResult& result = run_.result;
  const std::array<Period, 3> periods = {result.period.observed(), result.compare.observed(),
                                         Period{0, result.reference + 1}};
  for (rfm::ActivityTable& table : activity_) table.resize(part_.size());
  bought_before_.resize(part_.size());
  group_.resize(part_.size());
  const std::array<rfm::ActivityColumns, 3> columns = {activity_[0].columns(), activity_[1].columns(),
                                                       activity_[2].columns()};
  const std::size_t used = run_.figures.state.parts.keeps_cohorts ? 3 : 2;
  rfm::summarize_activity({offset_, timestamp_, amount_, row_class_}, std::span(periods).first(used),
                          history_end(result.period, result.reference), std::span(columns).first(used), bought_before_,
                          run_.options.num_threads);
  lenses::ComparisonPartial groups;
  groups.add(activity_[1].frequency, activity_[1].total_spend, activity_[0].frequency, activity_[0].total_spend,
             bought_before_, group_);
}

void PartWork::append(std::vector<PartSums>& sums) {
  PartState& to = run_.figures.state.parts;
  to.part.insert(to.part.end(), part_.begin(), part_.end());
  to.group.insert(to.group.end(), group_.begin(), group_.end());
  if (to.keeps_cohorts) append_cohorts();
  recency_.resize(part_.size());
  for (const PeriodRole role : kPeriodRoles) {
    const bool is_period = role == PeriodRole::kPeriod;
    const rfm::ActivityTable& table = activity_[index_of(role)];
    const Day end = (is_period ? run_.result.period : run_.result.compare).observation_end;
    for (std::size_t i = 0; i < part_.size(); ++i) {
      recency_[i] = rfm::recency_days(table.last_purchase[i], end);
      add_refunds(table, i, index_of(role), sums[part_[i]]);
    }
    (is_period ? to.period : to.compare).append(table.total_spend, table.frequency, recency_);
  }
  for (std::size_t i = 0; i < part_.size(); ++i) {
    ++sums[part_[i]].customers;
    sums[part_[i]].transactions += offset_[i + 1] - offset_[i];
  }
}

/// By the first purchase among the part's orders.
void PartWork::append_cohorts() {
  const std::size_t finest = finest_granularity(run_.result.cohort_settings.granularities);
  const cohorts::CohortPartial& cohorts = run_.figures.aggregates.cohorts[finest];
  for (const Timestamp first : activity_[2].first_purchase)
    run_.figures.state.parts.cohort.push_back(
        first == kNoTimestamp ? personas::kOfNoCohort : static_cast<std::uint8_t>(cohorts.row_of(day_of(first))));
}

}  // namespace spendlens::audit
