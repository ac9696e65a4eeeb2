#include "spendlens/report/explanation.hpp"

#include "report/explain/json_values.hpp"
#include "report/explain/unknown_signals.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/report/json_text.hpp"

namespace spendlens::report {

namespace {

using Json = nlohmann::ordered_json;

Json rfm_json(const audit::ExplainedRfm& rfm) {
  Json json = {{"period", period_text(rfm.period.period)}, {"observation_end", date_text(rfm.period.observation_end)}};
  audit::for_each_field(audit::kRfmColumns,
                        [&](const auto& field) { json[field.name] = stored_value_json(field.of(rfm), field.units); });
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
      return number_json(*value);
    default:
      return static_cast<std::uint64_t>(*value);
  }
}

/// The customer beside its cohorts.
Json cohorts_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const audit::ExplainedCohort& of : e.cohorts) {
    Json at = nullptr;
    if (of.at)
      at = {{"age", of.at->age},
            {"cohort_active", of.at->active},
            {"cohort_retention", number_json(of.at->retention)},
            {"cohort_cumulative_spend_per_member", number_json(of.at->cumulative_spend_per_member)},
            {"orders_in_unit", of.at->orders_in_unit},
            {"cumulative_orders", of.at->orders},
            {"cumulative_spend", money_json(of.at->spend)}};
    list.push_back({{"granularity", cohorts::granularity_name(of.granularity)},
                    {"cohort", of.cohort},
                    {"first_purchase", date_text(of.first_purchase)},
                    {"cohort_customers", of.customers},
                    {"cohort_returned_pct", number_json(of.returned_pct)},
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
                    {"balance", money_json(c.card.balance)},
                    {"limit", money_json(c.card.limit)},
                    {"utilization_pct", number_json(c.card.utilization_pct)},
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
      {"repeat_spend", value.inputs.T == value::kNoPurchase ? Json(nullptr) : money_json(value.inputs.repeat_spend)},
      {"p_alive", number_json(value.p_alive)}};
  for (std::size_t h = 0; h < value.rules.horizons.size(); ++h)
    json[audit::horizon_column(value.rules.horizons[h])] =
        h < value.expected_purchases.size() ? number_json(value.expected_purchases[h]) : Json(nullptr);
  json["discounted_purchases"] = number_json(value.discounted_purchases);
  json["expected_spend"] = money_json(value.expected_spend);
  json["margin"] = value.rules.margin;
  json["clv"] = money_json(value.clv);
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
