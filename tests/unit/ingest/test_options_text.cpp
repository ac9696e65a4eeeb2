#include <catch2/catch.hpp>

#include "ingest/options_text.hpp"

using namespace spendlens::ingest;

TEST_CASE("What an import takes by itself is not said, and fields with options of their own are said by those") {
  ImportOptions options;
  options.columns = {{"amount", "amount"},
                     {"accounts.type", "type"},
                     {"accounts.subtype", "kind"},
                     {"time", "time"},
                     {"dimension.channel", "Kanal"},
                     {"customers.tier", "Stufe"},
                     {"customers.customer_id", "Nr"},
                     {"debit", "Soll"},
                     {"credit", "Haben"}};
  CHECK(options_text(options) ==
        "--column accounts.subtype=kind --column customers.customer_id=Nr --column time=time --dimension channel=Kanal "
        "--attribute tier=Stufe --debit Soll --credit Haben");
}

TEST_CASE("Only what differs from the defaults is said, and the sign convention always") {
  ImportOptions options;
  CHECK(options_text(options) == "--amounts spend-negative");
  options.spend_positive = true;
  options.delimiter = '\t';
  options.columns["amount"] = "Net amount";
  options.where.push_back({"kind", "it's", false});
  options.null_values.emplace();
  CHECK(
      options_text(options) ==
      "--column 'amount=Net amount' --where 'kind!=it'\\''s' --amounts spend-positive --delimiter tab --null-values ''");
  options.spend_positive = false;
  options.timestamp_formats = {"%d.%m.%Y", "auto"};
  options.date_order = DateOrder::kDayMonthYear;
  options.two_digit_years_from = 1970;
  options.decimal_comma = true;
  options.round_amounts = true;
  options.columns = {{"direction", "type"}, {"time", "clock"}};
  options.directions = {{"out", Direction::kDebit}, {"in", Direction::kCredit}};
  options.delimiter = ',';
  options.where.clear();
  options.null_values.reset();
  CHECK(options_text(options) ==
        "--column time=clock --direction type=in:credit,out:debit --timestamp-format %d.%m.%Y --timestamp-format auto "
        "--date-order dmy --two-digit-years 1970 --decimal comma --round-amounts");
  options.constants["merchant"] = std::string(5000, 'x');
  CHECK(options_text(options).size() <= 4000);
}
