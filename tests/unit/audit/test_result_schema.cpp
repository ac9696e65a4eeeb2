#include <catch2/catch.hpp>

#include <set>

#include "spendlens/audit/result_schema.hpp"

using namespace spendlens;

namespace {

std::set<std::string> groups_at(audit::Detail detail) {
  audit::AuditResult head;
  head.detail = detail;
  std::set<std::string> groups;
  for (const store::ColumnSpec& column : audit::result_spec(head, 10, 5).columns) groups.insert(column.path.substr(0, column.path.find('/', 1)));
  return groups;
}

}  // namespace

TEST_CASE("Each level of detail keeps the tables that it promises") {
  const std::set<std::string> cuts = {"/score_cuts", "/score_counts", "/spend_deciles"};
  std::set<std::string> evidence = cuts;
  evidence.insert({"/customer", "/rfm", "/lens2"});
  std::set<std::string> full = evidence;
  full.insert("/rfm_compare");
  CHECK(groups_at(audit::Detail::kSummary) == cuts);
  CHECK(groups_at(audit::Detail::kEvidence) == evidence);
  CHECK(groups_at(audit::Detail::kFull) == full);
}

TEST_CASE("Evidence takes at most 120 bytes a customer beside the id") {
  audit::AuditResult head;
  head.detail = audit::Detail::kEvidence;
  std::uint64_t bytes = 0;
  for (const store::ColumnSpec& column : audit::result_spec(head, 1'000'000, 1).columns)
    if (column.length == 1'000'000) bytes += column.type.width;
  CHECK(bytes <= 120);
}

TEST_CASE("Every column says what it is") {
  for (const auto& tables : {audit::customer_tables(8), audit::cut_tables()})
    for (const audit::ResultTable& table : tables)
      for (const audit::ResultColumn& column : table.columns) {
        CAPTURE(table.group, column.name);
        CHECK_FALSE(column.description.empty());
      }
}

TEST_CASE("A score table has room for every edge and every score") {
  audit::AuditResult head;
  head.bins = 9;
  for (const store::ColumnSpec& column : audit::result_spec(head, 0, 1).columns) {
    if (column.path == "/score_cuts/numerator") CHECK(column.length == 2 * 3 * 10);
    if (column.path == "/score_counts/customers") CHECK(column.length == 2 * 3 * 9);
  }
}
