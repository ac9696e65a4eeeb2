#include "spendlens/core/accounts.hpp"

#include <string>

#include "spendlens/core/ascii.hpp"

namespace spendlens {

namespace {

/// In lower case, without blanks and `_`.
std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '_') letters.push_back(to_lower(c));
  return letters;
}

template <class Enumeration, std::size_t kSize>
std::optional<Enumeration> parse(const std::array<const char*, kSize>& names, std::string_view text) {
  const std::string letters = letters_of(text);
  for (std::size_t i = 0; i < kSize; ++i)
    if (letters == letters_of(names[i])) return static_cast<Enumeration>(i);
  return std::nullopt;
}

}  // namespace

std::optional<AccountType> parse_account_type(std::string_view text) {
  if (const auto type = parse<AccountType>(kAccountTypeNames, text)) return type;
  const std::string letters = letters_of(text);
  if (letters == "brokerage") return AccountType::kInvestment;
  if (letters == "payroll") return AccountType::kOther;
  return std::nullopt;
}

std::optional<AccountSubtype> parse_account_subtype(std::string_view text) {
  return parse<AccountSubtype>(kAccountSubtypeNames, text);
}

std::optional<LiabilityType> parse_liability_type(std::string_view text) {
  if (const auto type = parse<LiabilityType>(kLiabilityTypeNames, text)) return type;
  const std::string letters = letters_of(text);
  if (letters == "student") return LiabilityType::kStudentLoan;
  if (letters == "credit") return LiabilityType::kCreditCard;
  return std::nullopt;
}

}  // namespace spendlens
