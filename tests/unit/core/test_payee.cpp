#include <catch2/catch.hpp>

#include <string>
#include <utility>

#include "spendlens/core/payee.hpp"

using namespace spendlens;

namespace {

std::string key(const std::string& text) { return descriptor_key(payee_capitals(text)); }

}  // namespace

TEST_CASE("A payee's capitals are those of ASCII, with single blanks") {
  CHECK(payee_capitals("  Trader \t Joe's\r\n") == "TRADER JOE'S");
  CHECK(payee_capitals("Café  Zoë") == "CAFé ZOë");
  CHECK(payee_capitals(" \t\n").empty());
  CHECK(payee_capitals("").empty());
}

TEST_CASE("What stands behind a name is cut off, what stands before it is passed over") {
  for (const auto& [text, expected] : std::initializer_list<std::pair<const char*, const char*>>{
           {"Kroger", "KROGER"},
           {"Trader Joe's", "TRADER JOE'S"},
           {"SPOTIFY PRT5QN01B NEW YORK NY", "SPOTIFY"},
           {"SPOTIFY P0A9FH31L NEW YORK NY", "SPOTIFY"},
           {"ANYTIME FITNESS #2207 07/26 AUSTIN TX", "ANYTIME FITNESS"},
           {"WHOLEFDS#10217 AUSTIN", "AUSTIN"},  // before the name
           {"ACH CREDIT CYBERDYNE PAYROLL", "ACH CREDIT CYBERDYNE PAYROLL"},
           {"12/31 CITY POWER 4711", "CITY POWER"},
           {"0012 7-ELEVEN", "7-ELEVEN"},
           {"7-ELEVEN 33812 DALLAS", "7-ELEVEN"},
           {"12 APOSTLES", "APOSTLES"},
           {"A1B2 DELI", "A1B2 DELI"},  // two digits
           {"A1B2C3 DELI", "DELI"},     // three
           {"SHOP 1/2 CO", "SHOP"},     // of digits and a stroke
           {"SHOP / CO", "SHOP / CO"},  // a stroke alone is a word
           {"SHOP A/B 9", "SHOP A/B"}})
    CHECK((text + (" " + key(text))) == (text + (" " + std::string(expected))));
}

TEST_CASE("A host name is the name where it is the first word, otherwise a reference") {
  CHECK(key("NETFLIX.COM 866-579-7172 CA") == "NETFLIX");
  CHECK(key("NETFLIX.COM NETFLIX.COM CA") == "NETFLIX");
  CHECK(key("WWW.EXAMPLE.ORG BERLIN") == "EXAMPLE");
  CHECK(key("www.shop.co") == "SHOP");
  CHECK(key("APPLE.COM/BILL 866-712-7753 CA") == "APPLE");
  CHECK(key("1800FLOWERS.COM NY") == "1800FLOWERS");
  CHECK(key("HELP.UBER.COM X") == "HELP.UBER");
  CHECK(key("NETFLIX HELP.NETFLIX.COM CA") == "NETFLIX");
  CHECK(key("0724 AMZN.COM SEATTLE") == "SEATTLE");  // the second word, though the first is passed over
  CHECK(key("123.COM SHOP") == "SHOP");              // no letter before the ending: a number
  CHECK(key("ST.CO SHOP") == "ST");
  CHECK(key("SHOP.CO.UK LONDON") == "SHOP.CO.UK LONDON");
}

TEST_CASE("A payment facilitator before the name is dropped, behind another head one word may stay") {
  CHECK(key("SQ *BLUE BOTTLE 0012") == "BLUE BOTTLE");
  CHECK(key("TST* Sushi Bar") == "SUSHI BAR");
  CHECK(key("SQ *TST* CAFE") == "CAFE");
  CHECK(key("PAYPAL *HULU 4029357734 CA") == "HULU");
  CHECK(key("PADDLE.NET* NORDVPN") == "NORDVPN");
  CHECK(key("PP*SPOTIFY") == "SPOTIFY");
  CHECK(key("UBER *ONE HELP.UBER.COM 0724") == "UBER ONE");
  CHECK(key("AMZN Mktp US*KD7QP20S4") == "AMZN MKTP US");
  CHECK(key("AMZN Prime*9V2XJ46D1 amzn.com/bill WA") == "AMZN PRIME");
  CHECK(key("GOOGLE *YouTubePremium g.co/helppay# CA") == "GOOGLE YOUTUBEPREMIUM");
  CHECK(key("AMAZON.COM*2K4LM93Z3 SEATTLE") == "AMAZON");
  CHECK(key("*PROMO WEEK") == "PROMO");
  CHECK(key("LYFT *") == "LYFT");
}

TEST_CASE("What has nothing but references keeps its capitals, and a key is its own key") {
  CHECK(key("4029357734") == "4029357734");
  CHECK(key("#12 12/31") == "#12 12/31");
  CHECK(key("SQ *") == "SQ *");
  CHECK(key("*") == "*");
  CHECK(key("sq * 0012") == "SQ * 0012");
  for (const char* text : {"BLUE BOTTLE", "UBER ONE", "NETFLIX", "4029357734", "TRADER JOE'S"})
    CHECK(key(text) == text);
}

TEST_CASE("The rule sets have names, which segments keep") {
  CHECK(parse_merchant_rule("descriptor-1") == MerchantRule::kDescriptor1);
  CHECK(parse_merchant_rule("raw") == MerchantRule::kRaw);
  CHECK(!parse_merchant_rule("descriptor-2"));
  CHECK(!parse_merchant_rule(""));
}
