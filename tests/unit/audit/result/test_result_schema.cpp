#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/audit/result_schema.hpp"

using namespace spendlens;

namespace {

audit::AuditResult head_at(audit::Detail detail) {
  audit::AuditResult head;
  head.detail = detail;
  head.registry = audit::load_registry("default", head.signal_profile.windows).registry;
  return head;
}

audit::ResultExtent extent_of(std::uint64_t customers, std::uint32_t id_width = 1) {
  audit::ResultExtent extent;
  extent.num_customers = customers;
  extent.id_width = id_width;
  extent.num_merchants = 3;
  extent.profile_bytes = 10;
  extent.registry_bytes = 20;
  return extent;
}

audit::ResultShape shape_at(audit::Detail detail) {
  const audit::AuditResult head = head_at(detail);
  return {8, detail, head.signal_profile, head.registry};
}

std::set<std::string> groups_at(audit::Detail detail) {
  std::set<std::string> groups;
  for (const store::ColumnSpec& column : audit::result_spec(head_at(detail), extent_of(10, 5)).columns)
    groups.insert(column.path.substr(0, column.path.rfind('/')));
  return groups;
}

}  // namespace

TEST_CASE("Each level of detail keeps the tables that it promises") {
  const std::set<std::string> cuts = {"/score_cuts", "/score_counts", "/spend_deciles", "/condition",
                                      "/summary",    "/profile",      "/registry"};
  std::set<std::string> evidence = cuts;
  evidence.insert({"/customer", "/rfm", "/lens2", "/personas/30d", "/personas/180d"});
  std::set<std::string> full = evidence;
  full.insert({"/rfm_compare", "/signals/30d", "/signals/180d", "/subscription", "/merchant"});
  CHECK(groups_at(audit::Detail::kSummary) == cuts);
  CHECK(groups_at(audit::Detail::kEvidence) == evidence);
  CHECK(groups_at(audit::Detail::kFull) == full);
}

TEST_CASE("Evidence takes at most 120 bytes a customer, an id of 16 bytes included") {
  std::uint64_t bytes = 0;
  for (const store::ColumnSpec& column :
       audit::result_spec(head_at(audit::Detail::kEvidence), extent_of(1'000'000, 16)).columns)
    if (column.length == 1'000'000) bytes += column.type.width;
  CHECK(bytes <= 120);
  CHECK(bytes > 100);
}

TEST_CASE("Evidence keeps the value of every condition once, where it depends on no window under the longest") {
  const auto columns = audit::evidence_columns(shape_at(audit::Detail::kEvidence));
  const auto has = [&columns](signals::Signal signal, Day window) {
    return std::find(columns.begin(), columns.end(), audit::EvidenceColumn{signal, window}) != columns.end();
  };
  CHECK(columns.size() == 9);
  CHECK(has(signals::Signal::kCreditMaxUtilizationPct, 180));
  CHECK_FALSE(has(signals::Signal::kCreditMaxUtilizationPct, 30));
  CHECK(has(signals::Signal::kIncomePayrollCount, 180));
  CHECK_FALSE(has(signals::Signal::kIncomePayrollCount, 30));
  CHECK(has(signals::Signal::kEmergencyFundMonths, 30));
  CHECK(has(signals::Signal::kEmergencyFundMonths, 180));
}

TEST_CASE("Every column says what it is") {
  const auto shape = shape_at(audit::Detail::kFull);
  for (const auto& tables :
       {audit::customer_tables(shape), audit::cut_tables(shape), std::vector{audit::subscription_table(shape)}})
    for (const audit::ResultTable& table : tables)
      for (const audit::ResultColumn& column : table.columns) {
        CAPTURE(table.group, column.name);
        CHECK_FALSE(column.description.empty());
      }
}

TEST_CASE("Masks are as narrow as their bits allow") {
  CHECK(audit::mask_type(6).width == 1);
  CHECK(audit::mask_type(8).width == 1);
  CHECK(audit::mask_type(9).width == 2);
  CHECK(audit::mask_type(17).width == 4);
  CHECK(audit::mask_type(33).width == 8);
  CHECK(audit::mask_type(200).width == 8);
}

TEST_CASE("A score table has room for every edge and every score") {
  audit::AuditResult head = head_at(audit::Detail::kFull);
  head.bins = 9;
  for (const store::ColumnSpec& column : audit::result_spec(head, extent_of(0)).columns) {
    if (column.path == "/score_cuts/numerator") CHECK(column.length == 2 * 3 * 10);
    if (column.path == "/score_counts/customers") CHECK(column.length == 2 * 3 * 9);
  }
}
