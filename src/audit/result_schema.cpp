#include "spendlens/audit/result_schema.hpp"

#include <algorithm>

#include "spendlens/core/error.hpp"

#ifndef SPENDLENS_VERSION
#error "SPENDLENS_VERSION comes from the build"
#endif

namespace spendlens::audit {

namespace {

using store::element_type;

template <class T>
ResultColumn column(const char* name, const char* units, const char* description, std::vector<std::string> values = {}) {
  return {name, element_type<T>(), units, description, std::move(values)};
}

const std::vector<std::string> kMetricValues(kMetricNames.begin(), kMetricNames.end());
const std::vector<std::string> kTableValues = {"rfm", "rfm_compare"};

ResultTable rfm_table(const char* group, const char* description, Detail least_detail) {
  return {group,
          description,
          {column<std::uint32_t>("recency_days", kUnitDays, "Whole days from the last purchase to observation_end; 4294967295 without a purchase"),
           column<std::uint32_t>("frequency", kUnitCount, "Purchases"),
           column<std::int64_t>("monetary", kUnitMinor, "total_spend / frequency, rounded; 0 without a purchase"),
           column<std::int64_t>("total_spend", kUnitMinor, "Sum of purchases"),
           column<std::uint8_t>("r_score", "score", "Score of recency_days, highest = most recent; 0 without a purchase"),
           column<std::uint8_t>("f_score", "score", "Score of frequency; 0 without a purchase"),
           column<std::uint8_t>("m_score", "score", "Score of monetary; 0 without a purchase"),
           column<std::uint16_t>("rfm_score", "score", "The three digits r, f, m; 0 without a purchase"),
           column<std::uint32_t>("active_days", kUnitDays, "Distinct days with a purchase"),
           column<std::uint32_t>("first_purchase", kUnitTimestamp, "First purchase in the period; 4294967295 without one"),
           column<std::uint32_t>("last_purchase", kUnitTimestamp, "Last purchase in the period; 4294967295 without one"),
           column<std::uint32_t>("refund_count", kUnitCount, "Refunds in the period"),
           column<std::int64_t>("refund_total", kUnitMinor, "Sum of refunds in the period")},
          least_detail};
}

store::FileSpec& add_table(store::FileSpec& spec, const ResultTable& table, std::uint64_t length) {
  for (const ResultColumn& entry : table.columns)
    spec.columns.push_back({table.group + "/" + entry.name, entry.type, length, entry.units, entry.description, entry.values});
  spec.group_attributes[table.group].push_back({"description", table.description});
  return spec;
}

void add_period(store::FileSpec& spec, const std::string& group, const ObservedPeriod& period) {
  auto& attributes = spec.group_attributes[group];
  attributes.push_back({"observation_start", date_text(period.period.start)});
  attributes.push_back({"observation_end", date_text(period.observation_end)});
  attributes.push_back({"period", period_text(period.period)});
}

}  // namespace

std::vector<ResultTable> customer_tables(std::uint32_t id_width) {
  return {{"/customer",
           "The customers of the ledger, in its order: by the 64-bit XXH3 hash of the id, then by id",
           {{"customer_id", store::text_type(id_width), "", "Customer id, UTF-8, NUL-padded", {}},
            column<std::uint64_t>("customer_hash", "", "XXH3-64 of customer_id")},
           Detail::kEvidence},
          rfm_table("/rfm", "RFM metrics and scores of the period", Detail::kEvidence),
          rfm_table("/rfm_compare", "RFM metrics and scores of the period compared with", Detail::kFull),
          {"/lens2",
           "Lens 2: what became of each customer between the two periods",
           {column<std::uint8_t>("group", "", "Group in Lens 2",
                                 std::vector<std::string>(lenses::kGroupNames.begin(), lenses::kGroupNames.end())),
            column<std::uint8_t>("period1_decile", "decile", "Spend decile in the period compared with, 1 = biggest; 0: no purchase"),
            column<std::uint8_t>("period2_decile", "decile", "Spend decile in the period, 1 = biggest; 0: no purchase")},
           Detail::kEvidence}};
}

std::vector<ResultTable> cut_tables() {
  return {{"/score_cuts",
           "Edges (qcut) or cuts (fixed, given) of every score, ascending; an edge is numerator / denominator",
           {column<std::uint8_t>("table", "", "Which table's scores", kTableValues),
            column<std::uint8_t>("metric", "", "Which metric's scores", kMetricValues),
            column<std::uint8_t>("position", kUnitCount, "0 for the lowest"),
            column<std::int64_t>("numerator", "", "Numerator, in the metric's unit; 9223372036854775807 where there is no such edge"),
            column<std::int64_t>("denominator", "", "Denominator")},
           Detail::kSummary},
          {"/score_counts",
           "Customers per score",
           {column<std::uint8_t>("table", "", "Which table's scores", kTableValues),
            column<std::uint8_t>("metric", "", "Which metric's scores", kMetricValues),
            column<std::uint8_t>("score", "score", "The score"),
            column<std::uint64_t>("customers", kUnitCount, "Customers with that score")},
           Detail::kSummary},
          {"/spend_deciles",
           "Smallest total_spend of the deciles 1 to 9 of each period",
           {column<std::uint8_t>("table", "", "Which table's customers", kTableValues),
            column<std::uint8_t>("decile", "decile", "1 = biggest"),
            column<std::int64_t>("smallest_spend", kUnitMinor, "Smallest total_spend that is in this decile or a lower number")},
           Detail::kSummary}};
}

bool is_kept(const ResultTable& table, Detail detail) { return detail <= table.least_detail; }

store::FileSpec result_spec(const AuditResult& head, std::uint64_t num_customers, std::uint32_t id_width) {
  store::FileSpec spec;
  spec.attributes = {{"format", std::string(kResultFormat)},
                     {"version", kResultVersion},
                     {"spendlens", std::string(SPENDLENS_VERSION)},
                     {"currency", head.ledger.currency},
                     {"currency_decimals", std::uint64_t{2}},
                     {"timezone", head.ledger.timezone},
                     {"as_of", date_text(head.reference)},
                     {"period", period_text(head.period.period)},
                     {"compare", period_text(head.compare.period)},
                     {"customers", num_customers},
                     {"transactions", head.ledger.transactions},
                     {"profile", head.profile},
                     {"score_method", std::string(head.score_method == rfm::ScoreMethod::kQcut ? "qcut" : "fixed")},
                     {"bins", static_cast<std::uint64_t>(head.bins)}};
  for (const ResultTable& table : customer_tables(id_width))
    if (is_kept(table, head.detail)) add_table(spec, table, num_customers);
  const auto bins = static_cast<std::uint64_t>(head.bins);
  const std::vector<ResultTable> cuts = cut_tables();
  add_table(spec, cuts[0], 6 * (bins + 1));
  add_table(spec, cuts[1], 6 * bins);
  add_table(spec, cuts[2], 2 * 9);
  if (spec.group_attributes.count("/rfm") != 0) add_period(spec, "/rfm", head.period);
  if (spec.group_attributes.count("/rfm_compare") != 0) add_period(spec, "/rfm_compare", head.compare);
  return spec;
}

}  // namespace spendlens::audit
