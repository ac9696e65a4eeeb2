#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>

#include "ingest/fold/fold.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

struct Line {
  std::string customer = "c";
  std::string order;
  Timestamp timestamp = 100;
  std::string amount = "-1";
  std::string merchant;
  std::string category;
  std::string account;
  std::string product;
  std::string transaction;
  std::string quantity = "0";
  std::string margin = "0";
  bool pending = false;
};

struct Folded {
  std::string customer;
  Timestamp timestamp = 0;
  Minor amount = 0;
  std::string merchant;
  std::string category;
  std::string account;
  bool pending = false;
  std::uint32_t quantity = 0;
  Minor margin = 0;
  int products = 0;

  friend auto operator<=>(const Folded&, const Folded&) = default;
};

Schema full_schema() {
  Schema schema;
  schema.present.fill(true);
  return schema;
}

int128 wire(const std::string& text) { return *to_scale(*parse_decimal(text), kWireScale); }

Dictionary dictionary_of(const std::set<std::string>& texts) {
  Dictionary dictionary;
  dictionary.texts.assign(texts.begin(), texts.end());
  dictionary.code = CodeTable(dictionary.texts);
  return dictionary;
}

struct Fold {
  Dictionary merchants;
  Dictionary categories;
  std::unordered_set<std::string> conflicting_orders;
  FoldResult result;
  std::vector<Folded> orders;                                  ///< as stored
  std::vector<std::pair<std::uint64_t, std::string>> rejects;  ///< line, reason

  explicit Fold(const std::vector<Line>& lines, bool spend_positive = false,
                std::unordered_set<std::string> conflicting = {})
      : conflicting_orders(std::move(conflicting)) {
    std::set<std::string> merchant_texts, category_texts;
    for (const Line& line : lines) {
      if (!line.merchant.empty()) merchant_texts.insert(line.merchant);
      if (!line.category.empty()) category_texts.insert(line.category);
    }
    merchants = dictionary_of(merchant_texts);
    categories = dictionary_of(category_texts);
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < lines.size(); ++i) append(lines[i], i + 2, bytes);
    FoldScratch scratch;
    result = fold_rows(bytes, {full_schema(), spend_positive, &merchants, &categories, &conflicting_orders}, scratch);
    for (const LateReject& reject : result.rejects) rejects.emplace_back(reject.place.line, reject.reason);
    std::sort(rejects.begin(), rejects.end());
    decode();
  }

 private:
  static void append(const Line& line, std::uint64_t number, std::vector<std::byte>& bytes) {
    WireRow row;
    row.line = number;
    row.customer_id = line.customer;
    row.hash = text_hash(line.customer);
    row.timestamp = line.timestamp;
    row.amount = wire(line.amount);
    row.quantity = wire(line.quantity);
    row.margin = wire(line.margin);
    row.has_merchant = !line.merchant.empty();
    row.has_category = !line.category.empty();
    if (row.has_merchant) row.merchant = text_hash(line.merchant);
    if (row.has_category) row.category = text_hash(line.category);
    row.pending = line.pending;
    row.order_id = line.order;
    row.product_id = line.product;
    row.transaction_id = line.transaction;
    row.account_id = line.account;
    append_row(row, full_schema(), bytes);
  }

  static std::string padded(const std::vector<char>& texts, std::size_t width, std::size_t index) {
    const std::string text(texts.data() + index * width, width);
    return text.substr(0, text.find('\0'));
  }

  void decode() {
    const FinishedRun& run = result.run;
    std::size_t row = 0, first_account = 0;
    for (std::size_t c = 0; c < run.hash.size(); ++c) {
      for (const std::size_t end = row + run.num_rows[c]; row < end; ++row) {
        const bool has_account = run.account[row] != ledger::kNoAccount;
        orders.push_back(
            {padded(run.id, run.id_width, c), run.timestamp[row], run.amount[row],
             run.merchant[row] == ledger::kNoMerchant ? "" : merchants.texts.at(run.merchant[row]),
             run.category[row] == ledger::kNoCategory ? "" : categories.texts.at(run.category[row]),
             has_account ? padded(run.account_ref, run.account_width, first_account + run.account[row]) : "",
             run.flags[row] == ledger::kFlagPending, run.quantity[row], run.margin[row], run.product_count[row]});
      }
      first_account += run.num_account_refs[c];
    }
  }
};

template <class Member>
Line with(Line line, Member Line::*member, std::type_identity_t<Member> value) {
  line.*member = std::move(value);
  return line;
}

std::vector<std::vector<std::byte>> columns_of(const FinishedRun& run) {
  std::vector<std::vector<std::byte>> columns;
  FinishedRun::for_each_column(run, [&](const auto& column) {
    const auto bytes = std::as_bytes(std::span(column));
    columns.emplace_back(bytes.begin(), bytes.end());
  });
  return columns;
}

