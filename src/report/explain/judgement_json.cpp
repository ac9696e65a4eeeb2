#include "report/explain/json_values.hpp"

namespace spendlens::report {

namespace {

using Json = nlohmann::ordered_json;

/// A value of a field in its own terms: money as a decimal, names by name.
Json field_json(const personas::Field& field, const personas::FieldValue& value) {
  using personas::FieldKind;
  if (personas::is_null(value)) return nullptr;
  if (field.kind == FieldKind::kMoney) return decimal_text(std::get<std::int64_t>(value), 2);
  if (field.kind == FieldKind::kNumber) return number_json(std::get<double>(value));
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

}  // namespace

nlohmann::ordered_json judgement_json(const personas::Registry& registry, const personas::Judgement& judgement,
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

}  // namespace spendlens::report
