#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "spendlens/audit/result_field.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/signals/summaries.hpp"

/// The columns of a result: the one list that its file, its writers and readers, exports, `explain` and docs/results.md
/// loop over. A table is a struct of fields and the list of them; signals come from the catalogue of the signals.

namespace spendlens::audit {

inline constexpr ResultText kCustomerId{"/customer", "customer_id", "Customer id, UTF-8, NUL-padded"};
inline constexpr ResultText kMerchantName{"/merchant", "name",
                                          "Merchants of the ledger, sorted bytewise; UTF-8, NUL-padded"};
inline constexpr ResultText kConditionText{"/condition", "condition", "Signal, operator and value"};
/// The digest of the summary, see result_summary.hpp.
inline constexpr ResultText kSummaryDigest{
    "/summary", "digest", "XXH3-128 of its text before the line of data_quality, without that line break"};

/// Names by rfm::ScoreCuts::Kind. The codes stand in files: they never change.
inline constexpr std::array<const char*, 5> kCutKindNames = {"none", "one_value", "qcut", "fixed", "given"};

/// Names of codes that are fixed, or depend on the profile and the registry.
[[nodiscard]] std::vector<std::string> period_table_names(const ResultShape& shape);  ///< by PeriodRole
[[nodiscard]] std::vector<std::string> metric_names(const ResultShape& shape);        ///< by Metric
[[nodiscard]] std::vector<std::string> cut_kind_names(const ResultShape& shape);      ///< by rfm::ScoreCuts::Kind
[[nodiscard]] std::vector<std::string> lens2_group_names(const ResultShape& shape);   ///< by lenses::Group
[[nodiscard]] std::vector<std::string> persona_names(const ResultShape& shape);
[[nodiscard]] std::vector<std::string> segment_names(const ResultShape& shape);
[[nodiscard]] std::vector<std::string> stream_kind_names(const ResultShape& shape);   ///< by StreamKind
[[nodiscard]] std::vector<std::string> cadence_names(const ResultShape& shape);       ///< by signals::Cadence
[[nodiscard]] std::vector<std::string> stream_state_names(const ResultShape& shape);  ///< by signals::StreamState

/// /customer, beside kCustomerId.
template <template <class> class Of>
struct CustomerFields {
  Of<std::uint64_t> customer_hash{};
};
using CustomerViews = CustomerFields<detail::ViewOf>;
inline constexpr const char* kCustomerGroup = "/customer";
inline constexpr std::tuple kCustomerColumns{
    result_field<std::uint64_t>(
        "customer_hash", "", "XXH3-64 of customer_id", [](auto& fields) -> auto& { return fields.customer_hash; })
        .at_full_detail()};

/// /rfm and /rfm_compare: one of what Of makes of each column's type.
template <template <class> class Of>
struct RfmFields {
  Of<std::uint32_t> recency_days{};
  Of<std::uint32_t> frequency{};
  Of<Minor> monetary{};
  Of<Minor> total_spend{};
  Of<std::uint8_t> r_score{};
  Of<std::uint8_t> f_score{};
  Of<std::uint8_t> m_score{};
  Of<std::uint16_t> rfm_score{};
  Of<std::uint32_t> active_days{};
  Of<Timestamp> first_purchase{};
  Of<Timestamp> last_purchase{};
  Of<std::uint32_t> refund_count{};
  Of<Minor> refund_total{};
};
using RfmRow = RfmFields<detail::ValueOf>;
using RfmViews = RfmFields<detail::ViewOf>;
[[nodiscard]] constexpr const char* rfm_group(PeriodRole role) {
  return role == PeriodRole::kPeriod ? "/rfm" : "/rfm_compare";
}
inline constexpr const char* kRecencyColumn = "recency_days";
inline constexpr std::tuple kRfmColumns{
    result_field<std::uint32_t>(
        kRecencyColumn, kUnitDays,
        "Whole days from the last purchase to observation_end; 4294967295 without a purchase",
        [](auto& fields) -> auto& { return fields.recency_days; }),
    result_field<std::uint32_t>(
        "frequency", kUnitCount, "Purchases", [](auto& fields) -> auto& { return fields.frequency; }),
    result_field<Minor>(
        "monetary", kUnitMinor, "total_spend / frequency, rounded; 0 without a purchase",
        [](auto& fields) -> auto& { return fields.monetary; }),
    result_field<Minor>(
        "total_spend", kUnitMinor, "Sum of purchases", [](auto& fields) -> auto& { return fields.total_spend; }),
    result_field<std::uint8_t>(
        "r_score", kUnitScore, "Score of recency_days, highest = most recent; 0 without a purchase",
        [](auto& fields) -> auto& { return fields.r_score; }),
    result_field<std::uint8_t>(
        "f_score", kUnitScore, "Score of frequency; 0 without a purchase",
        [](auto& fields) -> auto& { return fields.f_score; }),
    result_field<std::uint8_t>(
        "m_score", kUnitScore, "Score of monetary; 0 without a purchase",
        [](auto& fields) -> auto& { return fields.m_score; }),
    result_field<std::uint16_t>(
        "rfm_score", kUnitScore, "The three digits r, f, m; 0 without a purchase",
        [](auto& fields) -> auto& { return fields.rfm_score; }),
    result_field<std::uint32_t>(
        "active_days", kUnitDays, "Distinct days with a purchase",
        [](auto& fields) -> auto& { return fields.active_days; })
        .at_full_detail(),
    result_field<Timestamp>(
        "first_purchase", kUnitTimestamp, "First purchase in the period; 4294967295 without one",
        [](auto& fields) -> auto& { return fields.first_purchase; })
        .at_full_detail(),
    result_field<Timestamp>(
        "last_purchase", kUnitTimestamp, "Last purchase in the period; 4294967295 without one",
        [](auto& fields) -> auto& { return fields.last_purchase; })
        .at_full_detail(),
    result_field<std::uint32_t>(
        "refund_count", kUnitCount, "Refunds in the period", [](auto& fields) -> auto& { return fields.refund_count; })
        .at_full_detail(),
    result_field<Minor>(
        "refund_total", kUnitMinor, "Sum of refunds in the period",
        [](auto& fields) -> auto& { return fields.refund_total; })
        .at_full_detail()};

/// /lens2: what became of a customer between the two periods.
template <template <class> class Of>
struct Lens2Fields {
  Of<std::uint8_t> group{};
  Of<std::uint8_t> period1_decile{};
  Of<std::uint8_t> period2_decile{};
};
using Lens2Views = Lens2Fields<detail::ViewOf>;
inline constexpr const char* kLens2Group = "/lens2";
inline constexpr std::tuple kLens2Columns{
    result_field<std::uint8_t>(
        "group", "", "Group in Lens 2", [](auto& fields) -> auto& { return fields.group; })
        .with_names(lens2_group_names),
    result_field<std::uint8_t>(
        "period1_decile", kUnitDecile, "Spend decile in the period compared with, 1 = biggest; 0: no purchase",
        [](auto& fields) -> auto& { return fields.period1_decile; }),
    result_field<std::uint8_t>(
        "period2_decile", kUnitDecile, "Spend decile in the period, 1 = biggest; 0: no purchase",
        [](auto& fields) -> auto& { return fields.period2_decile; })};

/// /cohort_month and so on: the cohort of each customer.
template <template <class> class Of>
struct CohortFields {
  Of<std::uint16_t> cohort{};
};
using CohortViews = CohortFields<detail::ViewOf>;
inline constexpr const char* kCohortColumn = "cohort";
inline constexpr std::tuple kCohortColumns{
    result_field<std::uint16_t>(
        kCohortColumn, "calendar units since 1970",
        "Unit of the first purchase ever, 0 = the one that 1970 began with; 65534: of the cohort `earlier`; 65535 "
        "without a purchase",
        [](auto& fields) -> auto& { return fields.cohort; })
        .with_content(ResultContent::kCohort)};

/// /personas/WINDOW, beside the masks, whose types the registry decides, and the signals that --detail evidence keeps
/// there (evidence_columns()).
template <template <class> class Of>
struct PersonaFields {
  Of<std::uint8_t> persona{};
};
using PersonaViews = PersonaFields<detail::ViewOf>;
inline constexpr const char* kPersonaColumn = "persona";
inline constexpr std::tuple kPersonaColumns{
    result_field<std::uint8_t>(
        kPersonaColumn, "", "The persona assigned", [](auto& fields) -> auto& { return fields.persona; })
        .with_names(persona_names)};
inline constexpr const char* kQualifyingMask = "qualifying_mask";

/// /segments, beside the mask, whose type the registry decides.
template <template <class> class Of>
struct SegmentFieldsOf {
  Of<std::uint8_t> segment{};
  Of<std::uint8_t> segment_compare{};
};
using SegmentViews = SegmentFieldsOf<detail::ViewOf>;
inline constexpr const char* kSegmentsGroup = "/segments";
inline constexpr const char* kSegmentColumn = "segment";
inline constexpr std::tuple kSegmentColumns{
    result_field<std::uint8_t>(
        kSegmentColumn, "", "The segment assigned in the period", [](auto& fields) -> auto& { return fields.segment; })
        .with_names(segment_names),
    result_field<std::uint8_t>(
        "segment_compare", "", "The one assigned in the period compared with, by its own scores",
        [](auto& fields) -> auto& { return fields.segment_compare; })
        .with_names(segment_names)};

/// An edge of a metric's scores in one period: a row of /score_cuts.
struct ScoreCutRow {
  std::uint8_t table = 0;   ///< PeriodRole
  std::uint8_t metric = 0;  ///< Metric
  std::uint8_t kind = 0;    ///< rfm::ScoreCuts::Kind
  std::uint8_t position = 0;
  std::int64_t numerator = 0;  ///< kNoMoney: there is no such edge
  std::int64_t denominator = 1;
};
inline constexpr const char* kScoreCutsGroup = "/score_cuts";
inline constexpr std::tuple kScoreCutColumns{
    result_field<std::uint8_t>("table", "", "Which table's scores", &ScoreCutRow::table).with_names(period_table_names),
    result_field<std::uint8_t>("metric", "", "Which metric's scores", &ScoreCutRow::metric).with_names(metric_names),
    result_field<std::uint8_t>("kind", "", "How the cuts were found", &ScoreCutRow::kind).with_names(cut_kind_names),
    result_field<std::uint8_t>("position", kUnitCount, "0 for the lowest", &ScoreCutRow::position),
    result_field<std::int64_t>("numerator", "",
                               "Numerator, in the metric's unit; 9223372036854775807 where there is no such edge",
                               &ScoreCutRow::numerator),
    result_field<std::int64_t>("denominator", "", "Denominator", &ScoreCutRow::denominator)};

/// How many customers have a score in one period: a row of /score_counts.
struct ScoreCountRow {
  std::uint8_t table = 0;   ///< PeriodRole
  std::uint8_t metric = 0;  ///< Metric
  std::uint8_t score = 0;
  std::uint64_t customers = 0;
};
inline constexpr const char* kScoreCountsGroup = "/score_counts";
inline constexpr std::tuple kScoreCountColumns{
    result_field<std::uint8_t>("table", "", "Which table's scores", &ScoreCountRow::table)
        .with_names(period_table_names),
    result_field<std::uint8_t>("metric", "", "Which metric's scores", &ScoreCountRow::metric).with_names(metric_names),
    result_field<std::uint8_t>("score", kUnitScore, "The score", &ScoreCountRow::score),
    result_field<std::uint64_t>("customers", kUnitCount, "Customers with that score", &ScoreCountRow::customers)};

/// The end of a spend decile of one period: a row of /spend_deciles.
struct SpendDecileRow {
  std::uint8_t table = 0;  ///< PeriodRole
  std::uint8_t decile = 0;
  std::int64_t smallest_spend = 0;
};
inline constexpr const char* kSpendDecilesGroup = "/spend_deciles";
inline constexpr std::tuple kSpendDecileColumns{
    result_field<std::uint8_t>("table", "", "Which table's customers", &SpendDecileRow::table)
        .with_names(period_table_names),
    result_field<std::uint8_t>("decile", kUnitDecile, "1 = biggest", &SpendDecileRow::decile),
    result_field<std::int64_t>("smallest_spend", kUnitMinor,
                               "Smallest total_spend that is in this decile or a lower number",
                               &SpendDecileRow::smallest_spend)};

/// A condition of a persona: a row of /condition, beside kConditionText.
struct ConditionRow {
  std::uint8_t persona = 0;
};
inline constexpr const char* kConditionGroup = "/condition";
inline constexpr std::tuple kConditionColumns{
    result_field<std::uint8_t>("persona", "", "Whose condition it is", &ConditionRow::persona)
        .with_names(persona_names)};

/// A stream of payments: a row of /stream. A day that is not known, and a price step that there is not, are null.
inline constexpr const char* kStreamGroup = "/stream";
inline constexpr const char* kCustomerRowColumn = "customer_row";
namespace detail {
constexpr std::uint32_t date_or_null(Day day) {
  return day == signals::kNoDay ? 0xFFFF'FFFF : static_cast<std::uint32_t>(day);
}
constexpr bool has_step(const signals::Stream& stream) { return stream.price_step.date != signals::kNoDay; }
}  // namespace detail
inline constexpr std::tuple kStreamColumns{
    result_field<std::uint64_t>(kCustomerRowColumn, kUnitRows, "Row of the customer in /customer, from 0",
                                &signals::Stream::customer)
        .with_content(ResultContent::kCustomerRow),
    result_field<std::uint32_t>("payee", kUnitRows, "Row of the payee in /merchant/name, from 0",
                                &signals::Stream::payee)
        .with_content(ResultContent::kMerchantRow),
    result_field<std::uint8_t>("kind", "", "What is paid", &signals::Stream::kind).with_names(stream_kind_names),
    result_field<std::uint8_t>("cadence", "", "Rhythm of the payments", &signals::Stream::cadence)
        .with_names(cadence_names),
    result_field<std::uint8_t>("state", "",
                               "Whether it goes on; early: two payments a month apart, a subscription perhaps",
                               &signals::Stream::state)
        .with_names(stream_state_names),
    result_field<Minor>("amount", kUnitMinor, "The last payment, above 0", &signals::Stream::amount),
    result_field<Minor>("median", kUnitMinor, "Median of the payments", &signals::Stream::median),
    result_field<std::uint32_t>("charges", kUnitCount, "Payments in the lookback", &signals::Stream::charges),
    result_field<std::uint32_t>("skipped", kUnitCount, "Gaps in which payments were missed", &signals::Stream::skipped),
    result_field<std::uint32_t>("first", kUnitDate, "Date of the first payment in the lookback",
                                [](const signals::Stream& s) { return detail::date_or_null(s.first); }),
    result_field<std::uint32_t>("last", kUnitDate, "Date of the last payment",
                                [](const signals::Stream& s) { return detail::date_or_null(s.last); }),
    result_field<std::uint32_t>("next", kUnitDate, "Date on which the next payment is due; 4294967295: not known",
                                [](const signals::Stream& s) { return detail::date_or_null(s.next); }),
    result_field<std::uint32_t>("price_step_date", kUnitDate,
                                "Date of the last change of the amount; 4294967295: it never changed",
                                [](const signals::Stream& s) { return detail::date_or_null(s.price_step.date); }),
    result_field<Minor>("price_step_from", kUnitMinor, "The amount before it; 9223372036854775807: it never changed",
                        [](const signals::Stream& s) { return detail::has_step(s) ? s.price_step.from : kNoMoney; }),
    result_field<Minor>("price_step_to", kUnitMinor, "The amount from then on; 9223372036854775807: it never changed",
                        [](const signals::Stream& s) { return detail::has_step(s) ? s.price_step.to : kNoMoney; }),
    result_field<std::uint8_t>("confidence", "", "How sure it is, 0 to 100", &signals::Stream::confidence)};

}  // namespace spendlens::audit
