#include <fmt/core.h>

#include <algorithm>

#include "spendlens/audit/result_schema.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

namespace {

using store::element_type;

template <class T>
ResultColumn column(const char* name, const char* units, const char* description,
                    std::vector<std::string> values = {}) {
  return {name, element_type<T>(), units, description, std::move(values)};
}

const std::vector<std::string> kMetricValues(kMetricNames.begin(), kMetricNames.end());
const std::vector<std::string> kTableValues = {"rfm", "rfm_compare"};

/// The metrics by which a table is full are left out where only the evidence is kept.
ResultTable rfm_table(const char* group, const char* description, Detail detail) {
  std::vector<ResultColumn> columns = {
      column<std::uint32_t>("recency_days", kUnitDays,
                            "Whole days from the last purchase to observation_end; 4294967295 without a purchase"),
      column<std::uint32_t>("frequency", kUnitCount, "Purchases"),
      column<std::int64_t>("monetary", kUnitMinor, "total_spend / frequency, rounded; 0 without a purchase"),
      column<std::int64_t>("total_spend", kUnitMinor, "Sum of purchases"),
      column<std::uint8_t>("r_score", "score", "Score of recency_days, highest = most recent; 0 without a purchase"),
      column<std::uint8_t>("f_score", "score", "Score of frequency; 0 without a purchase"),
      column<std::uint8_t>("m_score", "score", "Score of monetary; 0 without a purchase"),
      column<std::uint16_t>("rfm_score", "score", "The three digits r, f, m; 0 without a purchase")};
  if (detail == Detail::kFull)
    for (ResultColumn& more :
         std::vector<ResultColumn>{column<std::uint32_t>("active_days", kUnitDays, "Distinct days with a purchase"),
                                   column<std::uint32_t>("first_purchase", kUnitTimestamp,
                                                         "First purchase in the period; 4294967295 without one"),
                                   column<std::uint32_t>("last_purchase", kUnitTimestamp,
                                                         "Last purchase in the period; 4294967295 without one"),
                                   column<std::uint32_t>("refund_count", kUnitCount, "Refunds in the period"),
                                   column<std::int64_t>("refund_total", kUnitMinor, "Sum of refunds in the period")})
      columns.push_back(std::move(more));
  return {group, description, std::move(columns)};
}

ResultTable customer_table(const ResultShape& shape) {
  ResultTable table{"/customer",
                    "The customers of the ledger, in its order: by the 64-bit XXH3 hash of the id, then by id",
                    {{"customer_id", store::text_type(shape.id_width), "", "Customer id, UTF-8, NUL-padded", {}}}};
  if (shape.detail == Detail::kFull)
    table.columns.push_back(column<std::uint64_t>("customer_hash", "", "XXH3-64 of customer_id"));
  return table;
}

ResultTable lens2_table() {
  return {
      "/lens2",
      "Lens 2: what became of each customer between the two periods",
      {column<std::uint8_t>("group", "", "Group in Lens 2",
                            std::vector<std::string>(lenses::kGroupNames.begin(), lenses::kGroupNames.end())),
       column<std::uint8_t>("period1_decile", "decile",
                            "Spend decile in the period compared with, 1 = biggest; 0: no purchase"),
       column<std::uint8_t>("period2_decile", "decile", "Spend decile in the period, 1 = biggest; 0: no purchase")}};
}

/// What the profile makes of a signal, where it is something else than by default.
std::string description_of(signals::Signal signal, const signals::SignalProfile& profile) {
  using signals::Signal;
  if (signal == Signal::kCreditMaxUtilizationPct && profile.credit.max_is_aggregate)
    return "The same as credit_aggregate_utilization_pct";
  if (signal == Signal::kCreditTotalLimits && profile.credit.total_limits_of_accounts)
    return "Sum of the limits of accounts of type credit";
  if (signal == Signal::kNetInflow && !profile.savings.inflow_merchant.empty())
    return fmt::format("Minus the sum of rows whose merchant contains '{}', in the window",
                       profile.savings.inflow_merchant);
  if (signal == Signal::kNumCreditCards && profile.credit.cards_need_liability) return "Credit cards with a liability";
  if (signal == Signal::kSpend) return "Sum of purchases in the window, as the profile says what is one";
  return signals::info_of(signal).description;
}

bool may_be_null(signals::Signal signal, const signals::SignalProfile& profile) {
  using signals::Signal;
  if (signal == Signal::kSpend || signal >= Signal::kSubscriptionsComplete) return false;
  return !profile.null_as_zero || signal == Signal::kCreditTotalLimits || signal == Signal::kTransactionHistoryDays;
}

ResultColumn signal_column(signals::Signal signal, const ResultShape& shape) {
  const signals::SignalInfo& info = signals::info_of(signal);
  ResultColumn result{info.name, {}, info.units, description_of(signal, shape.signals), {}};
  std::visit([&result]<class T>(T signals::Summary::*) { result.type = element_type<T>(); }, signals::member_of(info));
  if (info.kind == signals::SignalKind::kFlag) result.values = {"false", "true"};
  if (info.kind == signals::SignalKind::kChoice) result.values = signals::payment_frequencies(shape.signals);
  if (info.same_in_every_window) result.description += "; the same in every window";
  const char* null = info.kind == signals::SignalKind::kCount    ? "4294967295"
                     : info.kind == signals::SignalKind::kCards  ? "65535"
                     : info.kind == signals::SignalKind::kMoney  ? "9223372036854775807"
                     : info.kind == signals::SignalKind::kNumber ? "NaN"
                                                                 : "255";
  if (may_be_null(signal, shape.signals)) result.description += fmt::format("; {} where it is not known", null);
  return result;
}

ResultTable signals_table(Day window, const ResultShape& shape) {
  ResultTable table{
      fmt::format("/signals/{}d", window), fmt::format("Behavioural signals of the {} days up to as-of", window), {}};
  for (std::size_t i = 0; i < signals::kNumSignals; ++i)
    table.columns.push_back(signal_column(static_cast<signals::Signal>(i), shape));
  return table;
}

ResultTable personas_table(Day window, const ResultShape& shape) {
  ResultTable table{fmt::format("/personas/{}d", window),
                    fmt::format("Personas by the signals of the {} days up to as-of", window),
                    {}};
  table.columns.push_back(
      column<std::uint8_t>("persona", "", "The persona assigned", personas::persona_names(shape.registry)));
  table.columns.push_back({"qualifying_mask",
                           mask_type(shape.registry.size()),
                           "bits",
                           "Bit i is 1 where the customer qualifies for persona i of the values of `persona`",
                           {}});
  const std::size_t conditions = shape.registry.num_conditions();
  for (std::size_t word = 0; word < shape.registry.num_condition_words(); ++word)
    table.columns.push_back({condition_mask_name(word),
                             mask_type(conditions),
                             "bits",
                             fmt::format("Bit i is 1 where condition {} + i of /condition held", 64 * word),
                             {}});
  if (shape.detail != Detail::kEvidence) return table;
  for (const EvidenceColumn& evidence : evidence_columns(shape))
    if (evidence.window == window) table.columns.push_back(signal_column(evidence.signal, shape));
  return table;
}

std::uint32_t widest(const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  return static_cast<std::uint32_t>(width);
}

std::string threshold_text(const personas::Condition& condition) {
  return condition.of_money() ? decimal_text(condition.money, 2) : fmt::format("{}", condition.number);
}

}  // namespace

