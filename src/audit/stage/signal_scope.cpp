#include "audit/stage/signal_scope.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "audit/stage/signal_inputs.hpp"

namespace spendlens::audit {

namespace {

using signals::BankSignal;

/// Whether a registry has an entry that anybody could qualify for, in any window.
bool can_be_judged(const personas::Registry& registry, const signals::SignalProfile& profile,
                   const signals::LedgerKnowledge& knowledge) {
  if (profile.set == signals::SignalSet::kSpendsense) return true;  // 0 stands for what is not known there
  const signals::SignalCatalogue& catalogue = signals::catalogue_of(profile.set);
  const std::vector<signals::Window>& windows = profile.bank.windows;
  const auto is_known = [&](std::size_t field, const std::string& name) {
    const auto signal = catalogue.find(registry.fields[field].name);
    const auto window =
        std::find_if(windows.begin(), windows.end(), [&](const signals::Window& some) { return some.name() == name; });
    return !signal || can_be_known(*signal, *window, profile.bank, knowledge);
  };
  return std::any_of(windows.begin(), windows.end(), [&](const signals::Window& window) {
    return personas::untestable(registry, window.name(), is_known).size() < registry.size();
  });
}

}  // namespace

bool can_be_known(std::size_t signal, const signals::Window& window, const signals::BankRules& rules,
                  const signals::LedgerKnowledge& knowledge) {
  const bool knows_income = knowledge.accounts || knowledge.income_categories;
  const bool is_observed = window.longest() >= rules.min_observed_days;
  using enum signals::Detector;
  const auto is = [signal](BankSignal one) { return signal == place_of(one); };
  if (is(BankSignal::kCommittedSharePct)) return knowledge.merchants && knows_income && is_observed;
  if (is(BankSignal::kSubscriptionSharePct)) return knowledge.merchants && is_observed;
  if (is(BankSignal::kMonthlyOutgoings)) return is_observed;
  if (is(BankSignal::kLiquidMonths) || is(BankSignal::kEmergencyFundMonths)) return knowledge.accounts && is_observed;
  if (is(BankSignal::kInterestPaid) || is(BankSignal::kHasInterestCharges))
    return knowledge.accounts && knowledge.categories;
  switch (signals::catalogue_of(signals::SignalSet::kBank)[signal].detector) {
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

SignalScope scope_of(const Settings& settings, const ledger::Ledger& ledger) {
  const Profile& profile = settings.profile.profile;
  const personas::Registry& registry = settings.registry.registry;
  const signals::LedgerKnowledge knowledge = knowledge_of(ledger, profile);
  SignalScope scope;
  scope.personas = registry.size() > 0 && can_be_judged(registry, profile.signals, knowledge);
  if (registry.size() > 0 && !scope.personas)
    scope.why_no_personas =
        fmt::format("none of the {} personas of {} can be judged: what they ask for is known of nobody in this ledger",
                    registry.size(), settings.registry.name);
  const bool may_know = profile.signals.set == signals::SignalSet::kSpendsense || signals_can_be_known(knowledge);
  scope.signals = may_know || scope.personas;
  if (!scope.signals) scope.why_no_signals = "the ledger has no merchants, categories and accounts";
  return scope;
}

}  // namespace spendlens::audit
