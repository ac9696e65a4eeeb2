#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "report/summary/summary_figures.hpp"
#include "spendlens/cohorts/fields.hpp"

namespace spendlens::report {

// Figures of the rows of cohort analyses, from which those of Lenses 3 to 5 are made.

using cohorts::CohortAnalysis;

/// A row of one of the analysis' lists.
template <class Row>
struct RowOf {
  const CohortAnalysis& analysis;
  const Row& row;
};

/// All rows of a list.
template <class Row>
auto rows_of(std::vector<Row> CohortAnalysis::*list) {
  return [list](const CohortAnalysis& analysis) {
    std::vector<RowOf<Row>> rows;
    for (const Row& row : analysis.*list) rows.push_back({analysis, row});
    return rows;
  };
}

inline Json json_of(std::uint64_t count) { return count; }
inline Json json_of(const std::optional<std::uint64_t>& count) { return count ? Json(*count) : Json(nullptr); }
inline Json json_of(Minor amount) { return decimal_text(amount, 2); }
inline Json json_of(const cohorts::Ratio& ratio) { return ratio ? Json(decimal_text(*ratio)) : Json(nullptr); }

/// A number of the row.
template <class Row, class Member>
auto number(Member Row::*member) {
  return [member](const RowOf<Row>& of) { return json_of(of.row.*member); };
}

inline bool has_age(const RowOf<cohorts::CellFigures>& cell) { return cell.row.age.has_value(); }
template <class Row>
bool has_age(const RowOf<Row>&) {
  return true;
}

/// The fields of a table, those that the row has.
template <class Row>
Figures<RowOf<Row>> field_figures(std::span<const cohorts::Field<Row>> fields,
                                  std::initializer_list<std::string_view> left_out = {}) {
  Figures<RowOf<Row>> figures;
  for (const cohorts::Field<Row>& field : fields) {
    if (std::find(left_out.begin(), left_out.end(), field.name) != left_out.end()) continue;
    Figures<RowOf<Row>> one;
    std::visit([&](auto member) { one.add(field.name, field.description, number(member)); }, field.value);
    figures.include_where(
        [scope = field.scope](const RowOf<Row>& of) {
          if (scope == cohorts::FieldScope::kWithMargin) return of.analysis.with_margin;
          return scope == cohorts::FieldScope::kAll || has_age(of);
        },
        one);
  }
  return figures;
}

/// Whether a unit is over.
inline const char* state_of(const cohorts::UnitState& unit) { return unit.observed ? "observed" : "running"; }

/// What is said of the units that were asked for.
template <class Part, class Of>
Figures<std::vector<CohortAnalysis>> by_unit(Figures<Part> below, Of of) {
  Figures<std::vector<CohortAnalysis>> figures;
  figures.add_each("<unit>", std::move(below), [of](const std::vector<CohortAnalysis>& analyses) {
    std::vector<std::pair<std::string, Part>> parts;
    for (const CohortAnalysis& analysis : analyses)
      parts.emplace_back(cohorts::granularity_name(analysis.granularity), std::invoke(of, analysis));
    return parts;
  });
  return figures;
}

/// One of the analyses of a result, so that none is copied.
struct AnalysisView {
  const CohortAnalysis* analysis;
};

inline Figures<AnalysisView> viewed(Figures<CohortAnalysis> of) {
  Figures<AnalysisView> figures;
  figures.include(std::move(of), [](const AnalysisView& view) -> const CohortAnalysis& { return *view.analysis; });
  return figures;
}

inline AnalysisView view_of(const CohortAnalysis& analysis) { return {&analysis}; }

}  // namespace spendlens::report
