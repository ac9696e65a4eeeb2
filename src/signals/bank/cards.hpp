#pragma once

#include <cstdint>
#include <span>

#include "signals/bank/plan.hpp"
#include "signals/figures/bank_summary.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::bank {

/// One customer's accounts and liabilities in a batch's columns.
struct CustomerHoldings {
  std::size_t first_account = 0;
  std::size_t num_accounts = 0;
  std::uint64_t num_joint = 0;  ///< accounts beside these that count for another customer
  std::size_t first_liability = 0;
  std::size_t end_liability = 0;
};
[[nodiscard]] CustomerHoldings holdings_at(const CustomerColumns& batch, std::size_t customer);

/// Section 7.9, but for interest. `account_flags` are account_flag of each account. False where a sum overflows.
[[nodiscard]] bool summarize_cards(const CustomerColumns& batch, const CustomerHoldings& holdings,
                                   std::span<const std::uint8_t> account_flags, const CardRules& rules,
                                   BankSummary& to);

/// The cards, in the order of the accounts.
[[nodiscard]] std::vector<Card> cards_of(const CustomerColumns& batch, const CustomerHoldings& holdings,
                                         std::span<const std::uint8_t> account_flags, const CardRules& rules);

/// What accounts hold.
struct Balances {
  bool any = false;  ///< an account that counts
  bool any_depository = false;
  bool any_negative = false;  ///< a depository account below 0
  std::uint64_t joint = 0;    ///< accounts that count for another customer
  std::size_t counting = 0;   ///< accounts that count
  int128 liquid = 0;
  int128 savings = 0;
};

/// Fills `account_flags` and adds up balances.
[[nodiscard]] Balances read_accounts(const CustomerColumns& batch, const CustomerHoldings& holdings, const Plan& plan,
                                     std::vector<std::uint8_t>& account_flags);

}  // namespace spendlens::signals::bank
