#include <fmt/core.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>

#include "report/explain/unknown_signals.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/report/json_text.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/report/explanation.hpp"

namespace spendlens::report {

namespace {

using Json = nlohmann::ordered_json;

Json money(Minor amount) { return amount == kNoMoney ? Json(nullptr) : Json(decimal_text(amount, 2)); }
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// A value as it stands in a column of the result: null where it is the largest of its type.
template <class T>
Json value_json(T value, std::string_view units) {
  if constexpr (std::is_floating_point_v<T>) return number(value);
  if (value == std::numeric_limits<T>::max()) return nullptr;
  if (units == audit::kUnitMinor) return decimal_text(static_cast<Minor>(value), 2);
  if (units == audit::kUnitTimestamp) return timestamp_text(static_cast<Timestamp>(value));
  if (units == audit::kUnitDate) return date_text(static_cast<Day>(value));
  return value;
}

Json rfm_json(const audit::ExplainedRfm& rfm) {
  Json json = {{"period", period_text(rfm.period.period)}, {"observation_end", date_text(rfm.period.observation_end)}};
  audit::for_each_field(audit::kRfmColumns,
                        [&](const auto& field) { json[field.name] = value_json(field.of(rfm), field.units); });
  json["spend_decile"] = rfm.spend_decile;
  return json;
}

Json signal_json(const signals::SignalTable& table, std::size_t signal, const signals::SignalProfile& profile) {
  const signals::SignalInfo& info = table.catalogue()[signal];
  const auto value = table.value(signal, 0);
  if (!value) return nullptr;
  switch (info.kind) {
    case signals::SignalKind::kMoney:
      return decimal_text(table.values<Minor>(signal)[0], 2);
    case signals::SignalKind::kFlag:
      return *value != 0;
    case signals::SignalKind::kChoice:
      return signals::choices_of(profile, signal).at(static_cast<std::size_t>(*value));
    case signals::SignalKind::kNumber:
      return number(*value);
    default:
      return static_cast<std::uint64_t>(*value);
  }
}

/// A value of a field in its own terms: money as a decimal, names by name.
Json field_json(const personas::Field& field, const personas::FieldValue& value) {
  using personas::FieldKind;
  if (personas::is_null(value)) return nullptr;
  if (field.kind == FieldKind::kMoney) return decimal_text(std::get<std::int64_t>(value), 2);
  if (field.kind == FieldKind::kNumber) return number(std::get<double>(value));
  if (field.kind == FieldKind::kFlag) return std::get<std::int64_t>(value) != 0;
  if (field.kind == FieldKind::kChoice) return field.values.at(static_cast<std::size_t>(std::get<std::int64_t>(value)));
  if (field.kind == FieldKind::kCohort) return personas::cohort_text(std::get<std::int64_t>(value));
  return std::get<std::int64_t>(value);
}

Json threshold_json(const personas::Field& field, const personas::Threshold& threshold) {
  using personas::FieldKind;
  if (field.kind == FieldKind::kMoney || field.kind == FieldKind::kChoice || field.kind == FieldKind::kCohort)
    return personas::threshold_text(field, threshold);
  if (field.kind == FieldKind::kFlag) return threshold.number != 0;
  return threshold.number;
}

Json thresholds_json(const personas::Condition& condition, const personas::Field& field) {
  Json all = Json::array();
  for (const personas::Threshold& threshold : condition.thresholds) all.push_back(threshold_json(field, threshold));
  return condition.comparison == personas::Comparison::kIn ? all : all.front();
}

Json evidence_json(const personas::Condition& condition, const personas::Field& field,
                   const personas::Evidence& evidence) {
  return {{"signal", field.name},
          {"operator", personas::text_of(condition.comparison)},
          {"threshold", thresholds_json(condition, field)},
          {"window", condition.window ? Json(*condition.window) : Json(nullptr)},
          {"units", field.kind == personas::FieldKind::kMoney ? "major units" : field.units},
          {"value", field_json(field, evidence.value)},
          {"held", evidence.held},
          {"text", personas::condition_text(condition, field, evidence)}};
}

/// What a registry says of the customer: `entry` is what it holds, persona or segment.
Json judgement_json(const personas::Registry& registry, const personas::Judgement& judgement,
                    const std::string& entry) {
  Json candidates = Json::array();
  Json qualifying = Json::array();
  for (std::size_t p = 0; p < registry.size(); ++p) {
    const personas::Persona& persona = registry.personas[p];
    const bool qualifies = (judgement.qualifying >> p & 1) != 0;
    if (qualifies) qualifying.push_back(persona.id);
    Json conditions = Json::array();
    for (std::size_t c = 0; c < persona.conditions.size(); ++c)
      conditions.push_back(
          evidence_json(persona.conditions[c], registry.field_of(persona.conditions[c]), judgement.evidence[p][c]));
    candidates.push_back({{"id", persona.id},
                          {"name", persona.name},
                          {"priority", persona.priority},
                          {"operator", persona.all_conditions ? "AND" : "OR"},
                          {"qualifies", qualifies},
                          {"conditions", conditions}});
  }
  Json json = {{entry, personas::persona_names(registry)[judgement.assigned]},
               {"reason", judgement.reason},
               {"qualifying", qualifying}};
  if (judgement.assigned < registry.size()) {
    json["focus_areas"] = registry.personas[judgement.assigned].focus_areas;
    json["content_types"] = registry.personas[judgement.assigned].content_types;
  }
  json[entry + "s"] = candidates;
  return json;
}

Json row_json(const audit::ExplainedRow& row) {
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  return {{"date", date_text(row.date)},
          {"amount", money(row.amount)},
          {"merchant", text_or_null(row.merchant)},
          {"category", text_or_null(row.category)},
          {"account_id", text_or_null(row.account_id)}};
}

Json rows_json(const std::vector<audit::ExplainedRow>& rows) {
  Json list = Json::array();
  for (const audit::ExplainedRow& row : rows) list.push_back(row_json(row));
  return list;
}

/// One value of a stream: codes and rows of the merchants by their names.
template <class Field>
Json stream_value(const Field& field, const audit::ExplainedStream& stream) {
  const auto value = field.of(stream.stream);
  if (field.content == audit::ResultContent::kMerchantRow) return stream.payee;
  if (field.names != nullptr) return field.names({}).at(static_cast<std::size_t>(value));
  if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>)
    return nullptr;
  else
    return value_json(value, field.units);
}

Json stream_json(const audit::ExplainedStream& stream) {
  Json json = Json::object();
  audit::for_each_field(audit::kStreamColumns, [&](const auto& field) {
    if (field.content != audit::ResultContent::kCustomerRow) json[field.name] = stream_value(field, stream);
  });
  json["is_income"] = stream.stream.is_income;
  json["is_regular"] = stream.stream.is_income ? Json(stream.stream.is_regular) : Json(nullptr);
  json["due"] = Json::array();
  for (const Day day : stream.due) json["due"].push_back(date_text(day));
  json["payments"] = rows_json(stream.payments);
  return json;
}

Json streams_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const audit::ExplainedStream& stream : e.streams) list.push_back(stream_json(stream));
  return list;
}

