#include <catch2/catch.hpp>

#include <cmath>

#include "ingest/parse/account_parser.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

using Values = std::map<std::string, std::string>;

/// A record of all fields of a kind, quoted; its header is the names of the fields.
std::string record_of(RecordKind kind, const Values& values) {
  std::string record;
  for (const char* field : field_names(kind)) {
    const auto value = values.find(field);
    record += (record.empty() ? "\"" : ",\"") + (value == values.end() ? std::string() : value->second) + "\"";
  }
  return record + "\n";
}

std::vector<FieldMap> maps_of(RecordKind kind) {
  std::vector<std::string> ignored;
  const auto names = field_names(kind);
  return {map_fields("log.csv", {names.begin(), names.end()}, {}, ignored, kind)};
}

Values with(Values values, const Values& given) {
  for (const auto& [name, value] : given) values[name] = value;
  return values;
}

/// A good account but for the values given: why it is rejected, or "good".
std::string account_verdict(const Values& given) {
  AccountParser parser(RecordScanner(','), maps_of(RecordKind::kAccounts));
  WireAccount account;
  const Values good = {{"account_id", "a1"},
                       {"customer_id", "c1"},
                       {"type", "credit"},
                       {"subtype", "credit_card"},
                       {"balance_current", "5"}};
  const char* why = parser.parse(record_of(RecordKind::kAccounts, with(good, given)), {0, 2}, account);
  return why == nullptr ? "good" : why;
}

struct ParsedLiability {
  std::string why = "good";
  WireLiability liability;
};

ParsedLiability parse_liability(const Values& given, bool are_rates_percent = false) {
  LiabilityParser parser(RecordScanner(','), TimestampParser("auto", "Europe/Berlin"),
                         maps_of(RecordKind::kLiabilities), false, NullValues(), are_rates_percent);
  ParsedLiability parsed;
  const Values good = {{"account_id", "a1"}, {"liability_type", "credit_card"}};
  const char* why = parser.parse(record_of(RecordKind::kLiabilities, with(good, given)), {0, 2}, parsed.liability);
  if (why != nullptr) parsed.why = why;
  parsed.liability.account_id = {};  // a view on a record that is gone
  return parsed;
}

std::string liability_verdict(const Values& given) { return parse_liability(given).why; }

std::string due_date(const std::string& text) {
  const ParsedLiability parsed = parse_liability({{"next_payment_due_date", text}});
  return parsed.why == "good" ? timestamp_text(parsed.liability.next_payment_due_date) : parsed.why;
}

std::string list_of(std::size_t length) {
  std::string text = "0.1";
  for (std::size_t i = 1; i < length; ++i) text += ";0.1";
  return text;
}

}  // namespace

