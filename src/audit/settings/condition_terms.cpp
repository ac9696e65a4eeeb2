#include <algorithm>

#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/signals/catalogue.hpp"

namespace spendlens::audit {

namespace {

using personas::Field;
using personas::FieldKind;

FieldKind kind_of(signals::SignalKind kind) {
  using enum signals::SignalKind;
  switch (kind) {
    case kCount:
      return FieldKind::kCount;
    case kCards:
      return FieldKind::kCards;
    case kMoney:
      return FieldKind::kMoney;
    case kNumber:
      return FieldKind::kNumber;
    case kFlag:
      return FieldKind::kFlag;
    case kChoice:
      break;
  }
  return FieldKind::kChoice;
}

/// Of the period; without a purchase recency, monetary and scores are null.
std::vector<Field> purchase_fields() {
  return {{"recency_days", FieldKind::kCount, "days", {}, false},
          {"frequency", FieldKind::kCount, "count", {}, false},
          {"monetary", FieldKind::kMoney, "minor units", {}, false},
          {"total_spend", FieldKind::kMoney, "minor units", {}, false},
          {"r_score", FieldKind::kScore, "score", {}, false},
          {"f_score", FieldKind::kScore, "score", {}, false},
          {"m_score", FieldKind::kScore, "score", {}, false},
          {"lens2_group", FieldKind::kChoice, "", {lenses::kGroupNames.begin(), lenses::kGroupNames.end()}, false}};
}

}  // namespace

std::vector<Field> value_fields(const std::vector<int>& horizons) {
  std::vector<Field> fields = {{"x", FieldKind::kCount, "days", {}, false},
                               {"t_x_days", FieldKind::kCount, "days", {}, false},
                               {"T_days", FieldKind::kCount, "days", {}, false},
                               {"repeat_spend", FieldKind::kMoney, "minor units", {}, false},
                               {"p_alive", FieldKind::kNumber, "", {}, false}};
  for (const int days : horizons)
    fields.push_back({horizon_column(days), FieldKind::kNumber, "purchase days", {}, false});
  fields.push_back({"expected_spend", FieldKind::kMoney, "minor units", {}, false});
  fields.push_back({"clv", FieldKind::kMoney, "minor units", {}, false});
  return fields;
}

bool reads_value(const personas::Registry& registry, const std::vector<int>& horizons) {
  return std::ranges::any_of(value_fields(horizons), [&registry](const Field& field) {
    return personas::find_field(registry.fields, field.name).has_value();
  });
}

// A column that is known of every customer once all are read is added here and in SegmentFields::column().
ConditionTerms segment_terms(const ClvRules& rules) {
  ConditionTerms terms{purchase_fields(), {}, personas::Subject::kSegment};
  terms.fields.push_back({"cohort", FieldKind::kCohort, "", {}, false});
  for (Field& field : value_fields(rules.horizons)) terms.fields.push_back(std::move(field));
  return terms;
}

ConditionTerms condition_terms(const Profile& profile) {
  ConditionTerms terms;
  const signals::SignalCatalogue& catalogue = signals::catalogue_of(profile.signals.set);
  for (std::size_t s = 0; s < catalogue.size(); ++s) {
    const signals::SignalInfo& info = catalogue[s];
    std::vector<std::string> values;
    if (info.kind == signals::SignalKind::kChoice) values = signals::choices_of(profile.signals, s);
    terms.fields.push_back({info.name, kind_of(info.kind), info.units, std::move(values), !info.same_in_every_window});
  }
  for (Field& field : purchase_fields()) terms.fields.push_back(std::move(field));
  for (const signals::Window& window : signals::windows_of(profile.signals)) terms.windows.push_back(window.name());
  return terms;
}

}  // namespace spendlens::audit
