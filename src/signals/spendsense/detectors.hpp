#pragma once

#include <vector>

#include "signals/spendsense/customer.hpp"
#include "signals/spendsense/signals.hpp"

namespace spendlens::signals::spendsense {

// Each fills its signals in every window; spend comes first, as the others compare with it.

void summarize_history(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to);
void summarize_subscriptions(const Customer& customer, Day reference, const SignalProfile& profile,
                             CustomerSummary& to);
void summarize_savings(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to);
void summarize_credit(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to);
void summarize_income(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to);

/// Whether a row that counts is income, in any window that holds it.
[[nodiscard]] bool is_income(const Row& row, const IncomeRules& rules);

/// In the order of the accounts.
[[nodiscard]] std::vector<Card> cards_of(const std::vector<Account>& accounts, const CreditRules& rules);

}  // namespace spendlens::signals::spendsense