Json pairs_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const audit::ExplainedPair& pair : e.pairs)
    list.push_back({{"from", row_json(pair.from)}, {"to", row_json(pair.to)}});
  return list;
}

/// The customer beside its cohorts.
Json cohorts_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const audit::ExplainedCohort& of : e.cohorts) {
    Json at = nullptr;
    if (of.at)
      at = {{"age", of.at->age},
            {"cohort_active", of.at->active},
            {"cohort_retention", number(of.at->retention)},
            {"cohort_cumulative_spend_per_member", number(of.at->cumulative_spend_per_member)},
            {"orders_in_unit", of.at->orders_in_unit},
            {"cumulative_orders", of.at->orders},
            {"cumulative_spend", money(of.at->spend)}};
    list.push_back({{"granularity", cohorts::granularity_name(of.granularity)},
                    {"cohort", of.cohort},
                    {"first_purchase", date_text(of.first_purchase)},
                    {"cohort_customers", of.customers},
                    {"cohort_returned_pct", number(of.returned_pct)},
                    {"returned", of.returned},
                    {"age", of.age},
                    {"last_whole_unit", at}});
  }
  return list;
}

Json joint_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const audit::ExplainedJointAccount& joint : e.joint_accounts)
    list.push_back({{"account_id", joint.account_id}, {"owner", joint.owner}});
  return list;
}

/// Why signals are null, by window and signal.
Json unknown_json(const audit::Explanation& e) {
  Json unknown = Json::object();
  for (std::size_t w = 0; w < e.signals.windows.size(); ++w) {
    Json& of = unknown[e.signals.windows[w].name()] = Json::object();
    const signals::SignalTable& table = e.signals.tables[w];
    for (std::size_t s = 0; s < table.catalogue().size(); ++s)
      if (!table.value(s, 0)) of[table.catalogue()[s].name] = unknown_reason(e, w, s);
  }
  return unknown;
}

