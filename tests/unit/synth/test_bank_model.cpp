#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
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

/// One archetype alone.
std::vector<double> mix_of(const std::string& archetype, double share = 1) {
  std::vector<double> mix;
  for (const std::string& name : archetype_names()) mix.push_back(name == archetype ? share : 0);
  return mix;
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
      REQUIRE((size.rows >= 1 && size.accounts >= 1 && size.accounts <= 7));
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

TEST_CASE("a history of any length, at either end of the calendar, has customers") {
  for (const Day history : {1, 2, 31, 59, 90, 200, 19'700})
    for (const char* as_of : {"2025-06-30", "2024-02-29", "2105-12-31"}) {
      const BankModel model(BankSettings{{3, *parse_date(as_of), history, 0}, default_mix()});
      GeneratedCustomer customer;
      for (std::uint64_t number = 0; number < 60; ++number) {
        CAPTURE(history, as_of, number);
        model.generate(number, customer);
        REQUIRE(customer.rows.size() == model.size_of(number).rows);
        for (const GeneratedRow& row : customer.rows)
          REQUIRE((spendlens::day_of(row.timestamp) <= *parse_date(as_of) &&
                   spendlens::day_of(row.timestamp) > *parse_date(as_of) - history));
        (void)model.truth(number);
      }
    }
}

TEST_CASE("a savings transfer and a card payment have both legs, at most two days apart, in two accounts") {
  const BankModel model = model_of(0);
  GeneratedCustomer customer;
  std::size_t pairs = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    model.generate(number, customer);
    if (customer.accounts.front().subtype == AccountSubtype::kCreditCard) continue;  // nothing else is known of it
    std::map<Minor, int> sums;
    for (const GeneratedRow& row : customer.rows) {
      const std::string category = category_of(model, row);
      const bool is_leg = category == "TRANSFER_OUT_SAVINGS" || category == "TRANSFER_IN_SAVINGS" ||
                          category == "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT";
      if (!is_leg) continue;
      sums[std::abs(row.amount)] += row.amount > 0 ? 1 : -1;
      pairs += row.amount > 0 ? 1 : 0;
      if (row.amount > 0) REQUIRE(customer.accounts[row.account].subtype != AccountSubtype::kChecking);
    }
    for (const auto& [amount, sum] : sums) REQUIRE(sum == 0);
  }
  CHECK(pairs > 1'000);
}

TEST_CASE("what is owed on a card agrees with how it is paid") {
  const BankModel model = model_of(0, mix_of("revolver"));
  GeneratedCustomer customer;
  for (std::uint64_t number = 0; number < 500; ++number) {
    model.generate(number, customer);
    const CustomerTruth truth = model.truth(number);
    const auto card = std::find_if(customer.accounts.begin(), customer.accounts.end(),
                                   [](const auto& a) { return a.subtype == AccountSubtype::kCreditCard; });
    REQUIRE(card != customer.accounts.end());
    REQUIRE(truth.kind == "revolver");
    REQUIRE(card->last_statement_balance <= card->balance_limit);
    REQUIRE((card->minimum_payment_amount > 0 && card->last_payment_amount >= card->minimum_payment_amount &&
             card->last_payment_amount < card->last_statement_balance && card->apr > 0 && card->apr < 1));
    REQUIRE(truth.revolving_pct ==
            static_cast<std::uint32_t>(100 * card->last_statement_balance / card->balance_limit));
    REQUIRE((truth.minimum_only == 1) == (card->last_payment_amount == card->minimum_payment_amount));
  }
}

TEST_CASE("the truth's streams are in the rows: so many charges of that payee, the last of that amount") {
  const BankModel model = model_of(0);
  GeneratedCustomer customer;
  std::size_t streams = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    model.generate(number, customer);
    for (const StreamTruth& stream : model.truth(number).streams) {
      if (stream.kind != StreamKind::kSubscription) continue;
      CAPTURE(number, stream.payee);
      const auto is_charge = [&](const GeneratedRow& row, Minor amount, Day day) {
        return row.amount == -amount && spendlens::day_of(row.timestamp) == day;
      };
      REQUIRE(stream.charges > 0);
      REQUIRE(std::any_of(customer.rows.begin(), customer.rows.end(),
                          [&](const GeneratedRow& row) { return is_charge(row, stream.amount, stream.last); }));
      const bool has_ended = stream.state == ScheduleState::kCancelled;
      REQUIRE(stream.ended.has_value() == has_ended);
      REQUIRE((stream.monthly == 0) == has_ended);
      if (has_ended) REQUIRE(stream.last <= *stream.ended + 7);
      ++streams;
    }
  }
  CHECK(streams > 300);
}

TEST_CASE("wages come on working days, in the month's number of payments that their rhythm has") {
  const BankModel model = model_of(0, mix_of("salaried"));
  GeneratedCustomer customer;
  std::map<std::string, int> rhythms;
  for (std::uint64_t number = 0; number < 300; ++number) {
    model.generate(number, customer);
    const CustomerTruth truth = model.truth(number);
    REQUIRE(truth.frequency.has_value());
    ++rhythms[*truth.frequency];
    for (const GeneratedRow& row : customer.rows)
      if (category_of(model, row) == "INCOME_SALARY")
        REQUIRE(((spendlens::day_of(row.timestamp) + 4) % 7 != 0 && (spendlens::day_of(row.timestamp) + 4) % 7 != 6));
  }
  for (const char* rhythm : {"weekly", "biweekly", "semi_monthly", "four_weekly", "monthly"})
    CHECK(rhythms[rhythm] > 20);
}

TEST_CASE("the customer after a household of even number has the household's checking account in common with it") {
  std::vector<double> mix = mix_of("household");
  mix[0] = 1;
  const BankModel model = model_of(30, mix);
  GeneratedCustomer customer;
  GeneratedCustomer household;
  int partners = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    model.generate(number, customer);
    REQUIRE(customer.joint.size() == model.size_of(number).joint);
    REQUIRE(customer.joint.size() == model.truth(number).joint_accounts);
    const bool is_partner = number % 2 == 1 && model.truth(number - 1).kind == "household";
    REQUIRE(customer.joint.size() == (is_partner ? 1U : 0U));
    if (!is_partner) continue;
    model.generate(number - 1, household);
    REQUIRE(customer.joint[0].owner == number - 1);
    REQUIRE(household.accounts[customer.joint[0].account].subtype == AccountSubtype::kChecking);
    ++partners;
  }
  CHECK(partners > 20);
}

TEST_CASE("raw descriptors are kept where they are asked for, and otherwise become the keys of import") {
  const BankModel raw(BankSettings{{3, kAsOf, 730, 0}, default_mix(), true});
  const BankModel clean = model_of(0);
  const auto has = [](const BankModel& model, std::string_view part) {
    return std::any_of(model.merchants().begin(), model.merchants().end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
  };
  CHECK((has(raw, "SQ *") && has(raw, " #0") && has(raw, ".COM 8")));
  CHECK(!(has(clean, "SQ *") || has(clean, " #0") || has(clean, ".COM 8")));
  CHECK(raw.merchants().size() > 5 * clean.merchants().size());
}

TEST_CASE("archetypes come in the shares of the mix") {
  std::vector<double> mix = mix_of("salaried");
  mix[3] = 3;
  const BankModel model = model_of(30, mix);
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
  for (const std::vector<double>& mix :
       std::vector<std::vector<double>>{{}, {1}, mix_of(""), mix_of("saver", -1), mix_of("saver", std::nan(""))})
    CHECK_THROWS_AS(model_of(0, mix), UsageError);
}
