#include "spendlens/signals/profile.hpp"

namespace spendlens::signals {

namespace {

std::vector<std::string> names_of(const std::vector<Rhythm>& rhythms) {
  std::vector<std::string> names;
  for (const Rhythm& rhythm : rhythms) names.push_back(rhythm.name);
  names.emplace_back("irregular");
  return names;
}

}  // namespace

SignalProfile spendsense_profile() {
  SignalProfile profile;
  profile.set = SignalSet::kSpendsense;
  profile.windows_closed = true;
  profile.null_as_zero = true;
  profile.subscriptions.not_subscription.clear();
  profile.subscriptions.takes_all_rows = true;
  profile.subscriptions.one_charge_a_date = false;
  profile.subscriptions.cadences = {{"monthly", 25, 35, 7}, {"weekly", 5, 9, 3}};
  profile.subscriptions.irregular_counts = true;
  profile.subscriptions.active_by_window = true;
  profile.savings.inflow_merchant = "savings transfer";
  profile.savings.growth_from_nothing = true;
  profile.savings.expenses_without_savings = false;
  profile.credit.cards_need_liability = true;
  profile.credit.limit_from_statement = true;
  profile.credit.total_limits_of_accounts = true;
  profile.credit.max_is_aggregate = true;
  profile.income.transfers_count = true;
  profile.income.nothing_below_min_payments = true;
  return profile;
}

std::vector<Window> windows_of(const SignalProfile& profile) {
  if (profile.set == SignalSet::kBank) return profile.bank.windows;
  std::vector<Window> windows;
  for (const Day days : profile.windows) windows.push_back(Window::days(days));
  return windows;
}

std::vector<std::string> choices_of(const SignalProfile& profile, std::size_t signal) {
  if (catalogue_of(profile.set)[signal].kind != SignalKind::kChoice) return {};
  if (profile.set == SignalSet::kSpendsense) return payment_frequencies(profile);
  if (signal == place_of(BankSignal::kActivity)) return {kActivityNames.begin(), kActivityNames.end()};
  std::vector<std::string> names(kCadenceNames.begin(), kCadenceNames.end());  // irregular is the last of them
  names.emplace_back("unknown");
  return names;
}

std::vector<std::string> cadence_names(const SignalProfile& profile) {
  return names_of(profile.subscriptions.cadences);
}

std::vector<std::string> payment_frequencies(const SignalProfile& profile) {
  std::vector<std::string> names = names_of(profile.income.frequencies);
  names.emplace_back("unknown");
  return names;
}

}  // namespace spendlens::signals
