#include <catch2/catch.hpp>

#include "ingest/parse/row_parser.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

constexpr int128 kCent = 10'000'000'000'000'000;

using Columns = std::map<std::string, std::string>;

/// A record's amount in cents, or why it has none.
std::string amount_of(const std::string& header, const std::string& record, const Columns& columns,
                      const RowForms& forms = {}) {
  std::vector<std::string> names;
  std::vector<std::string_view> fields;
  std::string storage;
  RecordScanner(',').split(header, fields, storage);
  for (const auto& field : fields) names.emplace_back(field);
  std::vector<std::string> ignored;
  RowParser parser(RecordScanner(','), TimestampParser("auto", "UTC"), {map_fields("log.csv", names, columns, ignored)},
                   forms);
  WireRow row;
  const char* why = parser.parse(record + "\n", {0, 2}, row);
  if (why != nullptr) return why;
  CHECK((!row.minor || *row.minor * kWirePerMinor == row.amount));
  return decimal_text(row.amount / kCent, 2);
}

std::string by_columns(const std::string& debit, const std::string& credit, bool decimal_comma = false) {
  return amount_of("customer_id,timestamp,out,in,amount", "c,2025-01-01,\"" + debit + "\",\"" + credit + "\",99",
                   {{"debit", "out"}, {"credit", "in"}}, {decimal_comma, {}, {}});
}

std::string by_direction(const std::string& amount, const std::string& direction) {
  return amount_of(
      "customer_id,timestamp,amount,type", "c,2025-01-01,\"" + amount + "\"," + direction, {{"direction", "type"}},
      {false, {{"sale", Direction::kDebit}, {"fee", Direction::kDebit}, {"refund", Direction::kCredit}}, {}});
}

std::string time_of(const std::string& date, const std::string& clock, const std::string& format = "auto") {
  std::vector<std::string> ignored;
  RowParser parser(RecordScanner(','), TimestampParser(format, "UTC"),
                   {map_fields("log.csv", {"customer_id", "date", "clock", "amount"},
                               {{"timestamp", "date"}, {"time", "clock"}}, ignored)});
  WireRow row;
  const char* why = parser.parse("c,\"" + date + "\",\"" + clock + "\",1\n", {0, 2}, row);
  return why == nullptr ? timestamp_text(row.timestamp) : why;
}

}  // namespace

TEST_CASE("A debit is stored below 0 and a credit above, whatever column is called amount") {
  CHECK(by_columns("3", "") == "-3.00");
  CHECK(by_columns("", "5") == "5.00");
  CHECK(by_columns("-3", "") == "3.00");
  CHECK(by_columns("", "-5") == "-5.00");
  CHECK(by_columns("$1,234.50", "") == "-1234.50");
  CHECK(by_columns("1.234,50", "", true) == "-1234.50");
  CHECK(by_columns("0.00", "5") == "5.00");
  CHECK(by_columns("3", "0.00") == "-3.00");
  CHECK(by_columns("0", "") == "0.00");
  for (const auto& [debit, credit] : {std::pair{"3", "5"}, std::pair{"", ""}, std::pair{"0", "0"}, std::pair{"x", ""},
                                      std::pair{"", "x"}, std::pair{"3", "x"}})
    CHECK(by_columns(debit, credit) == "invalid_amount");
}

TEST_CASE("A direction gives amounts their sign, its values in any case") {
  CHECK(by_direction("5", "sale") == "-5.00");
  CHECK(by_direction("5.25", "FEE") == "-5.25");
  CHECK(by_direction("7", "Refund") == "7.00");
  CHECK(by_direction("-5", "sale") == "5.00");
  CHECK(by_direction("$5", "sale") == "-5.00");
  CHECK(by_direction("5", "gift") == "unknown_direction");
  CHECK(by_direction("5", "") == "unknown_direction");
  CHECK(by_direction("x", "sale") == "invalid_amount");
}

TEST_CASE("A column of clocks is added to one of dates") {
  CHECK(time_of("2025-01-01", "12:30") == "2025-01-01 12:30:00");
  CHECK(time_of("2025-01-01", "3:07:09 PM") == "2025-01-01 15:07:09");
  CHECK(time_of("2025-01-01 00:00:00", "12:30") == "2025-01-01 12:30:00");
  CHECK(time_of("2025-01-01", "") == "2025-01-01 00:00:00");
  CHECK(time_of("45658", "12:30", "excel") == "2025-01-01 12:30:00");
  CHECK(time_of("01/02/2025", "12.30", "%d/%m/%Y %H.%M") == "2025-02-01 12:30:00");
  CHECK(time_of("2025-01-01", "12:30+02:00") == "2025-01-01 10:30:00");
  CHECK(time_of("2025-01-01 10:00", "12:30") == "invalid_timestamp");
  CHECK(time_of("2025-01-01", "noon") == "invalid_timestamp");
  CHECK(time_of("", "12:30") == "missing_timestamp");
}

TEST_CASE("Columns that change what others mean are read as such only where they are named") {
  CHECK(amount_of("customer_id,timestamp,amount,debit,credit,time,direction", "c,2025-01-01,7,1,2,noon,out", {}) ==
        "7.00");
}

TEST_CASE("Amounts of a notation are read with it everywhere") {
  const RowForms comma = {true, {}, {}};
  CHECK(amount_of("customer_id,timestamp,amount", "c,2025-01-01,1.250", {}, comma) == "1250.00");
  CHECK(amount_of("customer_id,timestamp,amount", "c,2025-01-01,\"10,50\"", {}, comma) == "10.50");
  CHECK(amount_of("customer_id,timestamp,quantity,unit_price", "c,2025-01-01,\"2,5\",\"1.000,10\"", {}, comma) ==
        "2500.25");
  CHECK(amount_of("customer_id,timestamp,amount", "c,2025-01-01,10.50", {}, comma) == "invalid_amount");
  CHECK(amount_of("customer_id,timestamp,amount", "c,2025-01-01,5.684341886080802e-14", {}) == "0.00");
}
