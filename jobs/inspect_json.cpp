#include "inspect_json.hpp"

#include <nlohmann/json.hpp>

#include "spendlens/core/money.hpp"
#include "spendlens/report/json_text.hpp"

namespace spendlens::jobs {

namespace {

using Json = nlohmann::ordered_json;

Json columns_json(const ingest::Inspection& log) {
  Json columns = Json::array();
  for (const ingest::InspectedColumn& column : log.columns)
    columns.push_back({{"name", column.name},
                       {"read_as", column.field.empty() ? Json() : Json(column.field)},
                       {"certainty", ingest::name_of(column.certainty)},
                       {"holds", column.holds},
                       {"share_empty", column.share_empty},
                       {"examples", column.examples}});
  return columns;
}

Json trial_json(const ingest::Trial& trial) {
  Json orders = Json::array();
  for (const ingest::InspectedOrder& order : trial.orders)
    orders.push_back({{"customer_id", order.customer_id},
                      {"timestamp", order.timestamp},
                      {"amount", decimal_text(order.amount, 2)},
                      {"merchant", order.merchant.empty() ? Json() : Json(order.merchant)},
                      {"category", order.category.empty() ? Json() : Json(order.category)},
                      {"order_id", order.order_id.empty() ? Json() : Json(order.order_id)},
                      {"lines", order.num_lines}});
  Json rejected = Json::object();
  for (const auto& [why, rows] : trial.rejected) rejected[why] = {{"rows", rows}, {"first", trial.examples.at(why)}};
  return {{"fault", trial.fault.empty() ? Json() : Json(trial.fault)},
          {"rows_read", trial.rows_read},
          {"rows_filtered", trial.rows_filtered},
          {"rows_rejected", trial.rows_rejected()},
          {"rejected", rejected},
          {"first_orders", orders},
          {"orders_out", trial.num_out},
          {"orders_in", trial.num_in},
          {"orders_zero", trial.num_zero},
          {"sum_out", decimal_text(trial.sum_out, 2)},
          {"sum_in", decimal_text(trial.sum_in, 2)},
          {"first_timestamp", trial.first_time.empty() ? Json() : Json(trial.first_time)},
          {"last_timestamp", trial.last_time.empty() ? Json() : Json(trial.last_time)}};
}

Json log_json(const ingest::Inspection& log, const std::string& format) {
  Json decisions = Json::array();
  for (const ingest::Decision& decision : log.decisions)
    decisions.push_back({{"question", decision.question}, {"taken", decision.taken}, {"otherwise", decision.instead}});
  return {{"files", log.paths},
          {"bytes", log.bytes},
          {"kind", log.kind},
          {"compression", log.compression},
          {"encoding", log.encoding},
          {"delimiter", log.delimiter},
          {"quoting", log.quoting},
          {"header", log.has_header},
          {"lines_before", log.lines_before},
          {"rows_sampled", log.rows_sampled},
          {"rows_estimated", log.rows_estimated},
          {"is_whole", log.is_whole},
          {"format", log.shipped_format.empty() ? Json() : Json(log.shipped_format)},
          {"columns", columns_json(log)},
          {"trial", trial_json(log.trial)},
          {"decisions", decisions},
          {"proposal", ingest::format_yaml(log.proposal)},
          {"max_rejected", log.max_rejected.empty() ? Json() : Json(log.max_rejected)},
          {"command", ingest::import_command(log, format)}};
}

}  // namespace

std::string inspection_json(const std::vector<ingest::Inspection>& logs, const std::string& format) {
  Json all = {{"logs", Json::array()}};
  for (const ingest::Inspection& log : logs) all["logs"].push_back(log_json(log, format));
  return report::json_text(all, 2);
}

}  // namespace spendlens::jobs
