#include <fmt/core.h>

#include <algorithm>

#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/result_columns.hpp"

namespace spendlens::audit {

namespace {

using store::element_type;

/// The lines of a list that the shape's detail keeps.
template <class Fields>
std::vector<ResultColumn> columns_of(const Fields& fields, const ResultShape& shape) {
  std::vector<ResultColumn> columns;
  for_each_field(fields, [&]<class Field>(const Field& field) {
    if (field.least < shape.detail) return;
    columns.push_back({field.name, element_type<typename Field::Value>(), field.units, field.description,
                       field.names == nullptr ? std::vector<std::string>{} : field.names(shape), field.content});
  });
  return columns;
}

ResultColumn text_column(const ResultText& text, std::uint32_t width) {
  return {text.name, store::text_type(width), "", text.description, {}};
}

ResultTable customer_table(const ResultShape& shape) {
  ResultTable table{kCustomerGroup,
                    "The customers of the ledger, in its order: by the 64-bit XXH3 hash of the id, then by id",
                    columns_of(kCustomerColumns, shape)};
  table.columns.insert(table.columns.begin(), text_column(kCustomerId, shape.id_width));
  return table;
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
  ResultTable table{signals_group(window), fmt::format("Behavioural signals of the {} days up to as-of", window), {}};
  for (const signals::Signal signal : kept_signals(shape.signals))
    table.columns.push_back(signal_column(signal, shape));
  return table;
}

ResultTable personas_table(Day window, const ResultShape& shape) {
  ResultTable table{personas_group(window), fmt::format("Personas by the signals of the {} days up to as-of", window),
                    columns_of(kPersonaColumns, shape)};
  table.columns.push_back({kQualifyingMask,
                           mask_type(shape.registry.size()),
                           kUnitBits,
                           "Bit i is 1 where the customer qualifies for persona i of the values of `persona`",
                           {},
                           ResultContent::kPersonaMask});
  const std::size_t conditions = shape.registry.num_conditions();
  for (std::size_t word = 0; word < shape.registry.num_condition_words(); ++word)
    table.columns.push_back({condition_mask_name(word),
                             mask_type(conditions),
                             kUnitBits,
                             fmt::format("Bit i is 1 where condition {} + i of /condition held", 64 * word),
                             {},
                             ResultContent::kConditionMask});
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

std::vector<signals::Signal> kept_signals(const signals::SignalProfile&) {
  std::vector<signals::Signal> all;
  for (std::size_t i = 0; i < signals::kNumSignals; ++i) all.push_back(static_cast<signals::Signal>(i));
  return all;
}

std::string signals_group(Day window) { return fmt::format("/signals/{}d", window); }

std::string personas_group(Day window) { return fmt::format("/personas/{}d", window); }

std::vector<ResultTable> customer_tables(const ResultShape& shape) {
  if (shape.detail == Detail::kSummary) return {};
  const auto rfm_table = [&shape](PeriodRole role, const char* description) {
    return ResultTable{rfm_group(role), description, columns_of(kRfmColumns, shape)};
  };
  std::vector<ResultTable> tables = {customer_table(shape),
                                     rfm_table(PeriodRole::kPeriod, "RFM metrics and scores of the period")};
  if (shape.detail == Detail::kFull) {
    tables.push_back(rfm_table(PeriodRole::kCompare, "RFM metrics and scores of the period compared with"));
    for (const Day window : shape.signals.windows) tables.push_back(signals_table(window, shape));
  }
  for (const Day window : shape.signals.windows) tables.push_back(personas_table(window, shape));
  for (const Granularity granularity : shape.cohorts)
    tables.push_back({cohort_group(granularity),
                      fmt::format("The cohort of each customer, by {}", cohorts::granularity_name(granularity)),
                      columns_of(kCohortColumns, shape)});
  tables.push_back(
      {kLens2Group, "Lens 2: what became of each customer between the two periods", columns_of(kLens2Columns, shape)});
  return tables;
}

std::vector<ResultTable> cut_tables(const ResultShape& of_result) {
  ResultShape shape = of_result;
  shape.detail = Detail::kFull;  // these are kept at every level of detail
  ResultTable conditions{kConditionGroup, "The conditions of the personas, in the order of the bits of condition_mask",
                         columns_of(kConditionColumns, shape)};
  conditions.columns.push_back(text_column(kConditionText, widest(condition_texts(shape.registry))));
  return {{kScoreCutsGroup,
           "Edges (qcut) or cuts (fixed, given) of every score, ascending; an edge is numerator / denominator",
           columns_of(kScoreCutColumns, shape)},
          {kScoreCountsGroup, "Customers per score", columns_of(kScoreCountColumns, shape)},
          {kSpendDecilesGroup, "Smallest total_spend of the deciles 1 to 9 of each period",
           columns_of(kSpendDecileColumns, shape)},
          std::move(conditions),
          {kSummaryDigest.group, "The summary.json that belongs to the result", {text_column(kSummaryDigest, 32)}}};
}

ResultTable subscription_table(const ResultShape& shape) {
  return {kSubscriptionGroup, "Subscriptions that were detected, by customer, then merchant",
          columns_of(kSubscriptionColumns, shape)};
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
