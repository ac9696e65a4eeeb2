#include <algorithm>
#include <array>

#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

namespace {

constexpr std::array kIncomeClasses = {CategoryClass::kPayroll, CategoryClass::kBenefit, CategoryClass::kVariableIncome,
                                       CategoryClass::kPassive};
constexpr std::array kOtherBankClasses = {
    CategoryClass::kFee,         CategoryClass::kFeeOverdraft, CategoryClass::kFeeNsf, CategoryClass::kInterestCharged,
    CategoryClass::kCardPayment, CategoryClass::kBorrowed,     CategoryClass::kAdvance};

bool is_among(CategoryClass one, std::span<const CategoryClass> classes) {
  return std::find(classes.begin(), classes.end(), one) != classes.end();
}

}  // namespace

LedgerKnowledge knowledge_of(std::span<const std::string> categories, const BankRules& rules, bool has_merchants,
                             bool has_accounts) {
  LedgerKnowledge knowledge{.merchants = has_merchants, .categories = !categories.empty(), .accounts = has_accounts};
  for (const std::string& category : categories) {
    const CategoryClass of_category = class_of(category, rules.classes);
    const bool is_income = is_among(of_category, kIncomeClasses);
    knowledge.income_categories |= is_income;
    knowledge.bank_categories |= is_income || is_among(of_category, kOtherBankClasses);
  }
  return knowledge;
}

}  // namespace spendlens::signals
