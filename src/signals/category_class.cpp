#include "spendlens/signals/category_class.hpp"

#include <algorithm>

#include "spendlens/core/category.hpp"

namespace spendlens::signals {

std::optional<CategoryClass> parse_category_class(std::string_view text) {
  const auto at = std::find(kCategoryClassNames.begin(), kCategoryClassNames.end(), text);
  if (at == kCategoryClassNames.end()) return std::nullopt;
  return static_cast<CategoryClass>(at - kCategoryClassNames.begin());
}

std::vector<ClassPatterns> default_classes() {
  using enum CategoryClass;
  return {
      {kCardPayment, {"LOAN_PAYMENTS_CREDIT_CARD*", "TRANSFER_IN_CARD_PAYMENT*"}},
      {kAdvance, {"LOAN_DISBURSEMENTS_EWA*", "LOAN_DISBURSEMENTS_CASH_ADVANCES*"}},
      {kBorrowed, {"LOAN_DISBURSEMENTS*", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS*"}},
      {kBnpl, {"LOAN_PAYMENTS_BNPL*"}},
      {kLoan, {"LOAN_PAYMENTS*"}},
      {kInterestCharged, {"BANK_FEES_INTEREST*"}},
      {kFeeOverdraft, {"BANK_FEES_OVERDRAFT*"}},
      {kFeeNsf, {"BANK_FEES_INSUFFICIENT*"}},
      {kFee, {"BANK_FEES*"}},
      {kPassive, {"INCOME_INTEREST*", "INCOME_DIVIDENDS*", "INCOME_TAX_REFUND*"}},
      {kVariableIncome, {"INCOME_GIG*", "INCOME_CONTRACTOR*", "INCOME_RENTAL*"}},
      {kBenefit, {"INCOME_RETIREMENT*", "INCOME_LONG_TERM*", "INCOME_UNEMPLOYMENT*", "INCOME_CHILD*"}},
      {kOtherIncome, {"INCOME_OTHER*"}},
      {kPayroll, {"INCOME*"}},
      {kSaving, {"TRANSFER_OUT_SAVINGS*", "TRANSFER_OUT_INVESTMENT*", "TRANSFER_OUT_CRYPTO*"}},
      {kCash, {"TRANSFER_OUT_WITHDRAWAL*"}},
      {kTransfer, {"TRANSFER_IN*", "TRANSFER_OUT*"}},
      {kBill,
       {"RENT_AND_UTILITIES*", "GENERAL_SERVICES_INSURANCE*", "GENERAL_SERVICES_CHILDCARE*",
        "GOVERNMENT_AND_NON_PROFIT*"}},
      {kHabit,
       {"FOOD_AND_DRINK*", "TRANSPORTATION_GAS*", "TRANSPORTATION_PARKING*", "TRANSPORTATION_TOLLS*",
        "TRANSPORTATION_PUBLIC*", "ENTERTAINMENT_CASINOS*", "PERSONAL_CARE_HAIR*", "PERSONAL_CARE_LAUNDRY*",
        "TRAVEL*"}},
      {kShortHabit, {"GENERAL_MERCHANDISE_SUPERSTORES*", "GENERAL_SERVICES_OTHER*"}},
  };
}

CategoryClass class_of(std::string_view category, std::span<const ClassPatterns> classes) {
  for (const ClassPatterns& entry : classes)
    for (const std::string& pattern : entry.patterns)
      if (matches_category(category, pattern)) return entry.category_class;
  return CategoryClass::kOther;
}

std::vector<std::uint8_t> classes_by_code(std::span<const std::string> categories,
                                          std::span<const ClassPatterns> classes) {
  std::vector<std::uint8_t> codes(65'536, static_cast<std::uint8_t>(CategoryClass::kNone));
  for (std::size_t i = 0; i < categories.size(); ++i)
    codes[i] = static_cast<std::uint8_t>(class_of(categories[i], classes));
  return codes;
}

}  // namespace spendlens::signals
