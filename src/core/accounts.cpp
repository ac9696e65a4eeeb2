#include "spendlens/core/accounts.hpp"

namespace spendlens {

namespace {

template <class Enumeration, std::size_t kSize>
std::optional<Enumeration> parse(const std::array<const char*, kSize>& names, std::string_view text) {
  for (std::size_t i = 0; i < kSize; ++i)
    if (text == names[i]) return static_cast<Enumeration>(i);
  return std::nullopt;
}

}  // namespace

std::optional<AccountType> parse_account_type(std::string_view text) {
  return parse<AccountType>(kAccountTypeNames, text);
}

std::optional<AccountSubtype> parse_account_subtype(std::string_view text) {
  return parse<AccountSubtype>(kAccountSubtypeNames, text);
}

std::optional<LiabilityType> parse_liability_type(std::string_view text) {
  return parse<LiabilityType>(kLiabilityTypeNames, text);
}

}  // namespace spendlens
