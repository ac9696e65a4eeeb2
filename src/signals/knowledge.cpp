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
    knowledge.classed_categories |= of_category != CategoryClass::kOther;
    knowledge.income_categories |= is_income;
    knowledge.bank_categories |= is_income || is_among(of_category, kOtherBankClasses);
  }
  return knowledge;
}

bool can_be_known(std::size_t signal, const Window& window, const BankRules& rules, const LedgerKnowledge& knowledge) {
  const bool knows_income = knowledge.accounts || knowledge.income_categories;
  const bool is_observed = window.longest() >= rules.min_observed_days;
  using enum Detector;
  const auto is = [signal](BankSignal one) { return signal == place_of(one); };
  if (is(BankSignal::kCommittedSharePct)) return knowledge.merchants && knows_income && is_observed;
  if (is(BankSignal::kSubscriptionSharePct)) return knowledge.merchants && is_observed;
  if (is(BankSignal::kMonthlyOutgoings)) return is_observed;
  if (is(BankSignal::kLiquidMonths) || is(BankSignal::kEmergencyFundMonths)) return knowledge.accounts && is_observed;
  if (is(BankSignal::kInterestPaid) || is(BankSignal::kHasInterestCharges))
    return knowledge.accounts && knowledge.categories;
  switch (catalogue_of(SignalSet::kBank)[signal].detector) {
    case kSubscriptions:
      return knowledge.merchants;
    case kSavings:
    case kCredit:
      return knowledge.accounts;
    case kIncome:
      return knows_income && is_observed;
    case kShortfall:
      return is(BankSignal::kNegativeBalance)
                 ? knowledge.accounts
                 : knowledge.bank_categories || (knowledge.accounts && knowledge.categories);
    case kOutgoings:
    case kHistory:
      return true;
  }
  return true;
}

std::vector<SignalTable> empty_tables(const SignalProfile& profile, const LedgerKnowledge& knowledge) {
  const SignalCatalogue& catalogue = catalogue_of(profile.set);
  std::vector<SignalTable> tables(windows_of(profile).size(), SignalTable(catalogue));
  if (profile.set == SignalSet::kSpendsense) return tables;  // 0 stands for what is not known there
  for (std::size_t w = 0; w < tables.size(); ++w)
    for (std::size_t signal = 0; signal < catalogue.size(); ++signal)
      if (!can_be_known(signal, profile.bank.windows[w], profile.bank, knowledge)) tables[w].mark_unknown(signal);
  return tables;
}

}  // namespace spendlens::signals
