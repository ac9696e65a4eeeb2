#include <catch2/catch.hpp>
#include <random>

#include "ingest/parse/row_parser.hpp"
#include "spendlens/core/hashing.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

constexpr int128 kCent = 10'000'000'000'000'000;

const std::vector<std::string> kColumns = {"customer_id", "timestamp", "amount",     "quantity",      "unit_price",
                                           "merchant",    "category",  "account_id", "order_id",      "product_id",
                                           "margin",      "pending",   "currency",   "transaction_id"};

RowParser parser_for(const std::vector<std::string>& columns) {
  std::vector<std::string> ignored;
  return RowParser(RecordScanner(','), TimestampParser("auto", "UTC"), {map_fields("log.csv", columns, {}, ignored)});
}

using Values = std::map<std::string, std::string>;

/// A record of all columns: good values, but for those given.
std::string record_of(const Values& given) {
  Values values = {{"customer_id", "c1"}, {"timestamp", "2025-07-01"}, {"amount", "-1.50"}};
  for (const auto& [name, value] : given) values[name] = value;
  std::string record;
  for (const std::string& column : kColumns) {
    if (!record.empty() || column != kColumns.front()) record += ',';
    record += '"';
    record += values[column];
    record += '"';
  }
  return record + "\n";
}

std::string verdict(const Values& given) {
  RowParser parser = parser_for(kColumns);
  WireRow row;
  const char* why = parser.parse(record_of(given), {0, 2}, row);
  return why == nullptr ? "good" : why;
}

WireRow parsed(RowParser& parser, const Values& given) {
  WireRow row;
  const char* why = parser.parse(record_of(given), {0, 7}, row);
  INFO((why == nullptr ? "" : why));
  REQUIRE(why == nullptr);
  return row;
}

}  // namespace

TEST_CASE("A good row is filled from its fields") {
  RowParser parser = parser_for(kColumns);
  const WireRow row = parsed(parser, {{"quantity", "3"},
                                      {"unit_price", "9"},
                                      {"merchant", "Café"},
                                      {"category", "FOOD"},
                                      {"account_id", "a1"},
                                      {"order_id", "o1"},
                                      {"product_id", "p1"},
                                      {"margin", "-0.125"},
                                      {"pending", "Yes"},
                                      {"currency", "EUR"},
                                      {"transaction_id", "t1"}});
  CHECK(row.file == 0);
  CHECK(row.line == 7);
  CHECK(row.customer_id == "c1");
  CHECK(row.hash == text_hash("c1"));
  CHECK(timestamp_text(row.timestamp) == "2025-07-01 00:00:00");
  CHECK(row.amount == -150 * kCent);  // the amount that is given, not quantity x unit_price
  CHECK(row.quantity == 300 * kCent);
  CHECK(row.margin * 2 == -25 * kCent);
  CHECK(row.pending);
  CHECK(row.merchant == text_hash("Café"));
  CHECK(row.category == text_hash("FOOD"));
  CHECK(row.account_id == "a1");
  CHECK(row.order_id == "o1");
  CHECK(row.product_id == "p1");
  CHECK(row.transaction_id == "t1");
}

TEST_CASE("Empty optional fields are none") {
  RowParser parser = parser_for(kColumns);
  const WireRow row = parsed(parser, {});
  CHECK_FALSE(row.has_merchant);
  CHECK_FALSE(row.has_category);
  CHECK_FALSE(row.pending);
  CHECK(row.order_id.empty());
  CHECK(row.quantity == 0);
  CHECK(parser.merchants().names().texts().empty());
}

TEST_CASE("Without an amount it is quantity times unit price, exactly") {
  RowParser parser = parser_for(kColumns);
  const WireRow row = parsed(parser, {{"amount", ""}, {"quantity", "-3"}, {"unit_price", "1.125"}});
  CHECK(row.amount * 2 == -675 * kCent);
  CHECK(row.quantity == -300 * kCent);
}

