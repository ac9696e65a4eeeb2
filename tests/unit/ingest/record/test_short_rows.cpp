#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <random>

#include "ingest/fold/fold.hpp"
#include "ingest/record/wire_decimal.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/hashing.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

/// Rows that own their texts.
struct Rows {
  std::deque<std::string> texts;
  std::vector<WireRow> rows;

  std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
};

Schema schema_with(std::initializer_list<Field> fields) {
  Schema schema;
  for (const Field field : {Field::kCustomerId, Field::kTimestamp, Field::kAmount})
    schema.present[static_cast<std::size_t>(field)] = true;
  for (const Field field : fields) schema.present[static_cast<std::size_t>(field)] = true;
  return schema;
}

Schema with(Schema schema, Field field) {
  schema.present[static_cast<std::size_t>(field)] = true;
  return schema;
}

const std::vector<std::string> kMerchants = {"a", "b", "c", "zz"};

Rows random_rows(std::mt19937& random, const Schema& schema, bool with_orders) {
  static const char* amounts[] = {"-1",
                                  "2.5",
                                  "0",
                                  "-0.005",
                                  "0.0149999",
                                  "12.34",
                                  "-99999.99",
                                  "21474836.47",
                                  "21474836.48",
                                  "-21474836.48",
                                  "-21474836.49",
                                  "100000000000",
                                  "-100000000000",
                                  "100000000000.004",
                                  "100000000000.01",
                                  "-90000000000000000"};
  Rows all;
  const std::size_t count = random() % 80;
  for (std::size_t i = 0; i < count; ++i) {
    WireRow row;
    row.line = i + 2;
    const auto customer = random() % 5;
    row.customer_id = all.keep("customer" + std::string(customer, 'x'));
    // Two ids of one hash.
    row.hash = customer < 2 ? 7 : text_hash(row.customer_id);
    row.timestamp = static_cast<Timestamp>(random() % 5 == 0 ? kTimestampLimit - 1 : random() % 4);
    const std::string amount = amounts[random() % std::size(amounts)];
    row.amount = *to_scale(*parse_decimal(amount), kWireScale);
    if (random() % 2 == 0) row.minor = parse_short_decimal(amount)->minor();
    if (schema.has(Field::kMerchant) && random() % 3 != 0) {
      row.has_merchant = true;
      row.merchant = text_hash(kMerchants[random() % kMerchants.size()]);
    }
    if (schema.has(Field::kCategory) && random() % 3 != 0) {
      row.has_category = true;
      row.category = text_hash(kMerchants[random() % kMerchants.size()]);
    }
    row.pending = schema.has(Field::kPending) && random() % 2 == 0;
    if (schema.has(Field::kQuantity))
      row.quantity = *to_scale(*parse_decimal(random() % 9 == 0   ? "-4294967296"
                                              : random() % 2 == 0 ? "-2.5"
                                                                  : "4294967295"),
                               kWireScale);
    if (schema.has(Field::kMargin))
      row.margin = *to_scale(*parse_decimal(random() % 2 == 0 ? "-0.125" : "90000000000000000"), kWireScale);
    if (schema.has(Field::kAccountId) && random() % 3 != 0)
      row.account_id = all.keep(std::string(1 + random() % 3, 'k'));
    if (with_orders && random() % 8 == 0)
      row.order_id = all.keep(std::string(row.customer_id) + std::to_string(random() % 2));
    all.rows.push_back(row);
  }
  return all;
}

struct Folded {
  std::vector<std::vector<std::byte>> columns;
  std::vector<std::pair<std::uint64_t, std::string>> rejects;
  std::uint64_t lines_folded = 0;

  friend bool operator==(const Folded&, const Folded&) = default;
};

Folded folded(const std::vector<WireRow>& rows, const Schema& schema, bool spend_positive) {
  std::vector<std::byte> bytes;
  for (const WireRow& row : rows) append_row(row, schema, bytes);
  Dictionary dictionary;
  dictionary.texts = kMerchants;
  dictionary.code = CodeTable(kMerchants);
  FoldScratch scratch;
  FoldResult result = fold_rows(bytes, {schema, spend_positive, &dictionary, &dictionary, nullptr}, scratch);
  // Only a schema with ids has keys, and rows without ids have none.
  if (std::count(result.run.key.begin(), result.run.key.end(), ledger::kNoKey) == std::ssize(result.run.key))
    result.run.key.clear();
  Folded folded;
  FinishedRun::for_each_column(result.run, [&](const auto& column) {
    const auto values = std::as_bytes(std::span(column));
    folded.columns.emplace_back(values.begin(), values.end());
  });
  for (const LateReject& reject : result.rejects) folded.rejects.emplace_back(reject.place.line, reject.reason);
  std::sort(folded.rejects.begin(), folded.rejects.end());
  folded.lines_folded = result.lines_folded;
  return folded;
}

