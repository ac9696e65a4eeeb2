#include <catch2/catch.hpp>

#include "ingest/options_text.hpp"

using namespace spendlens::ingest;

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
      "--amounts spend-positive --delimiter tab --column 'amount=Net amount' --where 'kind!=it'\\''s' --null-values ''");
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
        "--timestamp-format %d.%m.%Y --timestamp-format auto --date-order dmy --two-digit-years 1970 --decimal comma "
        "--column time=clock --direction type=in:credit,out:debit --round-amounts");
  options.constants["merchant"] = std::string(5000, 'x');
  CHECK(options_text(options).size() <= 4000);
}
