#include "report/diff/gates.hpp"
#include "spendlens/report/json_text.hpp"

namespace spendlens::report {

namespace {

SummaryJson result_json(const DiffedResult& result) {
  return {
      {"as_of", result.as_of}, {"period", result.period}, {"compare", result.compare}, {"customers", result.customers}};
}

/// From each name that anybody had, to each that anybody has.
SummaryJson transition_json(const Transition& transition) {
  SummaryJson rows = SummaryJson::object();
  for (std::size_t row = 0; row < transition.from.size(); ++row) {
    SummaryJson& to = rows[transition.from[row]] = SummaryJson::object();
    for (std::size_t column = 0; column < transition.to.size(); ++column)
      if (row + 1 < transition.from.size() || column + 1 < transition.to.size())
        to[transition.to[column]] = transition.at(row, column);
  }
  return rows;
}

}  // namespace

std::string diff_json(const ResultDiff& diff) {
  SummaryJson json = {{"earlier", result_json(diff.earlier)}, {"later", result_json(diff.later)}};
  if (diff.with_customers) {
    json["customers"] = {
        {"both", diff.both}, {"appeared", diff.appeared}, {"gone", diff.gone}, {"changed", diff.changed}};
    json["transitions"] = SummaryJson::object();
    for (const Transition& transition : diff.transitions)
      json["transitions"][transition.name] = transition_json(transition);
  }
  json["figures"] = SummaryJson::object();
  for (const FigureChange& figure : diff.figures)
    json["figures"][figure.figure] = {
        {"earlier", figure.earlier},
        {"later", figure.later},
        {"change", figure.change},
        {"change_pct", figure.change_pct ? SummaryJson(*figure.change_pct) : SummaryJson(nullptr)}};
  json["gates"] = SummaryJson::array();
  for (const GateOutcome& gate : diff.gates)
    json["gates"].push_back({{"gate", gate.gate}, {"holds", gate.holds}, {"found", gate.found}});
  return json_text(json, 2) + "\n";
}

}  // namespace spendlens::report
