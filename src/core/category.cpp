#include "spendlens/core/category.hpp"

#include <algorithm>

#include "spendlens/core/ascii.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens {

namespace {

bool equal_in_any_case(char a, char b) { return to_upper(a) == to_upper(b); }

bool is_transfer(std::string_view category) {
  return matches_category(category, "TRANSFER_IN*") || matches_category(category, "TRANSFER_OUT*");
}

}  // namespace

bool matches_category(std::string_view category, std::string_view pattern) {
  const bool any_rest = pattern.ends_with('*');
  if (any_rest) pattern.remove_suffix(1);
  if (any_rest ? category.size() < pattern.size() : category.size() != pattern.size()) return false;
  return std::equal(pattern.begin(), pattern.end(), category.begin(), equal_in_any_case);
}

bool contains_income(std::string_view category) {
  constexpr std::string_view kWord = "INCOME";
  return std::search(category.begin(), category.end(), kWord.begin(), kWord.end(), equal_in_any_case) != category.end();
}

std::vector<std::uint8_t> classify_categories(std::span<const std::string> categories,
                                              std::span<const std::string> not_spending,
                                              std::span<const std::string> not_subscription) {
  std::vector<std::uint8_t> classes;
  classes.reserve(categories.size());
  for (const std::string& category : categories) {
    const auto matches = [&category](const std::string& pattern) { return matches_category(category, pattern); };
    int bits = 0;
    if (std::any_of(not_spending.begin(), not_spending.end(), matches)) bits |= row_class::kNotSpending;
    if (std::any_of(not_subscription.begin(), not_subscription.end(), matches)) bits |= row_class::kNotSubscription;
    if (is_transfer(category)) bits |= row_class::kTransfer;
    if (contains_income(category)) bits |= row_class::kIncome;
    classes.push_back(static_cast<std::uint8_t>(bits));
  }
  return classes;
}

}  // namespace spendlens
