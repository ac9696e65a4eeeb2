#include <catch2/catch.hpp>

#include "ingest/parse/currency_signs.hpp"
#include "ingest/parse/written_number.hpp"

using namespace spendlens;
using ingest::NumberReader;

namespace {

/// The number with 4 digits behind its point, and the currency.
std::string read(const std::string& text, bool decimal_comma = false) {
  const auto number = NumberReader(decimal_comma).read(text);
  if (!number) return "none";
  const std::string value = number->value.scale > 4 ? "fine" : decimal_text(*to_scale(number->value, 4), 4);
  return number->currency.empty() ? value : value + " " + std::string(number->currency);
}

}  // namespace

TEST_CASE("Thousands stand in whole groups of three, of one kind") {
  CHECK(read("1,234.50") == "1234.5000");
  CHECK(read("1,234") == "1234.0000");
  CHECK(read("12,345,678.9") == "12345678.9000");
  CHECK(read("1 234.50") == "1234.5000");
  CHECK(read("1\xC2\xA0"
             "234.50") == "1234.5000");
  CHECK(read("1\xE2\x80\xAF"
             "234") == "1234.0000");
  CHECK(read("1'234'567.50") == "1234567.5000");
  CHECK(read("1\xE2\x80\x99"
             "234") == "1234.0000");
  CHECK(read("1.250") == "1.2500");
  for (const char* text : {"5,00", "1,23", "1234,567", "1,2345", "0,123", "00,123", "1,234,56", "1,234 567",
                           "1.234.567", "1,,234", ",123", "1,", "1,234,", "1 23", "12 3456", "1.5,000", "1''234"})
    CHECK(read(text) == "none");
}

TEST_CASE("Lakhs and crores are grouped in pairs before the last three digits") {
  CHECK(read("1,23,456.50") == "123456.5000");
  CHECK(read("-12,34,567") == "-1234567.0000");
  CHECK(read("12,34,56,789.01") == "123456789.0100");
  CHECK(read("\xE2\x82\xB9 1,23,456.50") == "123456.5000 \xE2\x82\xB9");
  for (const char* text : {"1,23", "1,23,45", "1,23,4567", "123,45,678", "0,12,345", "1,234,56,789", "1,23,456,789",
                           "1,23 456", "1 23 456", "1'23'456"})
    CHECK(read(text) == "none");
  CHECK(read("1.23.456,50", true) == "none");
}

TEST_CASE("With a decimal comma the point is for thousands") {
  CHECK(read("-1.000,00", true) == "-1000.0000");
  CHECK(read("-950,00", true) == "-950.0000");
  CHECK(read("1.000", true) == "1000.0000");
  CHECK(read("12.500", true) == "12500.0000");
  CHECK(read("-13", true) == "-13.0000");
  CHECK(read("1 234,5", true) == "1234.5000");
  CHECK(read("1'234,5", true) == "1234.5000");
  CHECK(read(",5", true) == "0.5000");
  CHECK(read("1,5e3", true) == "1500.0000");
  for (const char* text : {"1.25", "0.123", "1,234.50", "1,234,567", "1.5", "12.50"}) CHECK(read(text, true) == "none");
}

TEST_CASE("What is below zero says so once") {
  for (const char* text : {"-15", "(15)", "15-",
                           "\xE2\x88\x92"
                           "15",
                           "- 15", "( 15.00 )", "15.00-", "15\xE2\x88\x92"})
    CHECK(read(text) == "-15.0000");
  CHECK(read("+7.00") == "7.0000");
  CHECK(read("-0") == "0.0000");
  for (const char* text :
       {"--5", "(-5)", "-5-", "(5", "5)", "((5))", "+-5", "(5)-", "5.-", "CHF 5.-", "5-3", "-", "()", "+"})
    CHECK(read(text) == "none");
}

TEST_CASE("A currency may stand before or behind an amount, once") {
  CHECK(read("$20.00") == "20.0000 $");
  CHECK(read("($30.00)") == "-30.0000 $");
  CHECK(read("$(30.00)") == "-30.0000 $");
  CHECK(read("-$5.00") == "-5.0000 $");
  CHECK(read("$-5.00") == "-5.0000 $");
  CHECK(read("12.00 USD") == "12.0000 USD");
  CHECK(read("eur 12") == "12.0000 eur");
  CHECK(read("5EUR") == "5.0000 EUR");
  CHECK(read("€9.99") == "9.9900 €");
  CHECK(read("-1.234,50 €", true) == "-1234.5000 €");
  CHECK(read("R$ 5,00", true) == "5.0000 R$");
  CHECK(read("12,50 zł", true) == "12.5000 zł");
  CHECK(read("Rs. 500") == "500.0000 Rs.");
  CHECK(read("$5.00 USD") == "5.0000 USD");
  CHECK(read("USD $5.00") == "5.0000 USD");
  CHECK(read("100 kr") == "100.0000 kr");
  for (const char* text : {"$5 EUR", "5 USD EUR", "$$5", "USD", "$", "5 dollars", "5 ABC", "USDX 5", "0x10", "1_000",
                           "NaN", "inf", "5%", "", " ", "five"})
    CHECK(read(text) == "none");
  CHECK_FALSE(NumberReader(false).read_plain("$5"));
}

TEST_CASE("Residues are what they round to") {
  CHECK(read("5.684341886080802e-14") == "fine");
  CHECK(read("1e-40") == "0.0000");
  CHECK(read("12e-19") == "fine");
  CHECK(read("12.34000000000000000000000000000001") == "12.3400");
  CHECK(read("2.3400000000000000000001") == "2.3400");
  CHECK(parse_decimal_cut("0.0049999999999999999999")->coefficient == 4'999'999'999'999'999);
  CHECK(parse_decimal_cut("12e-19")->coefficient == 1);
  CHECK(parse_decimal_cut("-5.684341886080802e-14")->coefficient == -56843);
  for (const char* text :
       {"1e", "e-40", ".e-40", "1x.0000000000000000000001", "0.0000000000000000000001x", "1.0.0000000000000000000001"})
    CHECK_FALSE(parse_decimal_cut(text));
}

TEST_CASE("A sign of several currencies fits each of them, and XXX") {
  CHECK(ingest::currency_codes("eur") == "EUR");
  CHECK(ingest::currency_codes("€") == "EUR");
  CHECK_FALSE(ingest::currency_codes("Euro"));
  CHECK(ingest::common_codes(*ingest::currency_codes("$"), "CAD") == "CAD");
  CHECK(ingest::common_codes("EUR", *ingest::currency_codes("$")).empty());
  CHECK(ingest::common_codes("XXX", *ingest::currency_codes("$")) == "XXX");
  CHECK(ingest::common_codes("XXX", "EUR").empty());
  CHECK(ingest::common_codes(*ingest::currency_codes("kr"), "NOK") == "NOK");
}