TEST_CASE("Each kind of bad row has its reason") {
  CHECK(verdict({}) == "good");
  CHECK(verdict({{"customer_id", ""}}) == "missing_customer_id");
  CHECK(verdict({{"customer_id", std::string(64, 'c')}}) == "good");
  CHECK(verdict({{"customer_id", std::string(65, 'c')}}) == "customer_id_too_long");
  CHECK(verdict({{"customer_id", "c\xFF"}}) == "invalid_utf8");
  CHECK(verdict({{"customer_id", std::string("c\0d", 3)}}) == "invalid_text");
  for (const char* field : {"merchant", "category", "currency"}) {
    CHECK(verdict({{field, std::string(256, 'm')}}) ==
          (field == std::string("currency") ? "invalid_currency" : "good"));
    CHECK(verdict({{field, std::string(257, 'm')}}) == "invalid_text");
    CHECK(verdict({{field, "\xC3"}}) == "invalid_utf8");
    CHECK(verdict({{field, std::string("a\0", 2)}}) == "invalid_text");
  }
  for (const char* field : {"order_id", "product_id", "transaction_id", "account_id"}) {
    CHECK(verdict({{field, std::string(64, 'i')}}) == "good");
    CHECK(verdict({{field, std::string(65, 'i')}}) == "invalid_text");
    CHECK(verdict({{field, "\xED\xA0\x80"}}) == "invalid_utf8");
    CHECK(verdict({{field, std::string("a\0", 2)}}) == "invalid_text");
  }
  CHECK(verdict({{"timestamp", ""}}) == "missing_timestamp");
  CHECK(verdict({{"timestamp", "yesterday"}}) == "invalid_timestamp");
  CHECK(verdict({{"timestamp", "1969-12-31"}}) == "timestamp_out_of_range");
  CHECK(verdict({{"timestamp", "2106-01-01"}}) == "timestamp_out_of_range");
  CHECK(verdict({{"amount", ""}}) == "missing_amount");
  CHECK(verdict({{"amount", ""}, {"quantity", "3"}}) == "missing_amount");
  CHECK(verdict({{"amount", ""}, {"unit_price", "3"}}) == "missing_amount");
  CHECK(verdict({{"amount", "1,50"}}) == "invalid_amount");
  CHECK(verdict({{"amount", "nan"}}) == "missing_amount");
  CHECK(verdict({{"amount", "1 ton"}}) == "invalid_amount");
  CHECK(verdict({{"currency", "Euro"}}) == "invalid_currency");
  CHECK(verdict({{"quantity", "$1"}}) == "invalid_quantity");
  CHECK(verdict({{"amount", ""}, {"quantity", "3"}, {"unit_price", "x"}}) == "invalid_amount");
  CHECK(verdict({{"amount", "1e20"}}) == "amount_out_of_range");
  CHECK(verdict({{"amount", ""}, {"quantity", "1e10"}, {"unit_price", "-1e10"}}) == "amount_out_of_range");
  CHECK(verdict({{"quantity", "three"}}) == "invalid_quantity");
  CHECK(verdict({{"quantity", "1e26"}}) == "invalid_quantity");
  CHECK(verdict({{"margin", "x"}}) == "invalid_margin");
  CHECK(verdict({{"margin", "1e26"}}) == "invalid_margin");
  CHECK(verdict({{"pending", "maybe"}}) == "invalid_boolean");
}

TEST_CASE("Booleans are read in any case") {
  RowParser parser = parser_for(kColumns);
  for (const char* text : {"true", "TRUE", "1", "yes", "Yes", " true "})
    CHECK(parsed(parser, {{"pending", text}}).pending);
  for (const char* text : {"false", "False", "0", "no", "NO", ""})
    CHECK_FALSE(parsed(parser, {{"pending", text}}).pending);
}

