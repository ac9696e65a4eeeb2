#include "audit/explain_segments.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "audit/stage/segment_fields.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/audit/cohort_tables.hpp"

namespace spendlens::audit {

namespace {

/// The customer's cohort by month, which was told before.
std::uint16_t month_cohort_of(const Explanation& e) {
  const auto of_month = std::find_if(e.cohorts.begin(), e.cohorts.end(), [](const ExplainedCohort& cohort) {
    return cohort.granularity == Granularity::kMonth;
  });
  if (of_month == e.cohorts.end()) return kNoCohortCode;
  return of_month->cohort == "earlier" ? kEarlierCohortCode
                                       : cohort_code(Granularity::kMonth, of_month->first_purchase);
}

/// What segments read of one customer in a period.
SegmentFields segment_fields_of(const ExplainedRfm& rfm, std::uint8_t group, std::uint16_t cohort) {
  SegmentFields fields;
  fields.resize(1);
  const bool bought = rfm.frequency > 0;
  fields.recency_days = {rfm.recency_days};
  fields.frequency = {bought ? rfm.frequency : signals::kNoCount};
  fields.monetary = {bought ? rfm.monetary : kNoMoney};
  fields.total_spend = {bought ? rfm.total_spend : kNoMoney};
  fields.scores[index_of(Metric::kRecency)] = {rfm.r_score};
  fields.scores[index_of(Metric::kFrequency)] = {rfm.f_score};
  fields.scores[index_of(Metric::kMonetary)] = {rfm.m_score};
  fields.group = {group};
  fields.cohort = {compared_cohort(cohort, rfm.period.observation_end - 1)};
  return fields;
}

/// What segments read of the customer's value; nothing of it where no model was asked for.
ValueFields value_fields_of(const std::optional<ExplainedValue>& value) {
  if (!value) return {};
  ValueFields fields = ValueFields::unknown(value->rules.horizons, 1);
  fields.set_inputs(0, value->inputs);
  fields.numbers["p_alive"] = {value->p_alive};
  for (std::size_t h = 0; h < value->expected_purchases.size(); ++h)
    fields.numbers[horizon_column(value->rules.horizons[h])] = {value->expected_purchases[h]};
  fields.amounts["expected_spend"] = {value->expected_spend};
  fields.amounts["clv"] = {value->clv};
  return fields;
}

}  // namespace

void add_segments(std::uint8_t group, Explanation& to) {
  if (to.segments.size() == 0) return;
  const std::uint16_t cohort = month_cohort_of(to);
  for (const PeriodRole role : kPeriodRoles) {
    const bool is_period = role == PeriodRole::kPeriod;
    const ExplainedRfm& rfm = is_period ? to.rfm : to.rfm_compare;
    SegmentFields fields = segment_fields_of(rfm, is_period ? group : kNoFlag, cohort);
    if (is_period)
      fields.value = value_fields_of(to.value);
    else if (to.value)
      fields.value = ValueFields::unknown(to.value->rules.horizons, 1);
    personas::WindowValues values{kSegmentWindow, {}};
    for (const personas::Field& field : to.segments.fields)
      values.values.push_back(personas::value_at(field, fields.column(field.name), 0));
    to.segment_of.push_back(personas::match_personas_reference(
        std::span(&values, 1), to.segments, kSegmentWindow,
        rfm.frequency > 0 ? personas::Assessment::kAssessed : personas::Assessment::kNotAssessed));
  }
}

}  // namespace spendlens::audit
