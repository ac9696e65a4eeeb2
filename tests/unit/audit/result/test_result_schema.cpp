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
  head.registry = audit::load_registry("default", {}).registry;
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

audit::ResultShape shape_at(audit::Detail detail) { return audit::shape_of(head_at(detail), 8); }

std::set<std::string> groups_of(const audit::AuditResult& head) {
  std::set<std::string> groups;
  for (const store::ColumnSpec& column : audit::result_spec(head, extent_of(10, 5)).columns)
    groups.insert(column.path.substr(0, column.path.rfind('/')));
  return groups;
}
std::set<std::string> groups_at(audit::Detail detail) { return groups_of(head_at(detail)); }

}  // namespace

TEST_CASE("Each level of detail keeps the tables that it promises") {
  const std::set<std::string> cuts = {"/score_cuts", "/score_counts", "/spend_deciles", "/condition",
                                      "/summary",    "/profile",      "/registry",      "/segment_registry"};
  std::set<std::string> evidence = cuts;
  evidence.insert({"/customer", "/rfm", "/lens2", "/personas/1m", "/personas/6m", "/personas/12m"});
  std::set<std::string> full = evidence;
  full.insert({"/rfm_compare", "/signals/1m", "/signals/6m", "/signals/12m", "/stream", "/merchant"});
  CHECK(groups_at(audit::Detail::kSummary) == cuts);
  CHECK(groups_at(audit::Detail::kEvidence) == evidence);
  CHECK(groups_at(audit::Detail::kFull) == full);
}

TEST_CASE("Segments are a table of customers where a registry was given") {
  audit::AuditResult head = head_at(audit::Detail::kEvidence);
  CHECK(groups_of(head).count("/segments") == 0);
  head.segments = audit::load_segments("default").registry;
  CHECK(groups_of(head).count("/segments") == 1);
}

TEST_CASE("What is not computed has no tables") {
  audit::AuditResult head = head_at(audit::Detail::kFull);
  head.scope.personas = false;
  head.registry = {};
  std::set<std::string> groups = groups_of(head);
  CHECK(groups.count("/personas/6m") == 0);
  CHECK(groups.count("/signals/6m") == 1);
  head.scope.signals = false;
  groups = groups_of(head);
  for (const char* group : {"/signals/6m", "/stream", "/merchant"}) CHECK(groups.count(group) == 0);
  CHECK(groups.count("/rfm") == 1);
}

TEST_CASE("Evidence takes at most 120 bytes a customer, an id of 16 bytes included") {
  std::uint64_t bytes = 0;
  for (const store::ColumnSpec& column :
       audit::result_spec(head_at(audit::Detail::kEvidence), extent_of(1'000'000, 16)).columns)
    if (column.length == 1'000'000) bytes += column.type.width;
  CHECK(bytes <= 120);
  CHECK(bytes > 100);
}

TEST_CASE("Evidence keeps the value of every condition once, in the window that it reads") {
  const auto columns = audit::evidence_columns(shape_at(audit::Detail::kEvidence));
  const auto has = [&columns](signals::BankSignal signal, int months) {
    const audit::EvidenceColumn column{place_of(signal), signals::Window::months(months)};
    return std::find(columns.begin(), columns.end(), column) != columns.end();
  };
  using enum signals::BankSignal;
  CHECK(columns.size() == 12);
  CHECK(has(kShortfallCount, 12));
  CHECK_FALSE(has(kShortfallCount, 6));
  CHECK(has(kLiquidMonths, 6));
  CHECK_FALSE(has(kLiquidMonths, 12));
  CHECK(has(kRevolvingUtilizationPct, 12));  // the same in every window
  CHECK_FALSE(has(kRevolvingUtilizationPct, 6));
}

TEST_CASE("Every column says what it is") {
  const auto shape = shape_at(audit::Detail::kFull);
  for (const auto& tables :
       {audit::customer_tables(shape), audit::cut_tables(shape), std::vector{audit::stream_table(shape)}})
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
