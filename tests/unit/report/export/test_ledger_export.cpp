#include <catch2/catch.hpp>

#include "scratch_directory.hpp"
#include "small_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/export.hpp"

using namespace spendlens;
using test::Row;

namespace {

std::string exported(const std::string& ledger, const std::string& table,
                     report::ExportFormat format = report::ExportFormat::kCsv) {
  const test::ScratchDirectory scratch;
  report::ExportOptions options;
  options.ledger = ledger;
  options.table = table;
  options.format = format;
  options.output = scratch.file("out");
  report::export_table(options);
  return test::file_bytes(*options.output);
}

/// A customer with a card that tells everything, a loan that tells nothing, and a savings account.
void write_ledger(const std::string& directory) {
  test::Liability card;
  card.aprs = {0.1999, 1.0 / 3};
  card.interest_rate = 0.25;
  card.minimum_payment_amount = 2500;
  card.last_payment_amount = 0;
  card.last_statement_balance = -1;
  card.is_overdue = 0;
  card.next_payment_due_date = 86'400 * 31;
  test::Liability loan;
  loan.type = LiabilityType::kStudentLoan;
  test::write_snapshot(directory, "s",
                       {{"c,1", 60, -150, "shop", "", 1, 2, 3, 4, "card"}, {"c,1", 70, 5, "", "", 0, 0, 0, 0, ""}},
                       {{"c,1", "card", AccountSubtype::kCreditCard, 12'345, kNoMoney, 500'000, card},
                        {"c,1", "loan", AccountSubtype::kStudent, kNoMoney, kNoMoney, kNoMoney, loan},
                        {"c,1", "plus", AccountSubtype::kMoneyMarket, -5, 0, kNoMoney}});
}

}  // namespace

TEST_CASE("Accounts are exported in major units, null empty") {
  const test::ScratchDirectory scratch;
  write_ledger(scratch.path());
  CHECK(exported(scratch.path(), "accounts") ==
        "customer_id,account_id,type,subtype,balance_current,balance_available,balance_limit\n"
        "\"c,1\",card,credit,credit_card,123.45,,5000.00\n"
        "\"c,1\",loan,loan,student,,,\n"
        "\"c,1\",plus,depository,money_market,-0.05,0.00,\n");
}

TEST_CASE("Liabilities are exported with fractions that read back equal, aprs in one field") {
  const test::ScratchDirectory scratch;
  write_ledger(scratch.path());
  CHECK(exported(scratch.path(), "liabilities") ==
        "customer_id,account_id,liability_type,aprs,interest_rate,minimum_payment_amount,last_payment_amount,"
        "last_statement_balance,is_overdue,next_payment_due_date\n"
        "\"c,1\",card,credit_card,0.1999;0.3333333333333333,0.25,25.00,0.00,-0.01,false,1970-02-01\n"
        "\"c,1\",loan,student_loan,,,,,,,\n");
  CHECK(exported(scratch.path(), "liabilities", report::ExportFormat::kNdjson)
            .find(R"("aprs":"","interest_rate":null,"minimum_payment_amount":null)") != std::string::npos);
}

TEST_CASE("Transactions are exported with their accounts where the ledger has them") {
  const test::ScratchDirectory scratch;
  write_ledger(scratch.path());
  CHECK(exported(scratch.path(), "transactions") ==
        "customer_id,timestamp,amount,merchant,category,account_id,pending,quantity,margin,product_count,"
        "dimension_channel,dimension_country,dimension_store,dimension_zone\n"
        "\"c,1\",1970-01-01 00:01:00,-1.50,shop,,card,true,2,0.03,4,,,,\n"
        "\"c,1\",1970-01-01 00:01:10,0.05,,,,false,0,0.00,0,,,,\n");
  const test::ScratchDirectory bare;
  test::write_segment(bare.path(), "s", {{"c", 60, -150, "", "", 0, 0, 0, 0, ""}}, {});
  CHECK(exported(bare.path(), "transactions") == "customer_id,timestamp,amount\nc,1970-01-01 00:01:00,-1.50\n");
}

TEST_CASE("A ledger without a snapshot has no accounts to export, and the message says how to import them") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "s", {{"c", 60, -150, "", "", 0, 0, 0, 0, ""}}, {});
  for (const std::string table : {"accounts", "liabilities"}) {
    CHECK_THROWS_AS(exported(scratch.path(), table), InputError);
    CHECK_THROWS_WITH(exported(scratch.path(), table),
                      Catch::Contains("holds no " + table) && Catch::Contains("--accounts"));
  }
}
