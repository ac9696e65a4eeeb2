#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens {

/// True where the text is the pattern, in any case (ASCII); a `*` at the pattern's end matches any rest.
[[nodiscard]] bool matches_category(std::string_view category, std::string_view pattern);

/// True where the text contains INCOME in any case.
[[nodiscard]] bool contains_income(std::string_view category);

/// The profile's categories that move money without spending it.
inline const std::vector<std::string> kDefaultNotSpending = {"TRANSFER_IN*", "TRANSFER_OUT*",
                                                             "LOAN_PAYMENTS_CREDIT_CARD*"};

/// Bits of row_class (kNotSpending, kTransfer, kIncome, kNotSubscription) of each category, with `not_spending` and
/// `not_subscription` as patterns.
[[nodiscard]] std::vector<std::uint8_t> classify_categories(std::span<const std::string> categories,
                                                            std::span<const std::string> not_spending,
                                                            std::span<const std::string> not_subscription = {});

}  // namespace spendlens
