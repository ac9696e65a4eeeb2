#include <fmt/core.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "report/json/json_text.hpp"
#include "report/summary/personas_json.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/report/summary.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::report {

namespace {

std::string money(Minor amount) { return decimal_text(amount, 2); }

Json date_or_null(const std::optional<Day>& day) { return day ? Json(date_text(*day)) : Json(nullptr); }

Json ledger_json(const audit::AuditResult& result) {
  return {{"transactions", result.ledger.transactions},
          {"customers", result.ledger.customers},
          {"accounts", result.ledger.accounts},
          {"liabilities", result.ledger.liabilities},
          {"first_date", date_or_null(result.ledger.first_day)},
          {"last_date", date_or_null(result.ledger.last_day)},
          {"currency", result.ledger.currency},
          {"timezone", result.ledger.timezone}};
}

Json period_json(const audit::ObservedPeriod& period) {
  return {{"start", date_text(period.period.start)},
          {"end", date_text(period.period.end)},
          {"observation_end", date_text(period.observation_end)}};
}

const char* kind_name(rfm::ScoreCuts::Kind kind) {
  switch (kind) {
    case rfm::ScoreCuts::Kind::kNone:
      return "none";
    case rfm::ScoreCuts::Kind::kOneValue:
      return "one_value";
    case rfm::ScoreCuts::Kind::kQcut:
      return "qcut";
    case rfm::ScoreCuts::Kind::kFixed:
      return "fixed";
    case rfm::ScoreCuts::Kind::kGiven:
      return "given";
  }
  return "none";
}

Json scores_json(const audit::ScoreSummary& scores, int bins) {
  Json json = Json::object();
  for (const audit::Metric scored : audit::kMetrics) {
    const std::size_t metric = audit::index_of(scored);
    const rfm::ScoreCuts& cuts = scores.cuts[metric];
    Json edges = Json::array();
    for (const int128 edge : cuts.edges) edges.push_back(decimal_text(edge, 0));
    Json customers = Json::object();
    for (int score = 1; score <= bins; ++score)
      customers[std::to_string(score)] = scores.customers[metric][static_cast<std::size_t>(score)];
    json[audit::kMetricNames[metric]] = {{"kind", kind_name(cuts.kind)},
                                         {"unit", scored == audit::Metric::kRecency     ? "days"
                                                  : scored == audit::Metric::kFrequency ? "purchases"
                                                                                        : "minor units"},
                                         {"edge_numerators", edges},
                                         {"edge_denominator", cuts.denominator},
                                         {"customers_per_score", customers}};
  }
  return json;
}

Json rfm_json(const audit::AuditResult& result) {
  return {{"method", result.score_method == rfm::ScoreMethod::kQcut ? "qcut" : "fixed"},
          {"bins", result.bins},
          {"profile", result.profile},
          {"period", scores_json(result.rfm, result.bins)},
          {"compare", scores_json(result.rfm_compare, result.bins)}};
}

Json groups_json(const lenses::SinglePeriodAnalysis& lens) {
  Json groups = Json::array();
  for (const lenses::SpendGroup& group : lens.equal_customer_groups)
    groups.push_back({{"customers", group.customers},
                      {"revenue", money(group.revenue)},
                      {"smallest_spend", money(group.smallest_spend)},
                      {"largest_spend", money(group.largest_spend)}});
  return groups;
}

Json spend_distribution_json(const lenses::SinglePeriodAnalysis& lens) {
  Json classes = Json::array();
  const auto bounds = lenses::spend_bounds();
  for (std::size_t i = 0; i < lens.spend_distribution.size(); ++i)
    if (lens.spend_distribution[i] > 0)
      classes.push_back({{"from", money(i == 0 ? 0 : bounds[i])},
                         {"to", i == 0                  ? Json("0.00")
                                : i + 1 < bounds.size() ? Json(money(bounds[i + 1]))
                                                        : Json(nullptr)},
                         {"customers", lens.spend_distribution[i]}});
  return classes;
}

/// The cells that have customers.
Json grid_json(const audit::ScoreSummary& scores) {
  Json cells = Json::array();
  for (std::size_t r = 1; r < scores.grid.size(); ++r)
    for (std::size_t f = 1; f < scores.grid[r].size(); ++f)
      if (const audit::ScoreCell& cell = scores.grid[r][f]; cell.customers > 0)
        cells.push_back({{"r_score", r},
                         {"f_score", f},
                         {"customers", cell.customers},
                         {"revenue", money(cell.revenue)},
                         {"average_value", decimal_text(divide_rounded(cell.revenue, cell.customers), 2)}});
  return cells;
}

Json lens1_json(const audit::ObservedPeriod& period, const lenses::SinglePeriodAnalysis& lens,
                const audit::ScoreSummary& scores) {
  Json json = {{"period", period_text(period.period)},
               {"total_customers", lens.total_customers},
               {"total_orders", lens.total_orders},
               {"one_time_buyers", lens.one_time_buyers},
               {"one_time_buyer_pct", decimal_text(lens.one_time_buyer_pct)},
               {"total_revenue", money(lens.total_revenue)}};
  json["revenue_concentration"] = Json::object();
  for (const auto& [percentile, part] : lens.revenue_concentration)
    json["revenue_concentration"][std::to_string(percentile)] = {{"share", decimal_text(part.share)},
                                                                 {"customers", part.customers}};
  json["top_10pct_revenue_contribution"] = decimal_text(lens.top_10pct_revenue_contribution);
  json["top_20pct_revenue_contribution"] = decimal_text(lens.top_20pct_revenue_contribution);
  json["avg_orders_per_customer"] = decimal_text(lens.avg_orders_per_customer);
  json["avg_order_value"] = money(lens.avg_order_value);
  json["decomposition"] = {{"customers", lens.total_customers},
                           {"orders_per_customer", decimal_text(lens.avg_orders_per_customer)},
                           {"average_order_value", money(lens.avg_order_value)},
                           {"revenue", money(lens.total_revenue)}};
  json["median_customer_value"] = money(lens.median_customer_value);
  json["gini"] = decimal_text(lens.gini_millionths, 6);
  json["refund_count"] = lens.refund_count;
  json["refund_total"] = money(lens.refund_total);
  json["rfm_distribution"] = Json::object();
  for (const auto& [score, customers] : lens.rfm_distribution)
    json["rfm_distribution"][std::to_string(score)] = customers;
  json["rf_grid"] = grid_json(scores);
  json["lorenz"] = Json::array();
  for (const std::int64_t share : lens.lorenz) json["lorenz"].push_back(decimal_text(share, 4));
  json["equal_customer_groups"] = groups_json(lens);
  json["equal_revenue_groups"] = lens.equal_revenue_groups;
  Json orders = Json::object();
  for (std::size_t i = 0; i < lens.order_distribution.size(); ++i)
    orders[i + 1 < lens.order_distribution.size() ? std::to_string(i + 1) : "10+"] = lens.order_distribution[i];
  json["order_distribution"] = orders;
  json["spend_distribution"] = spend_distribution_json(lens);
  return json;
}

Json moves_json(const lenses::PeriodComparison& lens) {
  Json rows = Json::array();
  for (std::size_t from = 1; from <= 10; ++from) {
    Json row = Json::array();
    for (std::size_t to = 1; to <= 10; ++to) row.push_back(lens.moved[from][to]);
    rows.push_back({{"from_decile", from}, {"to_decile", row}, {"churned", lens.moved[from][0]}});
  }
  Json reactivated = Json::array();
  Json first_time = Json::array();
  for (std::size_t to = 1; to <= 10; ++to) {
    reactivated.push_back(lens.reactivated_into[to]);
    first_time.push_back(lens.first_time_into[to]);
  }
  return {{"period1_to_period2", rows}, {"reactivated", reactivated}, {"first_time", first_time}};
}

Json lens2_json(const audit::AuditResult& result) {
  const lenses::PeriodComparison& lens = result.lens2;
  const lenses::RevenueBridge& bridge = lens.bridge;
  return {{"period1", period_text(result.compare.period)},
          {"period2", period_text(result.period.period)},
          {"retained", lens.retained},
          {"churned", lens.churned},
          {"new", lens.new_customers},
          {"reactivated", lens.reactivated},
          {"first_time", lens.first_time},
          {"inactive", lens.inactive},
          {"retention_rate", decimal_text(lens.retention_rate)},
          {"churn_rate", decimal_text(lens.churn_rate)},
          {"reactivation_rate", decimal_text(lens.reactivation_rate)},
          {"customer_count_change", lens.customer_count_change},
          {"revenue_change_pct", decimal_text(lens.revenue_change_pct)},
          {"avg_order_value_change_pct", decimal_text(lens.avg_order_value_change_pct)},
          {"revenue_bridge",
           {{"period1_revenue", money(bridge.period1_revenue)},
            {"churned", money(bridge.churned)},
            {"retained", money(bridge.retained)},
            {"reactivated", money(bridge.reactivated)},
            {"first_time", money(bridge.first_time)},
            {"period2_revenue", money(bridge.period2_revenue)}}},
          {"decile_moves", moves_json(lens)},
          {"warnings", lens.warnings}};
}

Json record_quality_json(const audit::RecordQuality& quality, bool with_folded) {
  Json rejected = Json::object();
  for (const auto& [reason, count] : quality.rejected) rejected[reason] = count;
  Json json = {{"rows_read", quality.rows_read}, {"rows_stored", quality.rows_stored}};
  if (with_folded) json["lines_folded"] = quality.lines_folded;
  json["rows_rejected"] = quality.rows_rejected;
  if (quality.rows_filtered > 0) json["rows_filtered"] = quality.rows_filtered;
  json["rejected"] = rejected;
  return json;
}

/// Of transactions directly, of the other records below their names.
Json quality_json(const audit::DataQuality& quality) {
  Json json = record_quality_json(quality.transactions, true);
  json["accounts"] = record_quality_json(quality.accounts, false);
  json["liabilities"] = record_quality_json(quality.liabilities, false);
  return json;
}

Json run_of(const audit::AuditResult& result) {
  Json segments = Json::array();
  for (const audit::SegmentRecord& segment : result.run.segments)
    segments.push_back({{"name", segment.name},
                        {"transactions", segment.transactions},
                        {"bytes", segment.bytes},
                        {"digest", segment.digest}});
  Json stages = Json::object();
  for (const auto& [stage, seconds] : result.run.stage_seconds) stages[stage] = seconds;
  Json collectives = Json::object();
  for (const auto& [name, cost] : result.run.collectives)
    collectives[name] = {{"calls", cost.calls},
                         {"bytes_sent", cost.bytes_sent},
                         {"bytes_received", cost.bytes_received},
                         {"seconds", cost.seconds}};
  return {{"spendlens", SPENDLENS_VERSION},
          {"commit", result.run.commit},
          {"audit_h5", result.run.audit_digest},
          {"started_at", result.run.started_at},
          {"hosts", result.run.hosts},
          {"instruction_sets", result.run.instruction_sets},
          {"options", result.run.options},
          {"resumed_from", result.run.resumed_from.empty() ? Json(nullptr) : Json(result.run.resumed_from)},
          {"ranks", result.run.ranks},
          {"threads_per_rank", result.run.threads},
          {"segments", segments},
          {"segments_passed_over", result.run.segments_passed_over},
          {"stage_seconds", stages},
          {"bytes_read", result.run.bytes_read},
          {"bytes_written", result.run.bytes_written},
          {"peak_memory_bytes", result.run.peak_memory_bytes},
          {"shadow_customers", result.run.shadow_customers},
          {"resumed_customers", result.run.resumed_customers},
          {"checkpoints", result.run.checkpoints},
          {"checkpoint_seconds", result.run.checkpoint_seconds},
          {"read_calls", result.run.read_calls},
          {"write_calls", result.run.write_calls},
          {"batches", result.run.batches},
          {"batch_memory_bytes", result.run.batch_memory_bytes},
          {"collectives_of_rank_0", collectives}};
}

}  // namespace

std::string summary_json(const audit::AuditResult& result) {
  const Json json = {{"ledger", ledger_json(result)},
                     {"periods",
                      {{"as_of", date_text(result.reference)},
                       {"period", period_json(result.period)},
                       {"compare", period_json(result.compare)}}},
                     {"rfm", rfm_json(result)},
                     {"lens1", lens1_json(result.period, result.lens1, result.rfm)},
                     {"lens1_compare", lens1_json(result.compare, result.lens1_compare, result.rfm_compare)},
                     {"lens2", lens2_json(result)},
                     {"signals", signals_json(result)},
                     {"personas", personas_json(result)},
                     {"data_quality", quality_json(result.data_quality)},
                     {"run", run_of(result)}};
  return json_text(json, 2) + "\n";
}

std::string run_json(const audit::AuditResult& result) { return json_text(run_of(result), 2) + "\n"; }

void write_run(const audit::AuditResult& result, const std::string& directory) {
  store::publish_text(directory + "/run.json", run_json(result));
}

}  // namespace spendlens::report
