#include "signals/reference/signals.hpp"

#include <algorithm>
#include <utility>

#include "signals/reference/detectors.hpp"

namespace spendlens::signals::bank_reference {

namespace {

BankSummary summarize(const Scope& scope) {
  BankSummary to;
  const Flow flow = flow_of(scope);
  summarize_history(scope, to);
  summarize_outgoings(scope, flow, to);
  if (!scope.customer.rows.empty()) {
    summarize_commitments(scope, flow, to);
    summarize_income(scope, to);
  }
  summarize_cards(scope, to);
  summarize_shortfall(scope, to);
  return to;
}

}  // namespace

SignalResults signals_of(const CustomerColumns& columns, Day reference, const BankRules& rules) {
  const Customer customer = read(columns, reference, rules);
  const FoundStreams streams = find_streams(customer, rules);
  SignalResults results{rules.windows, {}, {}};
  for (const Window& window : rules.windows) {
    Scope scope{customer, rules, streams, window.start(reference), 0, false};
    if (const auto first = customer.first_day())
      scope.days_observed = std::min(window.length(reference), reference - *first + 1);
    scope.is_enough = scope.days_observed >= rules.min_observed_days;
    SignalTable table(catalogue_of(SignalSet::kBank));
    table.resize(1);
    const BankSummary summary = summarize(scope);
    put(table, 0, std::span(&summary, 1));
    results.tables.push_back(std::move(table));
  }
  for (const FoundStream& found : streams.all)
    if (found.stream.kind != StreamKind::kHabit) results.streams.push_back(found.stream);
  return results;
}

}  // namespace spendlens::signals::bank_reference
