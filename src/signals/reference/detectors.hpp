#pragma once

#include <vector>

#include "signals/figures/bank_expressions.hpp"
#include "signals/figures/bank_summary.hpp"
#include "signals/reference/streams.hpp"

namespace spendlens::signals::bank_reference {

/// What the signals of one window need.
struct Scope {
  const Customer& customer;
  const BankRules& rules;
  const FoundStreams& streams;
  Day start = 0;           ///< the window is (start, reference]
  Day days_observed = 0;   ///< 0: the customer has no rows
  bool is_enough = false;  ///< enough days are observed for monthly figures

  [[nodiscard]] bool holds(Day day) const { return day > start && day <= customer.reference; }
};

/// Spending and refunds of the window.
struct Flow {
  int128 spending = 0;
  int128 refunds = 0;

  [[nodiscard]] int128 net() const { return spending - refunds; }
};
[[nodiscard]] Flow flow_of(const Scope& scope);
[[nodiscard]] bool is_spending(const Scope& scope, const Row& row);
[[nodiscard]] bool is_refund_row(const Scope& scope, const Row& row);

/// Income of the classes of income that is in no stream, and not left over by one.
[[nodiscard]] bool is_unstreamed(const Scope& scope, const Row& row);

/// Section 7.7. Nothing where income is not known.
[[nodiscard]] std::optional<Earnings> earnings_of(const Scope& scope);

void summarize_history(const Scope& scope, BankSummary& to);
void summarize_outgoings(const Scope& scope, const Flow& flow, BankSummary& to);    ///< 7.8
void summarize_commitments(const Scope& scope, const Flow& flow, BankSummary& to);  ///< 7.6
void summarize_income(const Scope& scope, BankSummary& to);                         ///< 7.7
void summarize_cards(const Scope& scope, BankSummary& to);                          ///< 7.9
void summarize_shortfall(const Scope& scope, BankSummary& to);                      ///< 7.10

}  // namespace spendlens::signals::bank_reference
