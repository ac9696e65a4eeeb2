#include "audit/checkpoint/customer_state.hpp"

#include <algorithm>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::audit {

namespace {

/// One metric of customers from `begin` on, 0 where there is no purchase.
void fill_metric(const PeriodState& state, Metric metric, std::size_t begin, std::span<std::int64_t> values) {
  const std::uint16_t* const recency = state.recency_days.data() + begin;
  const std::uint32_t* const frequency = state.frequency.data() + begin;
  const Minor* const spend = state.total_spend.data() + begin;
  switch (metric) {
    case Metric::kRecency:
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = recency[i] == kNoRecency ? 0 : recency[i];
      return;
    case Metric::kFrequency:
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = frequency[i];
      return;
    case Metric::kMonetary:
      // Without a branch, which who bought and who did not would mislead: without a purchase the spend is 0.
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = rfm::monetary_of(spend[i], std::max(frequency[i], std::uint32_t{1}));
      return;
  }
  throw InternalError("there is no such metric");
}

/// Keeps the values of who has a purchase, in their order.
void keep_buyers(std::span<const std::uint32_t> frequency, std::vector<std::int64_t>& values) {
  std::size_t buyers = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[buyers] = values[i];
    buyers += frequency[i] > 0 ? 1U : 0U;
  }
  values.resize(buyers);
}

}  // namespace

void PeriodState::reserve(std::size_t num_customers) {
  total_spend.reserve(num_customers);
  frequency.reserve(num_customers);
  recency_days.reserve(num_customers);
}

void PeriodState::append(std::span<const Minor> spend, std::span<const std::uint32_t> purchases,
                         std::span<const std::uint32_t> recency) {
  total_spend.insert(total_spend.end(), spend.begin(), spend.end());
  frequency.insert(frequency.end(), purchases.begin(), purchases.end());
  const std::size_t first = recency_days.size();
  recency_days.resize(first + recency.size());
  for (std::size_t i = 0; i < recency.size(); ++i)
    recency_days[first + i] = recency[i] == kNoTimestamp ? kNoRecency : static_cast<std::uint16_t>(recency[i]);
}

std::vector<std::int64_t> PeriodState::metric_of_buyers(Metric metric) const {
  std::vector<std::int64_t> values(frequency.size());
  fill_metric(*this, metric, 0, values);
  keep_buyers(frequency, values);
  return values;
}

std::vector<std::int64_t> PeriodState::spend_of_buyers() const {
  std::vector<std::int64_t> values(total_spend.begin(), total_spend.end());
  keep_buyers(frequency, values);
  return values;
}

void PeriodState::metric(Metric metric, std::size_t begin, std::span<std::int64_t> values) const {
  fill_metric(*this, metric, begin, values);
}

std::uint64_t PartState::bytes_of_entry() const {
  if (!is_asked) return 0;
  if (!of_orders) return sizeof(std::uint8_t);
  return sizeof(std::uint8_t) + CustomerState::kBytesOfCustomer + (keeps_cohorts ? CustomerState::kBytesOfCohort : 0);
}

void CustomerState::reserve(std::size_t num_customers) {
  period.reserve(num_customers);
  compare.reserve(num_customers);
  group.reserve(num_customers);
  if (keeps_cohorts) cohort.reserve(num_customers);
}

}  // namespace spendlens::audit