/// Rows of a schema with transaction ids travel long and are folded line by line.
void check_as_long(const Schema& schema, bool with_orders) {
  std::mt19937 random(12);
  for (int trial = 0; trial < 200; ++trial) {
    Rows all = random_rows(random, schema, with_orders);
    const Folded expected = folded(all.rows, with(schema, Field::kTransactionId), trial % 2 == 0);
    REQUIRE(folded(all.rows, schema, trial % 2 == 0) == expected);
    std::shuffle(all.rows.begin(), all.rows.end(), random);
    REQUIRE(folded(all.rows, schema, trial % 2 == 0) == expected);
  }
}

}  // namespace

TEST_CASE("Rows that are sorted as numbers become what they become line by line") {
  check_as_long(schema_with({}), false);
  check_as_long(schema_with({Field::kMerchant}), false);
  check_as_long(schema_with({Field::kMerchant, Field::kCategory, Field::kPending}), false);
}

TEST_CASE("Short rows with more columns become what long ones become") {
  check_as_long(schema_with({Field::kMerchant, Field::kAccountId, Field::kCategory, Field::kPending}), false);
  check_as_long(schema_with({Field::kQuantity, Field::kMargin, Field::kAccountId, Field::kCategory}), false);
}

TEST_CASE("Customers with orders of several lines stand among others") {
  check_as_long(schema_with({Field::kOrderId, Field::kMerchant, Field::kCategory}), true);
  check_as_long(schema_with({Field::kOrderId, Field::kMerchant, Field::kCategory, Field::kAccountId, Field::kPending}),
                true);
}

TEST_CASE("A row travels short only where it is an order by itself that is sure to be stored") {
  const Schema schema = schema_with({Field::kOrderId, Field::kProductId, Field::kQuantity, Field::kMargin});
  const auto is_short = [&](const WireRow& row, const Schema& of) {
    std::vector<std::byte> bytes;
    append_row(row, of, bytes);
    std::size_t position = 0;
    const bool is = read_head(bytes, position, of).is_short;
    REQUIRE(position == bytes.size());
    return is;
  };
  WireRow row;
  row.customer_id = "c";
  CHECK(is_short(row, schema));
  CHECK_FALSE(is_short(row, with(schema, Field::kTransactionId)));
  const auto changed = [&](auto change) {
    WireRow other = row;
    change(other);
    return is_short(other, schema);
  };
  CHECK_FALSE(changed([](WireRow& r) { r.order_id = "o"; }));
  CHECK_FALSE(changed([](WireRow& r) { r.product_id = "p"; }));
  CHECK(changed([](WireRow& r) { r.amount = kMaxOrderMinor * kWirePerMinor + kWirePerMinor / 2 - 1; }));
  CHECK_FALSE(changed([](WireRow& r) { r.amount = kMaxOrderMinor * kWirePerMinor + kWirePerMinor / 2; }));
  CHECK_FALSE(changed([](WireRow& r) { r.amount = -kMaxOrderMinor * kWirePerMinor - kWirePerMinor / 2; }));
  CHECK_FALSE(changed([](WireRow& r) { r.quantity = int128{4294967296} * 1'000'000'000'000'000'000; }));
  CHECK_FALSE(changed([](WireRow& r) { r.margin = int128{1} << 126; }));
}

