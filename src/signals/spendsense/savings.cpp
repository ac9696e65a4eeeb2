#include <algorithm>

#include "signals/spendsense/detectors.hpp"
#include "signals/spendsense/expressions.hpp"

namespace spendlens::signals::spendsense {

namespace {

bool is_savings(const Account& account, const SavingsRules& rules) {
  const char* name = kAccountSubtypeNames[static_cast<std::size_t>(account.subtype)];
  return std::find(rules.subtypes.begin(), rules.subtypes.end(), name) != rules.subtypes.end();
}

}  // namespace

void summarize_savings(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to) {
  bool has_savings = false;
  int128 balance = 0;
  int128 depository = 0;
  for (const Account& account : customer.accounts) {
    if (account.type == AccountType::kDepository) depository += account.balance.value_or(0);
    if (!is_savings(account, profile.savings)) continue;
    has_savings = true;
    balance += account.balance.value_or(0);
  }
  (void)sum_of_money(depository, "balances");
  for (std::size_t w = 0; w < to.size(); ++w) {
    Summary& s = to[w];
    int128 net = 0;
    for (const Row& row : customer.rows)
      if (has_savings && (row.classes & row_class::kSavings) != 0 && row.age < profile.age_limit(profile.windows[w]))
        net += profile.savings.inflow_merchant.empty() ? row.amount : -row.amount;
    s.has_savings_accounts = has_savings;
    s.total_savings_balance = sum_of_money(balance, "savings");
    s.net_inflow = sum_of_money(net, "net inflow");
    if (has_savings && balance > net)
      s.savings_growth_rate = quotient(net, balance - net);
    else if (has_savings && profile.savings.growth_from_nothing)
      s.savings_growth_rate = balance > 0 ? 1 : 0;
    if (has_savings || profile.savings.expenses_without_savings)
      s.avg_monthly_expenses = monthly_amount(s.spend, profile.windows[w]);
    if (s.spend > 0) s.emergency_fund_months = months_of(balance, s.spend, profile.windows[w]);
  }
}

}  // namespace spendlens::signals::spendsense