store::ElementType mask_type(std::size_t bits) {
  if (bits <= 8) return element_type<std::uint8_t>();
  if (bits <= 16) return element_type<std::uint16_t>();
  return bits <= 32 ? element_type<std::uint32_t>() : element_type<std::uint64_t>();
}

std::string condition_mask_name(std::size_t word) {
  return word == 0 ? "condition_mask" : fmt::format("condition_mask_{}", word);
}

std::vector<EvidenceColumn> evidence_columns(const ResultShape& shape) {
  std::vector<EvidenceColumn> columns;
  const auto add = [&columns](const EvidenceColumn& column) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
  };
  for (const personas::Persona& persona : shape.registry.personas)
    for (const personas::Condition& condition : persona.conditions) {
      if (signals::info_of(condition.signal).same_in_every_window)
        add({condition.signal, shape.signals.windows.back()});
      else if (condition.time_window)
        add({condition.signal, *condition.time_window});
      else
        for (const Day window : shape.signals.windows) add({condition.signal, window});
    }
  return columns;
}

std::vector<ResultTable> customer_tables(const ResultShape& shape) {
  if (shape.detail == Detail::kSummary) return {};
  std::vector<ResultTable> tables = {customer_table(shape),
                                     rfm_table("/rfm", "RFM metrics and scores of the period", shape.detail)};
  if (shape.detail == Detail::kFull)
    tables.push_back(rfm_table("/rfm_compare", "RFM metrics and scores of the period compared with", shape.detail));
  if (shape.detail == Detail::kFull)
    for (const Day window : shape.signals.windows) tables.push_back(signals_table(window, shape));
  for (const Day window : shape.signals.windows) tables.push_back(personas_table(window, shape));
  tables.push_back(lens2_table());
  return tables;
}