TEST_CASE("A short row is read as it was, its amounts rounded") {
  const Schema schema =
      schema_with({Field::kMerchant, Field::kPending, Field::kQuantity, Field::kMargin, Field::kAccountId});
  for (const std::string& id : {std::string("c"), std::string(7, 'c'), std::string(8, 'c'), std::string(13, 'c'),
                                std::string(16, 'c'), std::string(17, 'c'), std::string(64, 'c')}) {
    WireRow row;
    row.line = 9;
    row.customer_id = id;
    row.hash = text_hash(id);
    row.timestamp = 77;
    row.amount = *to_scale(*parse_decimal("-30000000.005"), kWireScale);
    row.quantity = *to_scale(*parse_decimal("-2.5"), kWireScale);
    row.margin = *to_scale(*parse_decimal("1.015"), kWireScale);
    row.has_merchant = true;
    row.merchant = 5;
    row.pending = true;
    const std::string account = "account-" + id.substr(0, 1);
    row.account_id = account;
    std::vector<std::byte> bytes;
    append_row(row, schema, bytes);
    std::size_t position = 0;
    const WireRow read = read_row(bytes, position, schema);
    CHECK(position == bytes.size());
    CHECK(read.customer_id == id);
    CHECK(read.hash == row.hash);
    CHECK(read.timestamp == 77);
    CHECK(read.amount == -3'000'000'001 * kWirePerMinor);
    CHECK(read.quantity == 3 * (kWirePerMinor * 100));
    CHECK(read.margin == 102 * kWirePerMinor);
    CHECK(read.merchant == 5);
    CHECK((read.has_merchant && !read.has_category && read.pending));
    CHECK(read.account_id == account);
  }
}

TEST_CASE("A decimal that is read fast is the one that is read exactly") {
  std::mt19937 random(2);
  std::size_t num_fast = 0;
  for (int trial = 0; trial < 200'000; ++trial) {
    std::string text;
    const std::size_t length = random() % (trial % 2 == 0 ? 6 : 24);
    for (std::size_t i = 0; i < length; ++i)
      text += "0123456789012345678999.+-eE, \0"[random() % (trial % 3 == 0 ? 29 : 23)];
    if (random() % 3 == 0) text.insert(0, 1, "+-."[random() % 3]);
    const auto fast = parse_short_decimal(text);
    if (!fast) continue;
    ++num_fast;
    const auto exact = parse_decimal(text);
    INFO(text);
    REQUIRE(exact.has_value());
    const auto count = to_scale(*exact, kWireScale);
    REQUIRE(count.has_value());
    REQUIRE(fast->wire_count() == *count);
    const auto minor = fast->minor();
    if (minor) REQUIRE(*minor * kWirePerMinor == *count);
    if (minor) REQUIRE((*minor <= kMaxOrderMinor && *minor >= -kMaxOrderMinor));
  }
  CHECK(num_fast > 10'000);
  for (const char* text : {"12.34", "-5", "+.5", "7.", "999999999999999999", "-.999999999999999999"})
    CHECK(parse_short_decimal(text).has_value());
  for (const char* text : {"", "-", ".", "1e5", "1..2", " 1", "1234567890123456789", "--1", "1-"})
    CHECK_FALSE(parse_short_decimal(text).has_value());
  CHECK(parse_short_decimal("100000000000")->minor() == kMaxOrderMinor);
  CHECK_FALSE(parse_short_decimal("100000000000.01")->minor().has_value());
  CHECK_FALSE(parse_short_decimal("1.001")->minor().has_value());
}

TEST_CASE("A product that is taken fast is the exact one") {
  std::mt19937_64 random(5);
  std::size_t num_fast = 0;
  for (int trial = 0; trial < 50'000; ++trial) {
    std::string texts[2];
    for (std::string& text : texts) {
      text = (random() % 2 == 0 ? "-" : "") + std::to_string(random() >> (6 + random() % 58));
      if (random() % 2 == 0) text.insert(text.size() - random() % std::min<std::size_t>(text.size(), 10), ".");
    }
    const auto a = parse_short_decimal(texts[0]), b = parse_short_decimal(texts[1]);
    if (!a || !b) continue;
    const auto fast = a->times(*b);
    if (!fast) continue;
    const auto exact = multiply(*parse_decimal(texts[0]), *parse_decimal(texts[1]));
    INFO(texts[0] << " x " << texts[1]);
    // Beyond what a line may have the exact one need not be told.
    constexpr int128 kMost = int128{10'000'000'000'000'000} * 10'000'000'000'000'000'000ULL;
    if (*fast > kMost || *fast < -kMost) continue;
    REQUIRE(exact.has_value());
    REQUIRE(*fast == *to_scale(*exact, kWireScale));
    ++num_fast;
  }
  CHECK(num_fast > 10'000);
}
