#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/personas/judgement.hpp"

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

/// What the profile spendsense makes of a signal, where it is something else than by Appendix A.1.
std::string description_of(std::size_t place, const signals::SignalProfile& profile) {
  using signals::Signal;
  const char* description = signals::catalogue_of(profile.set)[place].description;
  if (profile.set == signals::SignalSet::kBank) return description;
  const auto signal = static_cast<Signal>(place);
  if (signal == Signal::kCreditMaxUtilizationPct && profile.credit.max_is_aggregate)
    return "The same as credit_aggregate_utilization_pct";
  if (signal == Signal::kCreditTotalLimits && profile.credit.total_limits_of_accounts)
    return "Sum of the limits of accounts of type credit";
  if (signal == Signal::kNetInflow && !profile.savings.inflow_merchant.empty())
    return fmt::format("Minus the sum of rows whose merchant contains '{}', in the window",
                       profile.savings.inflow_merchant);
  if (signal == Signal::kNumCreditCards && profile.credit.cards_need_liability) return "Credit cards with a liability";
  if (signal == Signal::kSpend) return "Sum of purchases in the window, as the profile says what is one";
  return description;
}

bool may_be_null(std::size_t place, const signals::SignalProfile& profile) {
  using signals::Signal;
  if (profile.set == signals::SignalSet::kBank) return place != place_of(signals::BankSignal::kActivity);
  const auto signal = static_cast<Signal>(place);
  if (signal == Signal::kSpend || signal >= Signal::kSubscriptionsComplete) return false;
  return !profile.null_as_zero || signal == Signal::kCreditTotalLimits || signal == Signal::kTransactionHistoryDays;
}

/// The type of a signal's column, and the value that stands for null.
std::pair<store::ElementType, const char*> storage_of(signals::SignalKind kind) {
  using enum signals::SignalKind;
  switch (kind) {
    case kCount:
      return {element_type<std::uint32_t>(), "4294967295"};
    case kCards:
      return {element_type<std::uint16_t>(), "65535"};
    case kMoney:
      return {element_type<Minor>(), "9223372036854775807"};
    case kNumber:
      return {element_type<double>(), "NaN"};
    case kFlag:
    case kChoice:
      break;
  }
  return {element_type<std::uint8_t>(), "255"};
}

ResultColumn signal_column(std::size_t signal, const ResultShape& shape) {
  const signals::SignalInfo& info = signals::catalogue_of(shape.signals.set)[signal];
  const auto [type, null] = storage_of(info.kind);
  ResultColumn result{info.name, type, info.units, description_of(signal, shape.signals), {}};
  if (info.kind == signals::SignalKind::kFlag) result.values = {"false", "true"};
  if (info.kind == signals::SignalKind::kChoice) result.values = signals::choices_of(shape.signals, signal);
  if (info.same_in_every_window) result.description += "; the same in every window";
  if (may_be_null(signal, shape.signals)) result.description += fmt::format("; {} where it is not known", null);
  return result;
}

/// The same in fewer bytes: numbers in single precision.
ResultColumn evidence_column(std::size_t signal, const ResultShape& shape) {
  ResultColumn column = signal_column(signal, shape);
  if (column.type.kind == store::ElementKind::kF64) column.type = element_type<float>();
  return column;
}

/// "6 months", "30 days"
std::string window_text(const signals::Window& window) {
  const char* unit = window.unit == signals::Window::Unit::kDays ? "day" : "month";
  return fmt::format("{} {}{}", window.count, unit, window.count == 1 ? "" : "s");
}

ResultTable signals_table(const signals::Window& window, const ResultShape& shape) {
  ResultTable table{
      signals_group(window), fmt::format("Behavioural signals of the {} up to as-of", window_text(window)), {}};
  for (std::size_t s = 0; s < signals::catalogue_of(shape.signals.set).size(); ++s)
    table.columns.push_back(signal_column(s, shape));
  return table;
}

