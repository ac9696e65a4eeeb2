#include "spendlens/audit/result_columns.hpp"

namespace spendlens::audit {

namespace {

std::vector<std::string> texts(std::span<const char* const> names) { return {names.begin(), names.end()}; }

}  // namespace

std::vector<std::string> period_table_names(const ResultShape&) {
  std::vector<std::string> names;
  for (const PeriodRole role : kPeriodRoles) names.emplace_back(rfm_group(role) + 1);  // without the slash
  return names;
}

std::vector<std::string> metric_names(const ResultShape&) { return texts(kMetricNames); }

std::vector<std::string> cut_kind_names(const ResultShape&) { return texts(kCutKindNames); }

std::vector<std::string> lens2_group_names(const ResultShape&) { return texts(lenses::kGroupNames); }

std::vector<std::string> persona_names(const ResultShape& shape) { return personas::persona_names(shape.registry); }

std::vector<std::string> segment_names(const ResultShape& shape) { return personas::persona_names(shape.segments); }

std::vector<std::string> stream_kind_names(const ResultShape&) { return texts(kStreamKindNames); }

std::vector<std::string> cadence_names(const ResultShape&) { return texts(signals::kCadenceNames); }

std::vector<std::string> stream_state_names(const ResultShape&) { return texts(signals::kStreamStateNames); }

}  // namespace spendlens::audit
