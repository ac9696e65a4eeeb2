#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ingest/inspect/proposal.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

/// A column that says in words which way amounts without a sign went.
bool Proposal::propose_direction() {
  if (!roles_.has(Role::kDirection) || !roles_.has(Role::kAmount) || roles_.facts(Role::kAmount).num_negative > 0)
    return false;
  for (const int column : roles_.candidates(Role::kDirection)) {
    const ColumnFacts& facts = table_.columns[static_cast<std::size_t>(column)];
    std::map<std::string, Direction> directions;
    std::size_t said = 0;
    for (const auto& [value, count] : facts.common) {
      const bool is_debit = synonyms_.is(Word::kDebit, value);
      if (!is_debit && !synonyms_.is(Word::kCredit, value)) continue;
      directions[value] = is_debit ? Direction::kDebit : Direction::kCredit;
      said += count;
    }
    const bool has_debit = std::any_of(directions.begin(), directions.end(),
                                       [](const auto& one) { return one.second == Direction::kDebit; });
    const bool has_credit = std::any_of(directions.begin(), directions.end(),
                                        [](const auto& one) { return one.second == Direction::kCredit; });
    if (!has_debit || (!has_credit && roles_.is_shop()) || facts.share(said) < 0.95) continue;
    roles_.give(Role::kDirection, column);
    format_.options.columns["direction"] = facts.name;
    for (const auto& [value, direction] : directions) format_.options.directions[in_lower_case(value)] = direction;
    set("direction");
    return true;
  }
  return false;
}

/// What the running balance says: whether amounts above 0 made it smaller. Nothing where there is none that fits.
std::optional<bool> Proposal::is_spend_positive_by_balance() const {
  if (!roles_.has(Role::kBalance) || !roles_.has(Role::kAmount)) return std::nullopt;
  std::size_t with = 0, against = 0;
  for (std::size_t i = 0; i + 1 < table_.rows.size(); ++i) {
    const auto before = number(table_.rows[i], Role::kBalance);
    const auto after = number(table_.rows[i + 1], Role::kBalance);
    const auto first = number(table_.rows[i], Role::kAmount);
    const auto second = number(table_.rows[i + 1], Role::kAmount);
    if (!before || !after || !first || !second) continue;
    // Rows come in the order of time, or the newest first.
    const auto is = [](double a, double b) { return std::fabs(a - b) < 0.006; };
    with += is(*after - *before, *second) || is(*before - *after, *first) ? 1U : 0U;
    against += is(*after - *before, -*second) || is(*before - *after, -*first) ? 1U : 0U;
  }
  if (with == against || 3 * std::max(with, against) < table_.rows.size()) return std::nullopt;
  return against > with;
}

/// What a column of words says beside signs: whether sales and charges are above 0, refunds below.
std::optional<bool> Proposal::is_spend_positive_by_words() const {
  if (!roles_.has(Role::kAmount)) return std::nullopt;
  for (const int column : roles_.candidates(Role::kDirection)) {
    std::size_t with = 0, against = 0;
    for (const auto& row : table_.rows) {
      const std::string& word = row[static_cast<std::size_t>(column)];
      const bool is_debit = synonyms_.is(Word::kDebit, word);
      const double amount = number(row, Role::kAmount).value_or(0);
      if (amount == 0 || (!is_debit && !synonyms_.is(Word::kCredit, word))) continue;
      (is_debit == (amount > 0) ? with : against) += 1;
    }
    if (4 * (with + against) < table_.rows.size() || 10 * std::max(with, against) < 9 * (with + against)) continue;
    if (with != against) return with > against;
  }
  return std::nullopt;
}

/// A shop's log of customers takes in more than it gives back, by orders and by money.
bool Proposal::is_sign_clear(const ColumnFacts& facts) const {
  return roles_.is_shop() && roles_.has(Role::kCustomerId) && !format_.options.constants.contains("customer_id") &&
         facts.num_positive >= facts.num_negative && facts.sum_positive >= -facts.sum_negative;
}

void Proposal::propose_sign() {
  if (format_.options.columns.contains("debit")) return;
  if (propose_direction()) return;
  const Role role = roles_.has(Role::kAmount) ? Role::kAmount : Role::kQuantity;
  if (!roles_.has(role)) return;
  const ColumnFacts& facts = roles_.facts(role);
  const bool has_both = facts.num_negative > 0 && facts.num_positive > 0;
  // A statement has more spendings than incomes; a log of purchases takes in more than it gives back.
  const bool is_statement = !roles_.has(Role::kCustomerId) || roles_.has(Role::kMerchant) ||
                            roles_.has(Role::kAccountId) || roles_.has(Role::kBalance);
  bool spend_positive =
      is_statement ? facts.num_positive >= facts.num_negative : facts.sum_positive >= -facts.sum_negative;
  const auto by_balance = is_spend_positive_by_balance();
  if (const auto by_words = is_spend_positive_by_words()) spend_positive = *by_words;
  if (by_balance)
    spend_positive = *by_balance;
  else if (has_both && !is_sign_clear(facts))
    decide(fmt::format("'{}' has amounts of both signs ({} above 0, {} below): which are purchases?",
                       readable(facts.name), facts.num_positive, facts.num_negative),
           spend_positive ? "those above 0" : "those below 0",
           spend_positive ? "--amounts spend-negative" : "--amounts spend-positive");
  else if (!has_both && !roles_.is_shop() && !roles_.has(Role::kCustomerId))
    decide(fmt::format("All of '{}' is {} 0: purchases?", readable(facts.name), spend_positive ? "above" : "below"),
           "purchases", spend_positive ? "--amounts spend-negative" : "--amounts spend-positive");
  format_.options.spend_positive = spend_positive;
  set("amounts");
}

}  // namespace spendlens::ingest