TEST_CASE("A row with several faults is rejected for the first in the order of the checks") {
  Values values = {{"customer_id", ""}, {"merchant", "\xFF"}, {"order_id", std::string(65, 'o')},
                   {"timestamp", "x"},  {"quantity", "x"},    {"amount", "x"},
                   {"margin", "x"},     {"pending", "x"}};
  const std::vector<std::pair<const char*, const char*>> order = {
      {"customer_id", "missing_customer_id"}, {"merchant", "invalid_utf8"},     {"order_id", "invalid_text"},
      {"timestamp", "invalid_timestamp"},     {"quantity", "invalid_quantity"}, {"amount", "invalid_amount"},
      {"margin", "invalid_margin"},           {"pending", "invalid_boolean"}};
  for (const auto& [field, reason] : order) {
    CHECK(verdict(values) == reason);
    values.erase(field);
  }
  CHECK(verdict(values) == "good");
}

TEST_CASE("A record with another number of fields than the header is rejected") {
  RowParser parser = parser_for({"customer_id", "timestamp", "amount"});
  WireRow row;
  CHECK(parser.parse("c,2025-01-01\n", {0, 2}, row) == std::string("wrong_number_of_fields"));
  CHECK(parser.parse("c,2025-01-01,1,x\n", {0, 2}, row) == std::string("wrong_number_of_fields"));
  CHECK(parser.parse("c,2025-01-01,1,,x\n", {0, 2}, row) == std::string("wrong_number_of_fields"));
  CHECK(parser.parse("c,2025-01-01,1,,,,\n", {0, 2}, row) == nullptr);
  CHECK(parser.parse("c,2025-01-01,1,\n", {0, 2}, row) == nullptr);
  CHECK(parser.parse("c,2025-01-01,1\n", {0, 2}, row) == nullptr);
}

TEST_CASE("The offending text is told") {
  RowParser parser = parser_for({"customer_id", "timestamp", "amount"});
  WireRow row;
  REQUIRE(parser.parse("c,2025-01-01,\" 1 ton\"\n", {0, 2}, row) != nullptr);
  CHECK(parser.detail() == "1 ton");
  REQUIRE(parser.parse("c,soon,1\n", {0, 2}, row) != nullptr);
  CHECK(parser.detail() == "soon");
}

TEST_CASE("Spaces around numbers and timestamps are passed over, in texts they are kept") {
  RowParser parser = parser_for(kColumns);
  const WireRow row =
      parsed(parser, {{"timestamp", " 2025-07-01\t"}, {"amount", " -2 "}, {"customer_id", " c1"}, {"merchant", " m"}});
  CHECK(row.amount == -200 * kCent);
  CHECK(row.customer_id == " c1");
  CHECK(parser.merchants().names().texts().at(row.merchant) == " m");
  CHECK(verdict({{"amount", "1 00"}}) == "invalid_amount");
}

TEST_CASE("Texts of bad rows do not enter dictionaries") {
  RowParser parser = parser_for(kColumns);
  WireRow row;
  REQUIRE(parser.parse(record_of({{"merchant", "m"}, {"category", "c"}, {"pending", "x"}}), {0, 2}, row) != nullptr);
  CHECK(parser.merchants().names().texts().empty());
  CHECK(parser.categories().names().texts().empty());
}

TEST_CASE("Each file's records are read with its own columns") {
  std::vector<std::string> ignored;
  const FieldMap first = map_fields("a.csv", {"customer_id", "timestamp", "amount"}, {}, ignored);
  const FieldMap second = map_fields("b.csv", {"amount", "merchant", "timestamp", "customer_id"}, {}, ignored);
  RowParser parser(RecordScanner(','), TimestampParser("auto", "UTC"), {first, second});
  WireRow row;
  REQUIRE(parser.parse("c,2025-01-01,1\n", {0, 2}, row) == nullptr);
  CHECK_FALSE(row.has_merchant);
  REQUIRE(parser.parse("1,shop,2025-01-01,d\n", {1, 2}, row) == nullptr);
  CHECK(row.customer_id == "d");
  CHECK(row.merchant == text_hash("shop"));
}

