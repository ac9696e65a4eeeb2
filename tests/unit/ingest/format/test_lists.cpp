#include <catch2/catch.hpp>

#include <string>

#include "ingest/format/load_text_rules.hpp"
#include "ingest/format/shipped_aliases.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ingest/aliases.hpp"

using namespace spendlens;
using namespace spendlens::ingest;
using Catch::Matchers::Contains;

namespace {

Aliases aliases_of(const std::string& text) { return parse_aliases(text, "a.csv"); }
CategoryCodes codes_of(const std::string& text) { return parse_category_codes(text, "c.csv"); }

}  // namespace

TEST_CASE("Aliases are lines of pattern, name and kind, with a header or without") {
  const Aliases aliases = aliases_of(
      "\xEF\xBB\xBFPattern, Name ,Kind\r\n# a comment\r\n\r\n netflix* ,,subscription\n\"ACME, INC*\",\"Acme \"\"A\"\"\",\nlast,Last one");
  REQUIRE(aliases.size() == 3);
  CHECK(aliases.at(0).pattern == "NETFLIX*");
  CHECK(aliases.at(0).name.empty());
  CHECK(aliases.at(0).kind == static_cast<std::uint8_t>(StreamKind::kSubscription));
  CHECK(aliases.at(1).pattern == "ACME, INC*");
  CHECK(aliases.at(1).name == "Acme \"A\"");
  CHECK(aliases.at(1).kind == kNoStreamKind);
  CHECK(aliases.at(2).name == "Last one");
  CHECK(aliases_of("").size() == 0);
}

TEST_CASE("A line of aliases that cannot be is told with its file and number") {
  CHECK_THROWS_WITH(aliases_of("A*,B,bill\nA*,C,\n"),
                    Contains("aliases a.csv, line 2: the pattern 'A*' stands in line 1 already"));
  CHECK_THROWS_WITH(aliases_of("\nA*,B,rent\n"),
                    Contains("a.csv, line 2: 'rent' is no kind of payment; the kinds are subscription, bill"));
  CHECK_THROWS_WITH(aliases_of("A*,,\n"), Contains("line 1: it gives neither a name nor a kind"));
  CHECK_THROWS_WITH(aliases_of("A*,,gym\n"),
                    Contains("line 1: 'gym' is no kind of payment; the kinds are subscription, "));
  for (const char* of_inflows : {"payroll", "benefit", "variable_income", "income"})
    CHECK_THROWS_WITH(aliases_of(std::string("A*,,") + of_inflows + "\n"),
                      Contains("standing_order, saving, card_payment, cash"));
  CHECK_THROWS_WITH(aliases_of(" ,B,\n"), Contains("line 1: the pattern is empty"));
  CHECK_THROWS_WITH(aliases_of("A\n"), Contains("line 1: it has 1 field; a line is pattern,name,kind"));
  CHECK_THROWS_WITH(aliases_of("A,B,bill,x\n"), Contains("line 1: it has 4 fields"));
  CHECK_THROWS_WITH(aliases_of("A,B,bill\nC,B,loan\n"), Contains("line 2: 'B' is of another kind in line 1"));
  CHECK_THROWS_WITH(aliases_of("\"A,B,bill\n"), Contains("line 1: its quotes do not fit"));
  CHECK_THROWS_WITH(aliases_of("A\xFF,B,\n"), Contains("line 1: the text is not UTF-8"));
  CHECK_THROWS_WITH(aliases_of("A," + std::string(257, 'x') + ",\n"), Contains("is longer than 256 bytes"));
  CHECK_THROWS_AS(aliases_of("A\n"), UsageError);
}

TEST_CASE("The aliases that the program brings along give kinds and no names") {
  const Aliases aliases = parse_aliases(kShippedAliases, "that spendlens brings along", true);
  CHECK(aliases.stamp() == "shipped");
  CHECK(aliases.size() > 100);
  for (std::uint32_t i = 0; i < aliases.size(); ++i) {
    CHECK(aliases.at(i).name.empty());
    CHECK(aliases.at(i).kind != kNoStreamKind);
  }
  const PayeeRules rules{MerchantRule::kDescriptor1, aliases};
  const auto kind_of = [&](const char* text) {
    const std::uint8_t kind = rules.kind_of(rules.payee_of(text).alias);
    return std::string(kind == kNoStreamKind ? "-" : kStreamKindNames[kind]);
  };
  for (const char* text : {"Netflix", "HelloFresh", "PAYPAL *HULU 4029357734 CA", "UBER *ONE HELP.UBER.COM 0724"})
    CHECK(kind_of(text) == "subscription");
  CHECK(kind_of("T-MOBILE*PCS SVC") == "bill");
  for (const char* text : {"Kroger", "Target", "Amazon", "AMZN Mktp US*KD7QP20S4", "Uber", "Oakwood Apartments"})
    CHECK(kind_of(text) == "-");
}

TEST_CASE("A bank's codes have categories, each code once") {
  const CategoryCodes codes = codes_of("code,category\n 5411 ,FOOD_AND_DRINK_GROCERIES\n\"A,1\",TRAVEL\n");
  REQUIRE(codes.find("5411") != nullptr);
  CHECK(*codes.find(" 5411\t") == "FOOD_AND_DRINK_GROCERIES");
  CHECK(*codes.find("A,1") == "TRAVEL");
  CHECK(codes.find("5412") == nullptr);
  CHECK_THROWS_WITH(codes_of("1,A\n2,B\n 1,C\n"), Contains("categories c.csv, line 3: the code '1' is given twice"));
  CHECK_THROWS_WITH(codes_of("1,\n"), Contains("line 1: the code or the category is empty"));
  CHECK_THROWS_WITH(codes_of("1\n"), Contains("line 1: it has 1 field; a line is code,category"));
}
