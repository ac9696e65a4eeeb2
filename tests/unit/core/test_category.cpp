#include <catch2/catch.hpp>

#include "spendlens/core/category.hpp"
#include "spendlens/core/transactions.hpp"

using namespace spendlens;

TEST_CASE("Patterns match in any case and a star matches any rest") {
  CHECK(matches_category("TRANSFER_IN_SAVINGS", "transfer_in*"));
  CHECK(matches_category("transfer_in", "TRANSFER_IN*"));
  CHECK_FALSE(matches_category("TRANSFER", "TRANSFER_IN*"));
  CHECK(matches_category("Rent", "RENT"));
  CHECK_FALSE(matches_category("RENT_AND_UTILITIES", "RENT"));
  CHECK_FALSE(matches_category("", "RENT"));
  CHECK(matches_category("anything", "*"));
}

TEST_CASE("INCOME counts anywhere in a category") {
  CHECK(contains_income("INCOME_WAGES"));
  CHECK(contains_income("other_Income"));
  CHECK_FALSE(contains_income("INCOM"));
  CHECK_FALSE(contains_income(""));
}

TEST_CASE("A category's class carries every bit that holds") {
  const std::vector<std::string> categories = {"TRANSFER_IN_X", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "INCOME", "FOOD"};
  const auto classes = classify_categories(categories, kDefaultNotSpending);
  CHECK(classes[0] == (row_class::kNotSpending | row_class::kTransfer));
  CHECK(classes[1] == row_class::kNotSpending);
  CHECK(classes[2] == row_class::kIncome);
  CHECK(classes[3] == 0);
}

TEST_CASE("An order of value zero is a purchase, an inflow is not") {
  CHECK(is_purchase(0, 0));
  CHECK(is_purchase(-1, row_class::kIncome));
  CHECK_FALSE(is_purchase(1, 0));
  CHECK_FALSE(is_purchase(-1, row_class::kNotSpending));
  CHECK_FALSE(is_purchase(-1, row_class::kLeftOut));
}

TEST_CASE("A refund is an inflow that is neither income nor a transfer") {
  CHECK(is_refund(1, 0));
  CHECK(is_refund(1, row_class::kNotSpending));
  CHECK_FALSE(is_refund(0, 0));
  CHECK_FALSE(is_refund(1, row_class::kIncome));
  CHECK_FALSE(is_refund(1, row_class::kTransfer));
  CHECK_FALSE(is_refund(1, row_class::kLeftOut));
}