TEST_CASE("A good account is filled from its fields") {
  AccountParser parser(RecordScanner(','), maps_of(RecordKind::kAccounts));
  WireAccount account;
  const std::string record = record_of(RecordKind::kAccounts, {{"account_id", "a1"},
                                                               {"customer_id", "Zoë"},
                                                               {"type", " depository "},
                                                               {"subtype", "money_market"},
                                                               {"balance_current", " -12.345 "},
                                                               {"balance_available", "0"},
                                                               {"balance_limit", "1e3"}});
  REQUIRE(parser.parse(record, {0, 7}, account) == nullptr);
  CHECK(account.place == RejectPlace{0, 7});
  CHECK(account.account_id == "a1");
  CHECK(account.customer_id == "Zoë");
  CHECK(account.type == AccountType::kDepository);
  CHECK(account.subtype == AccountSubtype::kMoneyMarket);
  CHECK(account.balance_current == -1235);  // half away from zero
  CHECK(account.balance_available == 0);
  CHECK(account.balance_limit == 100'000);
}

TEST_CASE("Balances that are not given are not known") {
  AccountParser parser(RecordScanner(','), maps_of(RecordKind::kAccounts));
  WireAccount account;
  REQUIRE(parser.parse("a,c,loan,student,-0.005,,\n", {0, 2}, account) == nullptr);
  CHECK(account.balance_current == -1);
  CHECK(account.balance_available == kNoMoney);
  CHECK(account.balance_limit == kNoMoney);
}

TEST_CASE("An account without a sound id is rejected") {
  CHECK(account_verdict({{"account_id", ""}}) == "missing_account_id");
  CHECK(account_verdict({{"account_id", std::string(64, 'x')}}) == "good");
  CHECK(account_verdict({{"account_id", std::string(65, 'x')}}) == "account_id_too_long");
  CHECK(account_verdict({{"account_id", std::string("a\0b", 3)}}) == "invalid_text");
  CHECK(account_verdict({{"account_id", "a\xFF"}}) == "invalid_utf8");
  CHECK(account_verdict({{"customer_id", ""}}) == "missing_customer_id");
  CHECK(account_verdict({{"customer_id", std::string(65, 'x')}}) == "customer_id_too_long");
  CHECK(account_verdict({{"customer_id", std::string("\0", 1)}}) == "invalid_text");
  CHECK(account_verdict({{"customer_id", "\xC3"}}) == "invalid_utf8");
}

TEST_CASE("An account's type and subtype are known names that fit") {
  CHECK(account_verdict({}) == "good");
  CHECK(account_verdict({{"type", ""}}) == "unknown_type");
  CHECK(account_verdict({{"type", "wallet"}}) == "unknown_type");
  CHECK(account_verdict({{"type", "Credit"}}) == "good");
  CHECK(account_verdict({{"subtype", "checking"}}) == "subtype_of_other_type");
  for (const char* subtype : {"checking", "savings", "money_market", "cd", "hsa"})
    CHECK(account_verdict({{"type", "depository"}, {"subtype", subtype}}) == "good");
  for (const char* subtype : {"mortgage", "student", "personal"})
    CHECK(account_verdict({{"type", "loan"}, {"subtype", subtype}}) == "good");
}

TEST_CASE("Case, blanks and underscores make no difference, and what else an account may be is other") {
  AccountParser parser(RecordScanner(','), maps_of(RecordKind::kAccounts));
  WireAccount account;
  const auto words = [&](const std::string& type, const std::string& subtype) {
    REQUIRE(parser.parse("a,c," + type + "," + subtype + ",1,,\n", {0, 2}, account) == nullptr);
    return std::string(kAccountTypeNames.at(static_cast<std::size_t>(account.type))) + " " +
           kAccountSubtypeNames.at(static_cast<std::size_t>(account.subtype));
  };
  CHECK(words("Credit", "credit card") == "credit credit_card");
  CHECK(words("CREDIT", "Credit Card") == "credit credit_card");
  CHECK(words("credit", "paypal") == "credit other");
  CHECK(words("depository", "money market") == "depository money_market");
  CHECK(words("Depository", "MoneyMarket") == "depository money_market");
  CHECK(words("depository", "CD") == "depository cd");
  CHECK(words("depository", "cash management") == "depository other");
  CHECK(words("depository", "") == "depository other");
  CHECK(words("loan", "auto") == "loan other");
  CHECK(words("investment", "401k") == "investment other");
  CHECK(words("investment", "hsa") == "investment other");
  CHECK(words("brokerage", "brokerage") == "investment other");
  CHECK(words("other", "checking") == "other other");
}

TEST_CASE("Balances are numbers within range, and a limit is not below 0") {
  CHECK(account_verdict({{"balance_current", " "}}) == "missing_balance");
  CHECK(account_verdict({{"balance_current", "n/a"}}) == "invalid_balance");
  CHECK(account_verdict({{"balance_current", "1,00"}}) == "invalid_balance");
  CHECK(account_verdict({{"balance_current", "nan"}}) == "invalid_balance");
  CHECK(account_verdict({{"balance_current", "100000000000.00"}}) == "good");
  CHECK(account_verdict({{"balance_current", "-100000000000.00"}}) == "good");
  CHECK(account_verdict({{"balance_current", "100000000000.005"}}) == "balance_out_of_range");
  CHECK(account_verdict({{"balance_current", "-1e26"}}) == "balance_out_of_range");
  CHECK(account_verdict({{"balance_available", "-3"}}) == "good");
  CHECK(account_verdict({{"balance_available", "x"}}) == "invalid_balance");
  CHECK(account_verdict({{"balance_limit", "-0"}}) == "good");
  CHECK(account_verdict({{"balance_limit", "-0.001"}}) == "negative_limit");
  CHECK(account_verdict({{"balance_limit", "-1e20"}}) == "negative_limit");
  CHECK(account_verdict({{"balance_limit", "1e20"}}) == "balance_out_of_range");
  CHECK(account_verdict({{"balance_limit", "none"}}) == "invalid_balance");
}

TEST_CASE("A record with another number of fields is no account and no liability") {
  AccountParser accounts(RecordScanner(','), maps_of(RecordKind::kAccounts));
  WireAccount account;
  CHECK(accounts.parse("a,c,loan,student,1,2\n", {0, 2}, account) == std::string("wrong_number_of_fields"));
  LiabilityParser liabilities(RecordScanner(','), TimestampParser("auto", "UTC"), maps_of(RecordKind::kLiabilities));
  WireLiability liability;
  CHECK(liabilities.parse("a,mortgage\n", {0, 2}, liability) == std::string("wrong_number_of_fields"));
}

TEST_CASE("A good liability is filled from its fields") {
  const ParsedLiability parsed = parse_liability({{"liability_type", "student_loan"},
                                                  {"aprs", " 0.1899; 0 ;1"},
                                                  {"interest_rate", "0.05"},
                                                  {"minimum_payment_amount", "25"},
                                                  {"last_payment_amount", "25.005"},
                                                  {"last_statement_balance", "-3.5"},
                                                  {"is_overdue", "YES"},
                                                  {"next_payment_due_date", "2025-07-31"}});
  REQUIRE(parsed.why == "good");
  const WireLiability& liability = parsed.liability;
  CHECK(liability.type == LiabilityType::kStudentLoan);
  CHECK(liability.aprs == std::vector<double>{0.1899, 0, 1});
  CHECK(liability.interest_rate == 0.05);
  CHECK(liability.minimum_payment_amount == 2500);
  CHECK(liability.last_payment_amount == 2501);
  CHECK(liability.last_statement_balance == -350);
  CHECK(liability.is_overdue == 1);
  CHECK(timestamp_text(liability.next_payment_due_date) == "2025-07-31 00:00:00");
}

TEST_CASE("What a liability does not say is not known") {
  const WireLiability liability = parse_liability({}).liability;
  CHECK(liability.aprs.empty());
  CHECK(std::isnan(liability.interest_rate));
  CHECK(liability.minimum_payment_amount == kNoMoney);
  CHECK(liability.last_payment_amount == kNoMoney);
  CHECK(liability.last_statement_balance == kNoMoney);
  CHECK(liability.is_overdue == kNoFlag);
  CHECK(liability.next_payment_due_date == kNoTimestamp);
}

TEST_CASE("A liability has an account and a known type") {
  CHECK(liability_verdict({{"account_id", ""}}) == "missing_account_id");
  CHECK(liability_verdict({{"account_id", std::string(65, 'x')}}) == "account_id_too_long");
  CHECK(liability_verdict({{"account_id", std::string("\0", 1)}}) == "invalid_text");
  CHECK(liability_verdict({{"account_id", "\xFE"}}) == "invalid_utf8");
  CHECK(liability_verdict({{"liability_type", ""}}) == "unknown_liability_type");
  CHECK(liability_verdict({{"liability_type", "auto"}}) == "unknown_liability_type");
  CHECK(liability_verdict({{"liability_type", "Student Loan"}}) == "good");
  CHECK(liability_verdict({{"liability_type", "student"}}) == "good");
  CHECK(liability_verdict({{"liability_type", "mortgage"}}) == "good");
}

TEST_CASE("Percentages are the doubles next to their hundredths") {
  const ParsedLiability parsed = parse_liability({{"aprs", "15.24;27.95%; 0"}, {"interest_rate", "3.99"}}, true);
  CHECK(parsed.liability.aprs == std::vector<double>{0.1524, 0.2795, 0});
  CHECK(parsed.liability.interest_rate == 0.0399);
  CHECK(parse_liability({{"interest_rate", "1e1"}}, true).liability.interest_rate == 0.1);
  CHECK(parse_liability({{"interest_rate", "100.01"}}, true).why == "interest_rate_out_of_range");
  CHECK(parse_liability({{"interest_rate", "%"}}, true).why == "invalid_interest_rate");
}

TEST_CASE("Rates are fractions from 0 to 1") {
  for (const char* text : {"x", "0.1;", ";", "0.1;;0.2", "0.1,0.2", "18%", "inf", "nan", "1e-400", "0x1p-1"}) {
    INFO(text);
    CHECK(liability_verdict({{"aprs", text}}) == "invalid_aprs");
  }
  CHECK(liability_verdict({{"aprs", "0.1;1.01"}}) == "apr_out_of_range");
  CHECK(liability_verdict({{"aprs", "-0.1"}}) == "apr_out_of_range");
  CHECK(liability_verdict({{"aprs", list_of(64)}}) == "good");
  CHECK(liability_verdict({{"aprs", list_of(65)}}) == "too_many_aprs");
  CHECK(liability_verdict({{"interest_rate", "5%"}}) == "invalid_interest_rate");
  CHECK(liability_verdict({{"interest_rate", "5"}}) == "interest_rate_out_of_range");
  CHECK(liability_verdict({{"interest_rate", "-1e-9"}}) == "interest_rate_out_of_range");
  CHECK(parse_liability({{"interest_rate", "+1e-05"}}).liability.interest_rate == 0.00001);
  CHECK_FALSE(std::signbit(parse_liability({{"interest_rate", "-0.0"}}).liability.interest_rate));
}

TEST_CASE("Payments are not below 0, a statement's balance may be") {
  for (const char* field : {"minimum_payment_amount", "last_payment_amount"}) {
    CHECK(liability_verdict({{field, "ten"}}) == "invalid_payment");
    CHECK(liability_verdict({{field, "-0.01"}}) == "negative_payment");
    CHECK(liability_verdict({{field, "100000000000.01"}}) == "payment_out_of_range");
    CHECK(liability_verdict({{field, "0"}}) == "good");
  }
  CHECK(liability_verdict({{"last_statement_balance", "-0.01"}}) == "good");
  CHECK(liability_verdict({{"last_statement_balance", "-"}}) == "invalid_balance");
  CHECK(liability_verdict({{"last_statement_balance", "-100000000000.01"}}) == "balance_out_of_range");
}

TEST_CASE("Overdue is a boolean in any case, or not known") {
  for (const char* text : {"true", "1", "yEs"})
    CHECK(parse_liability({{"is_overdue", text}}).liability.is_overdue == 1);
  for (const char* text : {"FALSE", "0", "no"})
    CHECK(parse_liability({{"is_overdue", text}}).liability.is_overdue == 0);
  CHECK(liability_verdict({{"is_overdue", "maybe"}}) == "invalid_boolean");
}

TEST_CASE("A due date is the day of any timestamp, in the ledger's zone") {
  CHECK(due_date("2025-07-31T15:59:00") == "2025-07-31 00:00:00");
  CHECK(due_date("20250731") == "2025-07-31 00:00:00");
  CHECK(due_date("2025-07-31T22:30:00Z") == "2025-08-01 00:00:00");  // half past midnight in Berlin
  CHECK(due_date("2025-02-29") == "invalid_due_date");
  CHECK(due_date("soon") == "invalid_due_date");
  CHECK(due_date("1969-12-31") == "due_date_out_of_range");
  CHECK(due_date("2106-01-01") == "due_date_out_of_range");
}

TEST_CASE("A plain due date is read whatever form the timestamps of the log have") {
  LiabilityParser parser(RecordScanner(','), TimestampParser("%d/%m/%Y", "UTC"), maps_of(RecordKind::kLiabilities));
  WireLiability liability;
  for (const char* date : {"2025-07-31", "31/07/2025"}) {
    const std::string record =
        record_of(RecordKind::kLiabilities,
                  {{"account_id", "a"}, {"liability_type", "mortgage"}, {"next_payment_due_date", date}});
    REQUIRE(parser.parse(record, {0, 2}, liability) == nullptr);
    CHECK(timestamp_text(liability.next_payment_due_date) == "2025-07-31 00:00:00");
  }
}