using Rejected = std::vector<std::pair<std::uint64_t, std::string>>;

}  // namespace

TEST_CASE("A row without an order is an order of its own") {
  const Fold fold({{.timestamp = 5}, {.timestamp = 5}, {.timestamp = 9, .amount = "3"}});
  REQUIRE(fold.orders.size() == 3);
  CHECK(fold.orders[0].amount == -100);
  CHECK(fold.orders[2].amount == 300);
  CHECK(fold.result.lines_folded == 0);
}

TEST_CASE("Lines of one order become one, summed exactly and rounded once") {
  const Fold fold(
      {{.order = "o", .timestamp = 50, .amount = "-1.005", .product = "p", .quantity = "2", .margin = "0.004"},
       {.order = "o", .timestamp = 40, .amount = "-1.004", .product = "q", .quantity = "3", .margin = "0.004"},
       {.order = "o", .timestamp = 60, .amount = "-1.006", .product = "p", .quantity = "1", .margin = "-0.003"}});
  REQUIRE(fold.orders.size() == 1);
  CHECK(fold.orders[0].timestamp == 40);
  CHECK(fold.orders[0].amount == -302);  // -3.015; line by line it would be -1.01 - 1.00 - 1.01
  CHECK(fold.orders[0].quantity == 6);
  CHECK(fold.orders[0].margin == 1);  // 0.005
  CHECK(fold.orders[0].products == 2);
  CHECK(fold.result.lines_folded == 2);
}

TEST_CASE("Amounts are rounded half away from zero") {
  const std::vector<std::pair<std::string, Minor>> cases = {
      {"-0.005", -1},   {"0.005", 1}, {"-0.00499999", 0},          {"0.0149999", 1},
      {"-2.675", -268}, {"0.015", 2}, {"-0.000000000000000001", 0}};
  for (const auto& [text, expected] : cases) CHECK(Fold({{.amount = text}}).orders.at(0).amount == expected);
  CHECK(Fold({{.amount = "2.675"}}, true).orders.at(0).amount == -268);
}

TEST_CASE("Where spending is positive the sign of amounts is turned, that of margins is not") {
  const Fold fold({{.amount = "3.10", .margin = "1"}}, true);
  CHECK(fold.orders.at(0).amount == -310);
  CHECK(fold.orders.at(0).margin == 100);
}

TEST_CASE("Merchant, category and account are those of the earliest line") {
  const Fold fold({{.order = "o", .timestamp = 2, .merchant = "a", .category = "A", .account = "1"},
                   {.order = "o", .timestamp = 1, .merchant = "z", .category = "Z", .account = "9"}});
  CHECK(fold.orders.at(0).merchant == "z");
  CHECK(fold.orders.at(0).category == "Z");
  CHECK(fold.orders.at(0).account == "9");
}

TEST_CASE("Of lines at the same second the smallest text is taken") {
  const Line line{.order = "o", .merchant = "m", .category = "C", .account = "5"};
  CHECK(Fold({line, with(line, &Line::merchant, "k")}).orders.at(0).merchant == "k");
  CHECK(Fold({with(line, &Line::merchant, "k"), line}).orders.at(0).merchant == "k");
  CHECK(Fold({line, with(line, &Line::category, "B")}).orders.at(0).category == "B");
  CHECK(Fold({line, with(line, &Line::account, "10")}).orders.at(0).account == "10");
  CHECK(Fold({line, with(line, &Line::merchant, "")}).orders.at(0).merchant.empty());
}

TEST_CASE("An order is pending where a line is") {
  CHECK(Fold({{.order = "o"}, {.order = "o", .pending = true}}).orders.at(0).pending);
  CHECK_FALSE(Fold({{.order = "o"}, {.order = "o"}}).orders.at(0).pending);
}

TEST_CASE("The quantity of an order is its magnitude") {
  CHECK(Fold(std::vector<Line>{{.amount = "5", .quantity = "-12"}}).orders.at(0).quantity == 12);
  CHECK(Fold({{.order = "o", .quantity = "-3"}, {.order = "o", .quantity = "1"}}).orders.at(0).quantity == 2);
  CHECK(Fold({{.quantity = "2.5"}}).orders.at(0).quantity == 3);
  CHECK(Fold({{.quantity = "4294967295"}}).orders.at(0).quantity == 4294967295U);
  CHECK(Fold({{.quantity = "4294967296"}}).rejects == Rejected{{2, "invalid_quantity"}});
}

