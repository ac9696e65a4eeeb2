#include <catch2/catch.hpp>

#include "ingest/record/fields.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

std::string refusal(const std::vector<std::string>& header, const std::map<std::string, std::string>& columns = {}) {
  std::vector<std::string> ignored;
  try {
    (void)map_fields("log.csv", header, columns, ignored);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("A column of a field's own name is taken, and columns that serve no field are told") {
  std::vector<std::string> ignored;
  const FieldMap map =
      map_fields("log.csv", {"note", "amount", "customer_id", "timestamp", "pending", "note"}, {}, ignored);
  CHECK(map.at(Field::kCustomerId) == 2);
  CHECK(map.at(Field::kTimestamp) == 3);
  CHECK(map.at(Field::kAmount) == 1);
  CHECK(map.at(Field::kPending) == 4);
  CHECK_FALSE(map.has(Field::kMerchant));
  CHECK(map.num_columns == 6);
  CHECK(ignored == std::vector<std::string>{"note"});
}

TEST_CASE("A named column is taken in place of the field's own") {
  std::vector<std::string> ignored;
  const FieldMap map =
      map_fields("log.csv", {"amount", "Customer ID", "when", "Total"},
                 {{"customer_id", "Customer ID"}, {"timestamp", "when"}, {"amount", "Total"}}, ignored);
  CHECK(map.at(Field::kCustomerId) == 1);
  CHECK(map.at(Field::kTimestamp) == 2);
  CHECK(map.at(Field::kAmount) == 3);
  CHECK(ignored == std::vector<std::string>{"amount"});
}

TEST_CASE("Quantity and unit price do for an amount") {
  std::vector<std::string> ignored;
  CHECK(map_fields("log.csv", {"customer_id", "timestamp", "quantity", "unit_price"}, {}, ignored)
            .has(Field::kUnitPrice));
  CHECK(refusal({"customer_id", "timestamp", "quantity"}).find("no column 'amount'") != std::string::npos);
  CHECK(refusal({"customer_id", "timestamp", "unit_price"}).find("no column 'amount'") != std::string::npos);
}

TEST_CASE("A missing column is named with the columns that the file has") {
  CHECK(refusal({"id", "timestamp", "amount"}) ==
        "log.csv: no column 'customer_id'; the file has id, timestamp, amount; name the one that holds it, as --column "
        "customer_id=NAME; what is one person's has none: then --constant customer_id=NAME");
  CHECK(refusal({"account_id", "timestamp", "amount"}).find("or give the accounts with --accounts FILE") !=
        std::string::npos);
  CHECK(refusal({"customer_id", "date", "amount"})
            .find("no column 'timestamp'; the file has customer_id, date, amount;") != std::string::npos);
  CHECK(refusal({"customer_id", "timestamp", "amount"}, {{"merchant", "shop"}}).find("no column 'shop'") !=
        std::string::npos);
}

TEST_CASE("A column that stands twice is refused where a field is read from it") {
  CHECK(refusal({"customer_id", "timestamp", "amount", "amount"}) ==
        "log.csv: column 'amount' stands twice in the header");
}

TEST_CASE("An unknown field is wrong use, and the fields are listed") {
  std::vector<std::string> ignored;
  CHECK_THROWS_AS(map_fields("log.csv", {"customer_id", "timestamp", "amount"}, {{"customer", "customer_id"}}, ignored),
                  UsageError);
  CHECK(refusal({"customer_id"}, {{"customer", "customer_id"}})
            .find("the fields are customer_id, timestamp, amount, quantity,") != std::string::npos);
}

TEST_CASE("Rows carry what any of the files has") {
  std::vector<std::string> ignored;
  const FieldMap first = map_fields("a.csv", {"customer_id", "timestamp", "amount", "merchant"}, {}, ignored);
  const FieldMap second = map_fields("b.csv", {"customer_id", "timestamp", "amount", "order_id"}, {}, ignored);
  const Schema schema = schema_of({first, second});
  CHECK(schema.has(Field::kMerchant));
  CHECK(schema.has(Field::kOrderId));
  CHECK_FALSE(schema.has(Field::kCategory));
}

TEST_CASE("The names of a file that is no log are listed so that they harm no terminal") {
  std::vector<std::string> header = {"\x1b[2J\nx", "\xff\xfe", std::string(1000, 'n')};
  for (int i = 0; i < 200; ++i) header.push_back("c" + std::to_string(i));
  std::vector<std::string> ignored;
  std::string message;
  try {
    (void)map_fields("photo.jpg", header, {}, ignored);
  } catch (const InputError& error) {
    message = error.what();
  }
  CHECK(message.find("the file has ?[2J?x, ??, " + std::string(60, 'n') + "..., c0, c1") != std::string::npos);
  CHECK(message.find("c96 and 103 more; name the one that holds it, as --column customer_id=NAME") !=
        std::string::npos);
}

TEST_CASE("Each kind of record has fields, keys and needed columns of its own") {
  std::vector<std::string> ignored;
  const FieldMap accounts =
      map_fields("a.csv", {"type", "account_id", "customer_id", "balance", "subtype", "amount"},
                 {{"accounts.balance_current", "balance"}, {"amount", "total"}}, ignored, RecordKind::kAccounts);
  CHECK(accounts.at(AccountField::kType) == 0);
  CHECK(accounts.at(AccountField::kBalanceCurrent) == 3);
  CHECK_FALSE(accounts.has(AccountField::kBalanceLimit));
  CHECK(ignored == std::vector<std::string>{"accounts.amount"});
  const FieldMap liabilities =
      map_fields("l.csv", {"liability_type", "account_id"}, {}, ignored, RecordKind::kLiabilities);
  CHECK(liabilities.at(LiabilityField::kLiabilityType) == 0);
  CHECK_FALSE(liabilities.has(LiabilityField::kAprs));
  for (const char* needed : {"account_id", "customer_id", "type", "subtype", "balance_current"}) {
    std::vector<std::string> header = {"account_id", "customer_id", "type", "subtype", "balance_current"};
    std::erase(header, needed);
    CHECK_THROWS_WITH(map_fields("a.csv", header, {}, ignored, RecordKind::kAccounts),
                      Catch::Contains(std::string("--column accounts.") + needed + "=NAME"));
  }
}

TEST_CASE("A key that is no field of its kind is wrong use, whichever file it is for") {
  CHECK_NOTHROW(require_fields({{"amount", "x"}, {"accounts.type", "x"}, {"liabilities.aprs", "x"}}));
  for (const char* key :
       {"accounts.aprs", "liabilities.customer_id", "accounts.", "accounts", "cards.type", "transactions.amount"})
    CHECK_THROWS_AS(require_fields({{key, "x"}}), UsageError);
  CHECK_THROWS_WITH(require_fields({{"liabilities.apr", "x"}}),
                    Catch::Contains("the fields are liabilities.account_id, liabilities.liability_type,"));
}

TEST_CASE("Names match without the blanks around them, and in any case where one column fits") {
  std::vector<std::string> ignored;
  const FieldMap map = map_fields("log.csv", {" Customer_ID", "TIMESTAMP ", "amount", "Amount", "", ""}, {}, ignored);
  CHECK(map.at(Field::kCustomerId) == 0);
  CHECK(map.at(Field::kAmount) == 2);
  CHECK(map.num_columns == 4);
  CHECK(map.most_fields == 6);
  CHECK_THROWS_WITH(map_fields("log.csv", {"customer_id", "timestamp", "AMOUNT", "Amount"}, {}, ignored),
                    Catch::Contains("in other cases"));
}

TEST_CASE("A constant takes the place of a column, and a condition names a column or its field") {
  std::vector<std::string> ignored;
  const FieldTerms terms{{{"customer_id", "me"}}, {{"amount", "1", true}, {" Kind", "x ", false}}};
  const FieldMap map = map_fields("log.csv", {"customer_id", "timestamp", "Total", "kind"}, {{"amount", "Total"}},
                                  ignored, RecordKind::kTransactions, terms);
  CHECK(map.at(Field::kCustomerId) == -1);
  CHECK(map.has(Field::kCustomerId));
  CHECK(ignored == std::vector<std::string>{"customer_id"});
  REQUIRE(map.terms.size() == 2);
  CHECK(map.terms[0].column == 2);
  CHECK(map.terms[0].wanted == std::vector<std::string>{"1"});
  CHECK(map.terms[1].unwanted == std::vector<std::string>{"x"});
}