ResultTable personas_table(const signals::Window& window, const ResultShape& shape) {
  ResultTable table{personas_group(window),
                    fmt::format("Personas by the signals of the {} up to as-of", window_text(window)),
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
    if (evidence.window == window) table.columns.push_back(evidence_column(evidence.signal, shape));
  return table;
}

ResultTable segments_table(const ResultShape& shape) {
  ResultTable table{kSegmentsGroup, "The named segment of each customer, by the RFM scores of the period",
                    columns_of(kSegmentColumns, shape)};
  table.columns.push_back({kQualifyingMask,
                           mask_type(shape.segments.size()),
                           kUnitBits,
                           "Bit i is 1 where the criteria of segment i of the values of `segment` hold",
                           {},
                           ResultContent::kSegmentMask});
  return table;
}

std::uint32_t widest(const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  return static_cast<std::uint32_t>(width);
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

// What is the same in every window is kept once, in the last table; what a condition reads of the window that is judged
// is kept of the main one.
std::vector<EvidenceColumn> evidence_columns(const ResultShape& shape) {
  const signals::SignalCatalogue& catalogue = signals::catalogue_of(shape.signals.set);
  const std::vector<signals::Window> windows = shape.windows();
  std::vector<EvidenceColumn> columns;
  const auto add = [&columns](const EvidenceColumn& column) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
  };
  for (const personas::Persona& persona : shape.registry.personas)
    for (const personas::Condition& condition : persona.conditions) {
      const auto signal = catalogue.find(shape.registry.field_of(condition).name);
      if (!signal) continue;  // RFM and Lens 2 have their own tables
      const std::string main = windows[main_window(windows)].name();
      for (const signals::Window& window : windows)
        if (catalogue[*signal].same_in_every_window ? window == windows.back()
                                                    : condition.window.value_or(main) == window.name())
          add({*signal, window});
    }
  return columns;
}

std::vector<signals::Window> ResultShape::windows() const {
  return with_signals ? signals::windows_of(signals) : std::vector<signals::Window>{};
}

ResultShape shape_of(const AuditResult& head, std::uint32_t id_width) {
  const CohortSettings& cohorts = head.cohort_settings;
  return {id_width,
          head.detail,
          head.signal_profile,
          head.registry,
          cohorts.granularities,
          cohorts.rules.with_margin,
          cohorts.attribute.parts(),
          head.scope.signals,
          head.scope.personas,
          head.segments,
          head.clv_settings.asked() ? head.clv_settings.rules.horizons : std::vector<int>{},
          head.by.has_value()};
}

std::string signals_group(const signals::Window& window) { return "/signals/" + window.name(); }

std::string personas_group(const signals::Window& window) { return "/personas/" + window.name(); }

std::vector<ResultTable> customer_tables(const ResultShape& shape) {
  if (shape.detail == Detail::kSummary) return {};
  const auto rfm_table = [&shape](PeriodRole role, const char* description) {
    return ResultTable{rfm_group(role), description, columns_of(kRfmColumns, shape)};
  };
  std::vector<ResultTable> tables = {customer_table(shape),
                                     rfm_table(PeriodRole::kPeriod, "RFM metrics and scores of the period")};
  if (shape.detail == Detail::kFull) {
    tables.push_back(rfm_table(PeriodRole::kCompare, "RFM metrics and scores of the period compared with"));
    for (const signals::Window& window : shape.windows()) tables.push_back(signals_table(window, shape));
  }
  if (shape.with_personas)
    for (const signals::Window& window : shape.windows()) tables.push_back(personas_table(window, shape));
  for (const Granularity granularity : shape.cohorts)
    tables.push_back({cohort_group(granularity),
                      fmt::format("The cohort of each customer, by {}", cohorts::granularity_name(granularity)),
                      columns_of(kCohortColumns, shape)});
  if (!shape.clv_horizons.empty()) tables.push_back(clv_table(shape));
  tables.push_back(
      {kLens2Group, "Lens 2: what became of each customer between the two periods", columns_of(kLens2Columns, shape)});
  if (shape.segments.size() > 0) tables.push_back(segments_table(shape));
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

ResultTable stream_table(const ResultShape& shape) {
  return {kStreamGroup, "Payments to or from one payee that come in a rhythm, habits left out; by customer, then payee",
          columns_of(kStreamColumns, shape)};
}

bool keeps_streams(const AuditResult& head) { return head.detail == Detail::kFull && head.scope.signals; }

std::vector<std::string> condition_texts(const personas::Registry& registry) {
  std::vector<std::string> texts;
  for (const personas::Persona& persona : registry.personas)
    for (const personas::Condition& condition : persona.conditions)
      texts.push_back(personas::criterion_text(condition, registry.field_of(condition)));
  return texts;
}

}  // namespace spendlens::audit