Json flag_or_null(std::uint8_t flag) { return flag == kNoFlag ? Json(nullptr) : Json(flag != 0); }

Json cards_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const auto& c : e.cards) {
    const bool has_limit = c.card.limit != kNoMoney;
    list.push_back({{"account_id", c.account_id},
                    {"balance", money(c.card.balance)},
                    {"limit", money(c.card.limit)},
                    {"utilization_pct", number(c.card.utilization_pct)},
                    {"tier", has_limit ? Json(signals::kUtilizationTierNames[static_cast<std::size_t>(c.card.tier)])
                                       : Json(nullptr)},
                    {"is_overdue", c.card.is_overdue},
                    {"has_interest_charges", c.card.has_interest},
                    {"minimum_payment_only", c.card.pays_minimum_only},
                    {"paid_in_full", flag_or_null(c.card.pays_in_full)},
                    {"revolving", flag_or_null(c.card.is_revolving)}});
  }
  return list;
}

/// The columns of /clv, and what clv is the product of.
Json value_json(const audit::ExplainedValue& value) {
  const auto days = [&value](std::uint16_t number) {
    return value.inputs.T == value::kNoPurchase ? Json(nullptr) : Json(number);
  };
  Json json = {
      {"model", value::model_name(value.model)},
      {"status", value::fit_status_name(value.status)},
      {"x", days(value.inputs.x)},
      {"t_x_days", days(value.inputs.t_x)},
      {"T_days", days(value.inputs.T)},
      {"repeat_spend", value.inputs.T == value::kNoPurchase ? Json(nullptr) : money(value.inputs.repeat_spend)},
      {"p_alive", number(value.p_alive)}};
  for (std::size_t h = 0; h < value.rules.horizons.size(); ++h)
    json[audit::horizon_column(value.rules.horizons[h])] =
        h < value.expected_purchases.size() ? number(value.expected_purchases[h]) : Json(nullptr);
  json["discounted_purchases"] = number(value.discounted_purchases);
  json["expected_spend"] = money(value.expected_spend);
  json["margin"] = value.rules.margin;
  json["clv"] = money(value.clv);
  return json;
}

}  // namespace

std::string explanation_json(const audit::Explanation& e) {
  Json signals = Json::object();
  Json personas = Json::object();
  for (std::size_t w = 0; w < e.signals.windows.size(); ++w) {
    const std::string key = e.signals.windows[w].name();
    const signals::SignalTable& table = e.signals.tables[w];
    for (std::size_t s = 0; s < table.catalogue().size(); ++s)
      signals[key][table.catalogue()[s].name] = signal_json(table, s, e.signal_profile);
    if (w < e.judgements.size()) personas[key] = judgement_json(e.registry, e.judgements[w], "persona");
  }
  Json segment = nullptr;
  if (!e.segment_of.empty()) {
    segment = judgement_json(e.segments, e.segment_of[audit::index_of(audit::PeriodRole::kPeriod)], "segment");
    segment["segment_compare"] =
        personas::persona_names(e.segments)[e.segment_of[audit::index_of(audit::PeriodRole::kCompare)].assigned];
  }
  Json attributes = Json::object();
  for (const auto& [name, value] : e.attributes) attributes[name] = value;
  Json json = {{"customer_id", e.customer_id},
               {"as_of", date_text(e.reference)},
               {"profile", e.profile},
               {"currency", e.currency},
               {"transactions", e.transactions},
               {"accounts", e.accounts},
               {"joint_accounts", joint_json(e)},
               {"attributes", attributes},
               {"rfm", rfm_json(e.rfm)},
               {"rfm_compare", rfm_json(e.rfm_compare)},
               {"lens2", {{"group", e.group}}},
               {"segment", segment},
               {"lens3", cohorts_json(e)},
               {"signals", signals},
               {"unknown", unknown_json(e)},
               {"streams", streams_json(e)},
               {"own_transfers", pairs_json(e)},
               {"cards", cards_json(e)},
               {"income_payments", rows_json(e.income)},
               {"personas", personas}};
  if (e.value) json["clv"] = value_json(*e.value);
  return json_text(json, 2) + "\n";
}

}  // namespace spendlens::report