std::vector<ResultTable> cut_tables(const ResultShape& shape) {
  return {
      {"/score_cuts",
       "Edges (qcut) or cuts (fixed, given) of every score, ascending; an edge is numerator / denominator",
       {column<std::uint8_t>("table", "", "Which table's scores", kTableValues),
        column<std::uint8_t>("metric", "", "Which metric's scores", kMetricValues),
        column<std::uint8_t>("kind", "", "How the cuts were found", {"none", "one_value", "qcut", "fixed", "given"}),
        column<std::uint8_t>("position", kUnitCount, "0 for the lowest"),
        column<std::int64_t>("numerator", "",
                             "Numerator, in the metric's unit; 9223372036854775807 where there is no such edge"),
        column<std::int64_t>("denominator", "", "Denominator")}},
      {"/score_counts",
       "Customers per score",
       {column<std::uint8_t>("table", "", "Which table's scores", kTableValues),
        column<std::uint8_t>("metric", "", "Which metric's scores", kMetricValues),
        column<std::uint8_t>("score", "score", "The score"),
        column<std::uint64_t>("customers", kUnitCount, "Customers with that score")}},
      {"/spend_deciles",
       "Smallest total_spend of the deciles 1 to 9 of each period",
       {column<std::uint8_t>("table", "", "Which table's customers", kTableValues),
        column<std::uint8_t>("decile", "decile", "1 = biggest"),
        column<std::int64_t>("smallest_spend", kUnitMinor,
                             "Smallest total_spend that is in this decile or a lower number")}},
      {"/condition",
       "The conditions of the personas, in the order of the bits of condition_mask",
       {column<std::uint8_t>("persona", "", "Whose condition it is", personas::persona_names(shape.registry)),
        {"condition",
         store::text_type(widest(condition_texts(shape.registry))),
         "",
         "Signal, operator and value",
         {}}}},
      {"/summary",
       "The summary.json that belongs to the result",
       {{"digest",
         store::text_type(32),
         "",
         "XXH3-128 of its text before the line of data_quality, without that line break",
         {}}}}};
}

ResultTable subscription_table(const ResultShape& shape) {
  return {"/subscription",
          "Subscriptions that were detected, by customer, then merchant",
          {column<std::uint64_t>("customer_row", "rows", "Row of the customer in /customer, from 0"),
           column<std::uint32_t>("merchant", "rows", "Row of the merchant in /merchant/name, from 0"),
           column<std::uint8_t>("cadence", "", "Rhythm of the charges", signals::cadence_names(shape.signals)),
           column<double>("average_amount", kUnitMajor, "Mean of the charges"),
           column<std::uint32_t>("charge_count", kUnitCount, "Charges in the lookback"),
           column<std::uint32_t>("last_charge", kUnitDate, "Date of the last charge"),
           column<float>("median_gap_days", kUnitDays, "Median of the days between charges"),
           column<std::uint8_t>("state", "", "Whether it is still charged",
                                std::vector<std::string>(signals::kSubscriptionStateNames.begin(),
                                                         signals::kSubscriptionStateNames.end()))}};
}

std::vector<std::string> condition_texts(const personas::Registry& registry) {
  std::vector<std::string> texts;
  for (const personas::Persona& persona : registry.personas)
    for (const personas::Condition& condition : persona.conditions)
      texts.push_back(fmt::format("{} {} {}{}", signals::info_of(condition.signal).name,
                                  personas::text_of(condition.comparison), threshold_text(condition),
                                  condition.time_window ? fmt::format(" ({}d)", *condition.time_window) : ""));
  return texts;
}

}  // namespace spendlens::audit
