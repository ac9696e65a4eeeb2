#include <fmt/core.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>

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

Json signal_json(const signals::Summary& summary, signals::Signal signal, const signals::SignalProfile& profile) {
  const signals::SignalInfo& info = signals::info_of(signal);
  const auto value = signals::value_of(summary, signal);
  if (!value) return nullptr;
  switch (info.kind) {
    case signals::SignalKind::kMoney:
      return decimal_text(summary.*std::get<Minor signals::Summary::*>(signals::member_of(info)), 2);
    case signals::SignalKind::kFlag:
      return *value != 0;
    case signals::SignalKind::kChoice:
      return signals::payment_frequencies(profile).at(static_cast<std::size_t>(*value));
    case signals::SignalKind::kNumber:
      return number(*value);
    default:
      return static_cast<std::uint64_t>(*value);
  }
}

Json evidence_json(const personas::Condition& condition, const personas::Evidence& evidence, bool is_judged) {
  const signals::SignalInfo& info = signals::info_of(condition.signal);
  Json value = nullptr;
  if (evidence.value && condition.of_money())
    value = decimal_text(static_cast<int128>(*evidence.value), 2);
  else if (evidence.value && info.kind == signals::SignalKind::kNumber)
    value = *evidence.value;
  else if (evidence.value)
    value = static_cast<std::uint64_t>(*evidence.value);
  return {{"signal", info.name},
          {"operator", personas::text_of(condition.comparison)},
          {"threshold", condition.of_money() ? Json(decimal_text(condition.money, 2)) : Json(condition.number)},
          {"time_window", condition.time_window ? Json(fmt::format("{}d", *condition.time_window)) : Json(nullptr)},
          {"units", condition.of_money() ? "major units" : info.units},
          {"value", value},
          {"held", is_judged ? Json(evidence.held) : Json(nullptr)},
          {"text", personas::condition_text(condition, evidence)}};
}

Json persona_json(const audit::Explanation& e, const personas::Judgement& judgement) {
  Json candidates = Json::array();
  Json qualifying = Json::array();
  const bool is_judged = judgement.assigned != e.registry.not_assessed();
  for (std::size_t p = 0; p < e.registry.size(); ++p) {
    const personas::Persona& persona = e.registry.personas[p];
    const bool qualifies = (judgement.qualifying >> p & 1) != 0;
    if (qualifies) qualifying.push_back(persona.id);
    Json conditions = Json::array();
    for (std::size_t c = 0; c < persona.conditions.size(); ++c)
      conditions.push_back(evidence_json(persona.conditions[c], judgement.evidence[p][c], is_judged));
    candidates.push_back({{"id", persona.id},
                          {"name", persona.name},
                          {"priority", persona.priority},
                          {"operator", persona.all_conditions ? "AND" : "OR"},
                          {"qualifies", qualifies},
                          {"conditions", conditions}});
  }
  Json json = {{"persona", personas::persona_names(e.registry)[judgement.assigned]},
               {"reason", judgement.reason},
               {"qualifying", qualifying}};
  if (judgement.assigned < e.registry.size()) {
    json["focus_areas"] = e.registry.personas[judgement.assigned].focus_areas;
    json["content_types"] = e.registry.personas[judgement.assigned].content_types;
  }
  json["personas"] = candidates;
  return json;
}

/// One value of a subscription: codes and rows of the merchants by their names.
template <class Field>
Json subscription_value(const Field& field, const audit::ExplainedSubscription& subscription,
                        const audit::ResultShape& shape) {
  const auto value = field.of(subscription.detected);
  if (field.content == audit::ResultContent::kMerchantRow) return subscription.merchant;
  if (field.names != nullptr) return field.names(shape).at(static_cast<std::size_t>(value));
  if constexpr (std::is_enum_v<decltype(value)>)
    return nullptr;
  else
    return value_json(value, field.units);
}

Json subscriptions_json(const audit::Explanation& e) {
  audit::ResultShape shape;
  shape.signals = e.signal_profile;
  Json list = Json::array();
  for (const audit::ExplainedSubscription& subscription : e.subscriptions) {
    Json json = Json::object();
    audit::for_each_field(audit::kSubscriptionColumns, [&](const auto& field) {
      if (field.content == audit::ResultContent::kCustomerRow) return;
      json[field.name] = subscription_value(field, subscription, shape);
    });
    list.push_back(std::move(json));
  }
  return list;
}

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
                    {"minimum_payment_only", c.card.pays_minimum_only}});
  }
  return list;
}

Json payments_json(const audit::Explanation& e) {
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  Json list = Json::array();
  for (const auto& p : e.payments)
    list.push_back({{"date", date_text(p.date)},
                    {"amount", money(p.amount)},
                    {"merchant", text_or_null(p.merchant)},
                    {"category", text_or_null(p.category)}});
  return list;
}

}  // namespace

std::string explanation_json(const audit::Explanation& e) {
  Json signals = Json::object();
  Json personas = Json::object();
  for (std::size_t w = 0; w < e.windows.size(); ++w) {
    const std::string key = fmt::format("{}d", e.windows[w].days);
    for (const signals::Signal signal : audit::kept_signals(e.signal_profile))
      signals[key][signals::info_of(signal).name] = signal_json(e.windows[w].summary, signal, e.signal_profile);
    personas[key] = persona_json(e, e.judgements[w]);
  }
  Json attributes = Json::object();
  for (const auto& [name, value] : e.attributes) attributes[name] = value;
  const Json json = {{"customer_id", e.customer_id},
                     {"as_of", date_text(e.reference)},
                     {"profile", e.profile},
                     {"currency", e.currency},
                     {"transactions", e.transactions},
                     {"accounts", e.accounts},
                     {"attributes", attributes},
                     {"rfm", rfm_json(e.rfm)},
                     {"rfm_compare", rfm_json(e.rfm_compare)},
                     {"lens2", {{"group", e.group}}},
                     {"signals", signals},
                     {"subscriptions", subscriptions_json(e)},
                     {"cards", cards_json(e)},
                     {"income_payments", payments_json(e)},
                     {"personas", personas}};
  return json_text(json, 2) + "\n";
}

}  // namespace spendlens::report
