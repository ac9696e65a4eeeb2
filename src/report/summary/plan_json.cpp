#include <nlohmann/json.hpp>

#include "spendlens/core/calendar.hpp"
#include "spendlens/report/json_text.hpp"
#include "spendlens/report/plan.hpp"

namespace spendlens::report {

std::string plan_json(const audit::AuditPlan& plan) {
  nlohmann::ordered_json shares = nlohmann::ordered_json::array();
  for (const audit::AuditPlan::Share& share : plan.shares)
    shares.push_back({{"ranks", share.ranks}, {"rows", share.rows}, {"memory_bytes", share.memory_bytes}});
  const nlohmann::ordered_json json = {{"as_of", date_text(plan.reference)},
                                       {"period", period_text(plan.period.period)},
                                       {"compare", period_text(plan.compare.period)},
                                       {"transactions", plan.transactions},
                                       {"customers", plan.customers},
                                       {"customers_are_exact", plan.customers_are_exact},
                                       {"segments", plan.segments},
                                       {"segments_passed_over", plan.segments_passed_over},
                                       {"rows", plan.rows},
                                       {"bytes_read", plan.bytes_read},
                                       {"bytes_written", plan.bytes_written},
                                       {"checkpoint_bytes", plan.checkpoint_bytes},
                                       {"most_ranks", plan.most_ranks},
                                       {"shares", shares}};
  return json_text(json, 2) + "\n";
}

}  // namespace spendlens::report
