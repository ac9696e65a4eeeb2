#include "report/summary/personas_json.hpp"

#include <fmt/core.h>

#include "spendlens/core/money.hpp"

namespace spendlens::report {

namespace {

std::string key_of(Day days) { return fmt::format("{}d", days); }

/// A total in the signal's own terms: money as an exact decimal, counts as numbers.
Json total_of(const signals::SignalPartial& partial, signals::Signal signal) {
  const int128 sum = partial.sum(signal);
  if (signals::info_of(signal).kind == signals::SignalKind::kMoney) return decimal_text(sum, 2);
  if (sum < int128{1} << 62) return static_cast<std::int64_t>(sum);
  return decimal_text(sum, 0);
}

/// All classes, empty ones too; the first has no lower bound, the last no upper one.
Json distribution_json(const signals::SignalPartial& partial, std::size_t d) {
  const signals::Distribution& distribution = signals::distributions(partial.set())[d];
  const auto edge = [&](std::size_t e) {
    return e < distribution.edges.size() ? Json(decimal_text(distribution.edges[e], 2)) : Json(nullptr);
  };
  const std::vector<std::uint64_t> customers = partial.distribution(d);
  Json classes = Json::array();
  for (std::size_t i = 0; i < customers.size(); ++i)
    classes.push_back({{"from", i == 0 ? Json(nullptr) : edge(i - 1)}, {"to", edge(i)}, {"customers", customers[i]}});
  return classes;
}

Json window_json(const audit::WindowSummary& window, const signals::SignalProfile& profile) {
  const signals::SignalPartial& partial = window.signals;
  Json signals = Json::object();
  for (std::size_t i = 0; i < signals::kNumSignals; ++i) {
    const auto signal = static_cast<signals::Signal>(i);
    const signals::SignalInfo& info = signals::info_of(signal);
    Json entry = {{"nulls", partial.nulls(signal)}};
    if (info.kind == signals::SignalKind::kFlag)
      entry["customers"] = total_of(partial, signal);
    else if (info.kind != signals::SignalKind::kNumber && info.kind != signals::SignalKind::kChoice &&
             signal != signals::Signal::kTransactionHistoryDays)
      entry["total"] = total_of(partial, signal);
    signals[info.name] = entry;
  }
  for (std::size_t d = 0; d < signals::distributions(partial.set()).size(); ++d)
    signals[signals::catalogue_of(partial.set())[signals::distributions(partial.set())[d].signal].name]
           ["distribution"] = distribution_json(partial, d);
  Json frequencies = Json::object();
  const auto names = signals::payment_frequencies(profile);
  for (std::size_t i = 0; i < names.size(); ++i) frequencies[names[i]] = partial.frequencies()[i];
  signals["payment_frequency"]["customers"] = frequencies;
  return {{"customers", partial.customers()}, {"signals", signals}};
}

/// How many customers of each archetype were assigned what; null where the ledger was not generated.
Json recovery_json(const audit::WindowSummary& window, const audit::AuditResult& result) {
  if (result.ledger.archetypes.empty()) return nullptr;
  const auto names = personas::persona_names(result.registry);
  Json json = Json::object();
  for (std::size_t a = 0; a < result.ledger.archetypes.size(); ++a)
    for (std::size_t i = 0; i < names.size(); ++i)
      json[result.ledger.archetypes[a]][names[i]] = window.recovery[a * names.size() + i];
  return json;
}

Json personas_of_window(const personas::PersonaPartial& partial, const personas::Registry& registry) {
  const auto names = personas::persona_names(registry);
  Json assigned = Json::object();
  Json share = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    assigned[names[i]] = partial.assigned()[i];
    share[names[i]] = decimal_text(percent(partial.assigned()[i], partial.customers()));
  }
  Json overlap = Json::object();
  for (std::size_t i = 0; i < registry.size(); ++i)
    for (std::size_t j = 0; j < registry.size(); ++j) overlap[names[i]][names[j]] = partial.overlap(i, j);
  return {{"customers", partial.customers()},
          {"assigned", assigned},
          {"assigned_pct", share},
          {"unclassified_pct", share[names[registry.unclassified()]]},
          {"overlap", overlap}};
}

Json criteria_json(const personas::Persona& persona) {
  Json conditions = Json::array();
  for (const personas::Condition& condition : persona.conditions)
    conditions.push_back(
        {{"signal", signals::info_of(condition.signal).name},
         {"operator", personas::text_of(condition.comparison)},
         {"value", condition.of_money() ? decimal_text(condition.money, 2) : fmt::format("{}", condition.number)},
         {"time_window", condition.time_window ? Json(key_of(*condition.time_window)) : Json(nullptr)}});
  return {{"operator", persona.all_conditions ? "AND" : "OR"}, {"conditions", conditions}};
}

}  // namespace

Json signals_json(const audit::AuditResult& result) {
  Json json = Json::object();
  for (const audit::WindowSummary& window : result.windows)
    json[key_of(window.days)] = window_json(window, result.signal_profile);
  json["subscriptions_detected"] = result.subscriptions;
  const signals::CreditRules& credit = result.signal_profile.credit;
  json["utilization_tiers"] = {{"moderate", decimal_text(credit.moderate_pct, 2)},
                               {"high", decimal_text(credit.high_pct, 2)},
                               {"very_high", decimal_text(credit.very_high_pct, 2)}};
  return json;
}

Json personas_json(const audit::AuditResult& result) {
  Json json = Json::object();
  for (const audit::WindowSummary& window : result.windows) {
    json[key_of(window.days)] = personas_of_window(window.personas, result.registry);
    if (const Json recovery = recovery_json(window, result); !recovery.is_null())
      json[key_of(window.days)]["archetypes"] = recovery;
  }
  Json registry = Json::array();
  for (const personas::Persona& persona : result.registry.personas)
    registry.push_back({{"id", persona.id},
                        {"name", persona.name},
                        {"priority", persona.priority},
                        {"description", persona.description},
                        {"criteria", criteria_json(persona)},
                        {"focus_areas", persona.focus_areas},
                        {"content_types", persona.content_types}});
  json["registry"] = registry;
  return json;
}

}  // namespace spendlens::report
