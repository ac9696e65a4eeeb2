#include "audit/checkpoint/customer_state.hpp"

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::audit {

namespace {

std::int64_t metric_value(const PeriodState& state, Metric metric, std::size_t customer) {
  switch (metric) {
    case Metric::kRecency:
      return state.recency_days[customer] == kNoRecency ? 0 : state.recency_days[customer];
    case Metric::kFrequency:
      return state.frequency[customer];
    case Metric::kMonetary:
      return rfm::monetary_of(state.total_spend[customer], state.frequency[customer]);
  }
  throw InternalError("there is no such metric");
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
  for (const std::uint32_t days : recency)
    recency_days.push_back(days == kNoTimestamp ? kNoRecency : static_cast<std::uint16_t>(days));
}

std::vector<std::int64_t> PeriodState::metric_of_buyers(Metric metric) const {
  std::vector<std::int64_t> values;
  for (std::size_t customer = 0; customer < frequency.size(); ++customer)
    if (frequency[customer] > 0) values.push_back(metric_value(*this, metric, customer));
  return values;
}

std::vector<std::int64_t> PeriodState::spend_of_buyers() const {
  std::vector<std::int64_t> values;
  for (std::size_t customer = 0; customer < frequency.size(); ++customer)
    if (frequency[customer] > 0) values.push_back(total_spend[customer]);
  return values;
}

void PeriodState::metric(Metric metric, std::size_t begin, std::span<std::int64_t> values) const {
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = frequency[begin + i] > 0 ? metric_value(*this, metric, begin + i) : 0;
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