TEST_CASE("A row travels as it is, with what the schema has") {
  RowParser parser = parser_for(kColumns);
  const WireRow row = parsed(parser, {{"quantity", "3"},
                                      {"merchant", "shop"},
                                      {"account_id", std::string(64, 'a')},
                                      {"order_id", "o1"},
                                      {"product_id", "p1"},
                                      {"margin", "-1"},
                                      {"pending", "1"},
                                      {"transaction_id", "t1"}});
  std::vector<std::string> ignored;
  const Schema schema = schema_of({map_fields("log.csv", kColumns, {}, ignored)});
  std::vector<std::byte> bytes;
  append_row(row, schema, bytes);
  append_row(row, schema, bytes);
  std::size_t position = 0;
  (void)read_row(bytes, position, schema);
  CHECK(position * 2 == bytes.size());
  const WireRow read = read_row(bytes, position, schema);
  CHECK(position == bytes.size());
  CHECK(std::tie(read.file, read.line, read.hash, read.timestamp, read.amount, read.quantity, read.margin,
                 read.merchant, read.has_merchant, read.has_category,
                 read.pending) == std::tie(row.file, row.line, row.hash, row.timestamp, row.amount, row.quantity,
                                           row.margin, row.merchant, row.has_merchant, row.has_category, row.pending));
  CHECK(std::tie(read.customer_id, read.order_id, read.product_id, read.transaction_id, read.account_id) ==
        std::tie(row.customer_id, row.order_id, row.product_id, row.transaction_id, row.account_id));
}

TEST_CASE("A record that was split already is read as one that was not") {
  const std::vector<std::string> columns = {"customer_id", "merchant", "timestamp", "amount", "quantity", "pending"};
  RowParser whole = parser_for(columns);
  RowParser split = parser_for(columns);
  std::mt19937 random(6);
  const char* values[][8] = {{"c1", "customer 2", "", "\xC3\xA9", "\xFF", "c,1", "c", "d"},
                             {"shop", "", "Caf\xC3\xA9", "\xC3", "a,b", "x", "y", " z"},
                             {"2025-07-01", "2025-07-01T10:00:00", " 2025-07-01", "2025-07-01T10:00:00Z", "", "soon",
                              "1751328000", "20250701"},
                             {"-1.50", "", "1e3", " 2", "12.345", "x", "99999999999999999999", "0"},
                             {"", "1", "", "-2.5", "x", "", "", ""},
                             {"", "yes", "0", "maybe", "", "", "", ""}};
  std::size_t num_good = 0;
  for (int trial = 0; trial < 20'000; ++trial) {
    std::string record;
    for (const auto& choices : values) {
      const std::string value = choices[random() % (random() % 4 == 0 ? 8 : 2)];
      if (!record.empty() || &choices != &values[0]) record += ',';
      record += value.find(',') == std::string::npos ? value : '"' + value + '"';
    }
    if (random() % 50 == 0) record += ",more";
    if (random() % 50 == 0 && record.find('"') == std::string::npos) record[random() % record.size()] = '\0';
    record += random() % 2 == 0 ? "\n" : "\r\n";
    WireRow expected;
    const char* why = whole.parse(record, {0, 5}, expected);
    const std::string detail(why != nullptr ? whole.detail() : "");
    Block block;
    block.bytes = record;
    block.at_end = true;
    RecordSplitter(RecordScanner(','), columns.size())
        .for_each(
            block,
            [&](const SplitRecord& one, RejectPlace) {
              WireRow row;
              const char* reason = split.parse(one, {0, 5}, row);
              INFO(record);
              REQUIRE(reason == why);
              if (why != nullptr) {
                REQUIRE(split.detail() == detail);
                return;
              }
              ++num_good;
              REQUIRE(std::tie(row.customer_id, row.hash, row.timestamp, row.amount, row.minor, row.quantity,
                               row.merchant, row.has_merchant, row.pending, row.line) ==
                      std::tie(expected.customer_id, expected.hash, expected.timestamp, expected.amount, expected.minor,
                               expected.quantity, expected.merchant, expected.has_merchant, expected.pending,
                               expected.line));
            },
            [](auto&&...) { FAIL("not split"); });
  }
  CHECK(num_good > 1000);
  CHECK(split.merchants().names().texts() == whole.merchants().names().texts());
}
