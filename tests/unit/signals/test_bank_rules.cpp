#include <catch2/catch.hpp>

#include <functional>

#include "spendlens/core/error.hpp"
#include "spendlens/signals/summaries.hpp"

using namespace spendlens;
using namespace spendlens::signals;

TEST_CASE("rules that make no sense are refused by name") {
  const auto refusal = [](const std::function<void(BankRules&)>& change) -> std::string {
    BankRules rules;
    change(rules);
    try {
      validate(rules);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusal([](BankRules&) {}).empty());
  CHECK(refusal([](BankRules& r) { r.windows.clear(); }).find("windows") != std::string::npos);
  CHECK(refusal([](BankRules& r) {
          r.windows = {Window::months(6), Window::months(1)};
        }).find("ascend") != std::string::npos);
  CHECK(refusal([](BankRules& r) { r.windows = {Window::days(801)}; }).find("lookback_days") != std::string::npos);
  CHECK(refusal([](BankRules& r) { r.streams.cadences[2].min_charges = 2; }).find("semi_monthly: min_charges") !=
        std::string::npos);
  CHECK(refusal([](BankRules& r) { r.streams.on_time_pct = 101; }).find("on_time_pct") != std::string::npos);
  CHECK(refusal([](BankRules& r) { r.streams.grace_divisor = 0; }).find("grace_divisor") != std::string::npos);
  CHECK(refusal([](BankRules& r) { r.streams.early_from = 40; }).find("early_from") != std::string::npos);
  CHECK(refusal([](BankRules& r) { r.income.low_month_months = 25; }).find("low_month_months") != std::string::npos);
  CHECK(refusal([](BankRules& r) { r.reserves.liquid = {"purse"}; }).find("purse") != std::string::npos);
  CHECK(refusal([](BankRules& r) { r.cards.high_pct = 9'000; }).find("high_pct") != std::string::npos);
}

TEST_CASE("the first pattern that fits decides about a category") {
  const auto classes = default_classes();
  const auto name = [&](const char* category) {
    return std::string(kCategoryClassNames[static_cast<std::size_t>(class_of(category, classes))]);
  };
  CHECK(name("LOAN_PAYMENTS_CREDIT_CARD_PAYMENT") == "card_payment");
  CHECK(name("loan_payments_car_payment") == "loan");
  CHECK(name("LOAN_DISBURSEMENTS_EWA") == "advance");
  CHECK(name("LOAN_DISBURSEMENTS_AUTO") == "borrowed");
  CHECK(name("BANK_FEES_OVERDRAFT_FEES") == "fee_overdraft");
  CHECK(name("BANK_FEES_ATM_FEES") == "fee");
  CHECK(name("INCOME_WAGES") == "payroll");
  CHECK(name("INCOME_OTHER_INCOME") == "other_income");
  CHECK(name("INCOME_TAX_REFUND") == "passive");
  CHECK(name("TRANSFER_OUT_SAVINGS") == "saving");
  CHECK(name("TRANSFER_OUT_ACCOUNT_TRANSFER") == "transfer");
  CHECK(name("GENERAL_MERCHANDISE_SUPERSTORES") == "short_habit");
  CHECK(name("GENERAL_MERCHANDISE_BOOKS") == "other");
  const std::vector<std::string> categories = {"INCOME_WAGES"};
  const auto codes = classes_by_code(categories, classes);
  CHECK(codes.size() == 65'536);
  CHECK(codes[0] == static_cast<std::uint8_t>(CategoryClass::kPayroll));
  CHECK(codes[0xFFFF] == static_cast<std::uint8_t>(CategoryClass::kNone));
}

TEST_CASE("a ledger without accounts, categories and merchants has no signals") {
  const std::vector<std::string> shop = {"TOYS", "BOOKS"};
  CHECK_FALSE(signals_can_be_known(knowledge_of({}, {}, false, false)));
  CHECK(signals_can_be_known(knowledge_of({}, {}, true, false)));
  const LedgerKnowledge of_shop = knowledge_of(shop, {}, false, false);
  CHECK_FALSE(signals_can_be_known(of_shop));
  CHECK_FALSE(of_shop.bank_categories);
  const std::vector<std::string> groceries = {"TOYS", "FOOD_AND_DRINK_GROCERIES"};
  CHECK(signals_can_be_known(knowledge_of(groceries, {}, false, false)));
  const std::vector<std::string> bank = {"INCOME_WAGES"};
  CHECK(knowledge_of(bank, {}, false, false).income_categories);
  const std::vector<std::string> fees = {"BANK_FEES_ATM"};
  CHECK(knowledge_of(fees, {}, false, false).bank_categories);
  CHECK_FALSE(knowledge_of(fees, {}, false, false).income_categories);
}
