#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "spendlens/core/error.hpp"
#include "spendlens/synth/bank_model.hpp"

using namespace spendlens;
using namespace spendlens::synth;

namespace {

const Day kAsOf = *parse_date("2025-06-30");

BankModel model_of(std::uint32_t rows, std::vector<double> mix = default_mix(), Day history = 730) {
  return BankModel({{3, kAsOf, history, rows}, std::move(mix)});
}

std::string category_of(const BankModel& model, const GeneratedRow& row) { return model.categories().at(row.category); }

}  // namespace

TEST_CASE("a customer has the rows, accounts and liabilities that its size says, within its dates and dictionaries") {
  for (const std::uint32_t rows : {0U, 1U, 2U, 5U, 12U, 30U, 49U, 50U, 100U, 1'000U}) {
    const BankModel model = model_of(rows);
    GeneratedCustomer customer;
    for (std::uint64_t number = 0; number < 300; ++number) {
      const CustomerSize size = model.size_of(number);
      model.generate(number, customer);
      CAPTURE(rows, number);
      REQUIRE(customer.rows.size() == size.rows);
      REQUIRE(customer.accounts.size() == size.accounts);
      REQUIRE(std::count_if(customer.accounts.begin(), customer.accounts.end(),
                            [](const auto& a) { return a.has_liability; }) == size.liabilities);
      if (rows > 0) REQUIRE(size.rows == rows);
      if (rows == 0) REQUIRE((size.rows >= 50U * size.accounts && size.rows <= 200U * size.accounts));
      REQUIRE((rows > 0 && rows < 50 ? size.accounts == 1 : size.accounts >= 2 && size.accounts <= 5));
      for (const GeneratedRow& row : customer.rows) {
        REQUIRE((row.merchant == kNoMerchant || row.merchant < model.merchants().size()));
        REQUIRE(row.category < model.categories().size());
        REQUIRE(row.account < customer.accounts.size());
        REQUIRE((spendlens::day_of(row.timestamp) <= kAsOf && spendlens::day_of(row.timestamp) > kAsOf - 730));
        REQUIRE(row.amount != 0);
      }
    }
  }
}

TEST_CASE("a savings transfer and a card payment have both legs, on one date, in two accounts") {
  const BankModel model = model_of(0);
  GeneratedCustomer customer;
  std::size_t pairs = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    model.generate(number, customer);
    std::map<std::string, std::map<std::pair<Day, Minor>, int>> legs;
    for (const GeneratedRow& row : customer.rows) {
      const std::string category = category_of(model, row);
      const std::pair key{spendlens::day_of(row.timestamp), std::abs(row.amount)};
      if (category == "TRANSFER_OUT_SAVINGS" || category == "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT") ++legs[category][key];
      if (category == "TRANSFER_IN_SAVINGS") ++legs["in"][key];
      if (category == "TRANSFER_IN_CARD_PAYMENT") ++legs["card"][key];
      if (category == "TRANSFER_IN_SAVINGS")
        REQUIRE(customer.accounts[row.account].subtype != AccountSubtype::kChecking);
    }
    REQUIRE(legs["TRANSFER_OUT_SAVINGS"] == legs["in"]);
    REQUIRE(legs["LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"] == legs["card"]);
    pairs += legs["in"].size() + legs["card"].size();
  }
  CHECK(pairs > 1'000);
}

TEST_CASE(
    "cards of customers of high utilization are used at 60 to 80 percent, and what is owed agrees with the account") {
  const BankModel model = model_of(0, {1, 0, 0, 0, 0, 0, 0});
  GeneratedCustomer customer;
  for (std::uint64_t number = 0; number < 500; ++number) {
    model.generate(number, customer);
    REQUIRE(customer.archetype == 0);
    const auto card = std::find_if(customer.accounts.begin(), customer.accounts.end(),
                                   [](const auto& a) { return a.subtype == AccountSubtype::kCreditCard; });
    REQUIRE(card != customer.accounts.end());
    REQUIRE(100 * card->balance_current >= 60 * card->balance_limit);
    REQUIRE(100 * card->balance_current <= 80 * card->balance_limit);
    REQUIRE(card->last_statement_balance == card->balance_current);
    REQUIRE((card->minimum_payment_amount > 0 && card->last_payment_amount >= card->minimum_payment_amount &&
             card->apr > 0 && card->apr < 1));
  }
}

TEST_CASE("archetypes come in the shares of the mix") {
  const BankModel model = model_of(30, {1, 0, 0, 3, 0, 0, 0});
  GeneratedCustomer customer;
  int low = 0;
  for (std::uint64_t number = 0; number < 4'000; ++number) {
    model.generate(number, customer);
    REQUIRE((customer.archetype == 0 || customer.archetype == 3));
    low += customer.archetype == 3;
  }
  CHECK(std::abs(low - 3'000) < 140);  // five standard deviations of 27
}

TEST_CASE("a mix that is none is refused") {
  for (const std::vector<double>& mix : std::vector<std::vector<double>>{
           {}, {1}, {0, 0, 0, 0, 0, 0, 0}, {1, -1, 0, 0, 0, 0, 0}, {std::nan(""), 1, 0, 0, 0, 0, 0}})
    CHECK_THROWS_AS(model_of(0, mix), UsageError);
}
