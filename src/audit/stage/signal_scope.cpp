#include "audit/stage/signal_scope.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "audit/stage/signal_inputs.hpp"

namespace spendlens::audit {

namespace {

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
    return !signal || signals::can_be_known(*signal, *window, profile.bank, knowledge);
  };
  return std::any_of(windows.begin(), windows.end(), [&](const signals::Window& window) {
    return personas::untestable(registry, window.name(), is_known).size() < registry.size();
  });
}

}  // namespace

SignalScope scope_of(const Settings& settings, const ledger::Ledger& ledger, bool signals_asked) {
  if (!signals_asked) return {false, false, "none were asked for (--signals none)", ""};
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
  if (!scope.signals) scope.why_no_signals = "the ledger has no merchants, no accounts and no categories with a class";
  return scope;
}

}  // namespace spendlens::audit