TEST_CASE("An order out of range is rejected with all of its lines") {
  CHECK(Fold({{.amount = "-100000000000.00"}}).orders.at(0).amount == -kMaxOrderMinor);
  CHECK(Fold({{.amount = "-100000000000.004"}}).orders.at(0).amount == -kMaxOrderMinor);
  CHECK(Fold({{.amount = "-100000000000.005"}}).rejects == Rejected{{2, "amount_out_of_range"}});
  const Fold fold({{.order = "o", .amount = "60000000000"},
                   {.order = "p", .amount = "-2"},
                   {.order = "o", .amount = "60000000000"}});
  CHECK(fold.rejects == Rejected{{2, "amount_out_of_range"}, {4, "amount_out_of_range"}});
  REQUIRE(fold.orders.size() == 1);
  CHECK(fold.orders[0].amount == -200);
  CHECK(Fold({{.order = "o", .amount = "90000000000"},
              {.order = "o", .amount = "90000000000"},
              {.order = "o", .amount = "-179999999999"}})
            .orders.at(0)
            .amount == 100);
  CHECK(Fold({{.margin = "-100000000000.00"}, {.timestamp = 7}}).orders.size() == 2);
  CHECK(Fold({{.order = "o", .margin = "60000000000"}, {.order = "o", .margin = "60000000000"}}).rejects ==
        Rejected{{2, "invalid_margin"}, {3, "invalid_margin"}});
}

TEST_CASE("Very many huge lines of one order are out of range, in whatever order they come") {
  std::vector<Line> lines(4000, {.order = "o", .amount = "90000000000000000"});
  CHECK(Fold(lines).rejects.size() == 4000);
  for (std::size_t i = 0; i < 2000; ++i) lines[i].amount = "-90000000000000000";
  CHECK(Fold(lines).orders.at(0).amount == 0);
}

TEST_CASE("All lines of an order under two customers are rejected") {
  const Fold fold({{.order = "o"}, {.order = "p"}, {.order = "o"}, {}}, false, {"o", "x"});
  CHECK(fold.rejects == Rejected{{2, "order_of_two_customers"}, {4, "order_of_two_customers"}});
  CHECK(fold.orders.size() == 2);
}

TEST_CASE("A second row of a customer with the same transaction id is rejected") {
  const Fold fold({{.timestamp = 9, .transaction = "t"},
                   {.timestamp = 1, .transaction = "t"},
                   {.timestamp = 2, .transaction = "u"},
                   {.timestamp = 3},
                   {.timestamp = 4},
                   {.customer = "d", .transaction = "t"},
                   {.order = "o", .transaction = "u"}});
  CHECK(fold.rejects == Rejected{{3, "duplicate_transaction_id"}, {8, "duplicate_transaction_id"}});
  CHECK(fold.orders.size() == 5);
}

TEST_CASE("A customer of whom no row is left is none") {
  const Fold fold({{.customer = "gone", .order = "o"}, {.customer = "stays"}}, false, {"o"});
  REQUIRE(fold.result.run.hash.size() == 1);
  CHECK(fold.orders.at(0).customer == "stays");
  CHECK(Fold(std::vector<Line>{}).result.run.hash.empty());
}

TEST_CASE("Account ids are listed once a customer, sorted, and orders name their place") {
  const Fold fold(
      {{.account = "b"}, {.timestamp = 1, .account = "a"}, {.timestamp = 2, .account = "b"}, {.timestamp = 3}});
  CHECK(fold.result.run.num_account_refs == std::vector<std::uint64_t>{2});
  CHECK(std::string(fold.result.run.account_ref.data(), fold.result.run.account_ref.size()) == "ab");
  CHECK(std::count(fold.result.run.account.begin(), fold.result.run.account.end(), ledger::kNoAccount) == 1);
}

TEST_CASE("Customers ascend by hash, their rows by merchant, then time, then amount") {
  const Fold fold({{.timestamp = 1, .merchant = "b"},
                   {.timestamp = 9, .merchant = "a"},
                   {.timestamp = 3},
                   {.timestamp = 9, .amount = "-2", .merchant = "a"},
                   {.customer = "d"},
                   {.customer = "e"}});
  const auto& run = fold.result.run;
  CHECK(std::is_sorted(run.hash.begin(), run.hash.end()));
  std::vector<Folded> of_c;
  for (const Folded& order : fold.orders)
    if (order.customer == "c") of_c.push_back(order);
  REQUIRE(of_c.size() == 4);
  CHECK((of_c[0].merchant == "a" && of_c[0].amount == -200));
  CHECK((of_c[1].merchant == "a" && of_c[1].amount == -100));
  CHECK(of_c[2].merchant == "b");
  CHECK(of_c[3].merchant.empty());  // none is the largest code
  const std::size_t c =
      static_cast<std::size_t>(std::find(run.hash.begin(), run.hash.end(), text_hash("c")) - run.hash.begin());
  CHECK(run.first_timestamp[c] == 1);
}

TEST_CASE("A customer with more accounts than a segment can number is named") {
  std::vector<Line> lines;
  for (int i = 0; i < 65'535; ++i) lines.push_back({.account = std::to_string(i)});
  CHECK(Fold(lines).result.run.num_account_refs.at(0) == 65'535);
  lines.push_back({.customer = "c", .account = "one more"});
  CHECK_THROWS_WITH(Fold(lines), Catch::Contains("customer c has 65536 accounts"));
}

namespace {

/// The rules of "Orders" once more, over maps and thousandths.
std::vector<Folded> reference_orders(const std::vector<Line>& lines) {
  std::map<std::pair<std::string, std::string>, std::vector<Line>> by_order;
  int own = 0;
  for (const Line& line : lines)
    by_order[{line.customer, line.order.empty() ? " own" + std::to_string(own++) : line.order}].push_back(line);
  std::vector<Folded> orders;
  for (const auto& [key, parts] : by_order) {
    Folded order{.customer = key.first, .timestamp = kNoTimestamp};
    std::int64_t thousandths = 0;
    std::set<std::string> products;
    std::int64_t quantity = 0;
    for (const Line& line : parts) {
      order.timestamp = std::min(order.timestamp, line.timestamp);
      thousandths += static_cast<std::int64_t>(wire(line.amount) / (wire("0.001")));
      quantity += std::stoi(line.quantity);
      if (!line.product.empty()) products.insert(line.product);
      order.pending = order.pending || line.pending;
    }
    order.amount = thousandths < 0 ? -((-thousandths + 5) / 10) : (thousandths + 5) / 10;
    order.quantity = static_cast<std::uint32_t>(std::abs(quantity));
    order.products = static_cast<int>(products.size());
    std::vector<std::string> merchants;
    for (const Line& line : parts)
      if (line.timestamp == order.timestamp) merchants.push_back(line.merchant);
    order.merchant = *std::min_element(merchants.begin(), merchants.end());
    orders.push_back(order);
  }
  std::sort(orders.begin(), orders.end());
  return orders;
}

}  // namespace

TEST_CASE("On random logs the fold follows the rules, and the order of rows does not matter") {
  std::mt19937 random(11);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<Line> lines(random() % 60);
    for (Line& line : lines) {
      line.customer = "c" + std::to_string(random() % 4);
      if (random() % 4 != 0) line.order = line.customer + "-" + std::to_string(random() % 5);
      line.timestamp = static_cast<Timestamp>(random() % 6);
      line.amount = decimal_text(static_cast<int>(random() % 20'001) - 10'000, 3);
      line.quantity = std::to_string(static_cast<int>(random() % 9) - 4);
      if (random() % 5 != 0) line.merchant = std::string(1, static_cast<char>('p' + random() % 4));
      if (random() % 3 != 0) line.product = std::to_string(random() % 3);
      line.pending = random() % 6 == 0;
    }
    const Fold fold(lines);
    std::vector<Folded> orders = fold.orders;
    std::sort(orders.begin(), orders.end());
    REQUIRE(orders == reference_orders(lines));
    REQUIRE(fold.rejects.empty());
    REQUIRE(fold.orders.size() + fold.result.lines_folded == lines.size());
    std::shuffle(lines.begin(), lines.end(), random);
    REQUIRE(columns_of(Fold(lines).result.run) == columns_of(fold.result.run));
  }
}

TEST_CASE("A customer whose sums are too large is told with the accounts by which rows found it") {
  Schema schema;
  for (const Field field : {Field::kCustomerId, Field::kTimestamp, Field::kAmount, Field::kAccountId})
    schema.present[static_cast<std::size_t>(field)] = true;
  std::vector<std::byte> bytes;
  const auto add = [&](const char* customer, const char* account, bool is_of_account) {
    WireRow row;
    row.customer_id = customer;
    row.hash = text_hash(customer);
    row.account_id = account;
    row.amount = wire("-4");
    row.is_of_account = is_of_account;
    append_row(row, schema, bytes);
  };
  add("ann", "j", true);
  add("ann", "k", false);
  add("ben", "b", true);
  FoldContext context;
  context.schema = schema;
  context.most_turnover = 700;
  FoldScratch scratch;
  const FoldResult result = fold_rows(bytes, context, scratch);
  CHECK(result.overflowing == OverflowingCustomers{{"ann", false}});
  CHECK(result.overflowing_accounts == OverflowingAccounts{{"j", "ann"}});
  CHECK(result.run.hash == std::vector<std::uint64_t>{text_hash("ben")});
}
