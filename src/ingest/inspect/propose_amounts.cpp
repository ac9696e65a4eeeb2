#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "ingest/inspect/proposal.hpp"
#include "ingest/record/shell_words.hpp"
#include "ingest/parse/written_number.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

std::optional<double> Proposal::number(const std::vector<std::string>& row, Role role) const {
  const auto written = NumberReader(is_comma_).read(value(row, role));
  if (!written) return std::nullopt;
  return static_cast<double>(written->value.coefficient) / std::pow(10.0, written->value.scale);
}

/// Of two columns of money at most one has something in nearly every row.
bool Proposal::are_exclusive(Role one, Role other) const {
  std::size_t both = 0, any = 0;
  for (const auto& row : table_.rows) {
    const bool has_one = number(row, one).value_or(0) != 0;
    const bool has_other = number(row, other).value_or(0) != 0;
    both += has_one && has_other ? 1U : 0U;
    any += has_one || has_other ? 1U : 0U;
  }
  return any > 0 && 20 * both <= any;
}

/// Whether what is called a price grows with the quantity: divided by it far fewer prices remain.
bool Proposal::is_price_of_line() const {
  std::set<std::int64_t> as_given, divided;
  std::size_t rows = 0;
  for (const auto& row : table_.rows) {
    const double quantity = number(row, Role::kQuantity).value_or(0);
    const auto price = number(row, Role::kUnitPrice);
    if (!price || quantity < 1) continue;
    as_given.insert(std::llround(*price * 100));
    divided.insert(std::llround(*price / quantity * 100));
    rows += quantity > 1 ? 1U : 0U;
  }
  return rows >= 20 && 2 * divided.size() <= as_given.size();
}

/// Share of rows whose amount is quantity times unit price, or at most a tenth less for a discount.
double Proposal::share_of_products() const {
  std::size_t equal = 0, all = 0;
  for (const auto& row : table_.rows) {
    const auto amount = number(row, Role::kAmount);
    const auto quantity = number(row, Role::kQuantity);
    const auto price = number(row, Role::kUnitPrice);
    if (!amount || !quantity || !price) continue;
    ++all;
    equal += std::fabs(*amount - *quantity * *price) <= 0.011 + 0.001 * std::fabs(*amount) ? 1U : 0U;
  }
  return all == 0 ? 0 : static_cast<double>(equal) / static_cast<double>(all);
}

void Proposal::propose_amounts() {
  if (roles_.has(Role::kDebit) && roles_.has(Role::kCredit) && are_exclusive(Role::kDebit, Role::kCredit)) {
    format_.options.columns["debit"] = name(Role::kDebit);
    format_.options.columns["credit"] = name(Role::kCredit);
    set("debit");
    set("credit");
    const auto is_below = [&](Role role) {
      const ColumnFacts& facts = roles_.facts(role);
      return facts.num_negative > 0 && facts.num_negative >= 9 * facts.num_positive;
    };
    // Some banks write all debits, or all credits, below 0.
    if (is_below(Role::kDebit) || is_below(Role::kCredit)) {
      format_.options.are_signs_ignored = true;
      set("ignore_signs");
    }
    roles_.drop(Role::kAmount);
    roles_.drop(Role::kDirection);
    return;
  }
  // One of them alone is an amount like any other.
  for (const Role role : {Role::kDebit, Role::kCredit}) {
    if (!roles_.has(Role::kAmount) && !roles_.has(Role::kUnitPrice) && roles_.has(role))
      roles_.give(Role::kAmount, roles_.column(role));
    roles_.drop(role);
  }
  decide_amount();
  if (roles_.has(Role::kQuantity)) read("quantity", Role::kQuantity);
  if (roles_.has(Role::kMargin)) read("margin", Role::kMargin);
}

/// What is called an amount may count things, beside what they cost.
void Proposal::tell_amount_from_quantity() {
  if (!roles_.has(Role::kAmount) || !roles_.has(Role::kUnitPrice) || roles_.has(Role::kQuantity)) return;
  const ColumnFacts& amount = roles_.facts(Role::kAmount);
  if (amount.num_whole < amount.num_values || 2 * amount.num_distinct > roles_.facts(Role::kUnitPrice).num_distinct)
    return;
  roles_.give(Role::kQuantity, roles_.column(Role::kAmount));
  roles_.drop(Role::kAmount);
  decide(fmt::format("'{}' is a number of things, and '{}' is what they cost?", readable(name(Role::kQuantity)),
                     readable(name(Role::kUnitPrice))),
         "yes", fmt::format("--column amount={}", shell_quoted(name(Role::kQuantity))));
}

/// What is called a price and not one of a unit may be that of the whole row.
void Proposal::decide_price() {
  const std::string words = words_of_name(name(Role::kUnitPrice));
  const bool is_of_unit = words.find("unit") != std::string::npos || words.find("each") != std::string::npos ||
                          words.find("einzel") != std::string::npos || words.find("stück") != std::string::npos;
  if (is_of_unit || roles_.facts(Role::kQuantity).largest <= 1) return;
  decide(fmt::format("'{}' is what one costs, or the whole row?", readable(name(Role::kUnitPrice))),
         fmt::format("what one costs: an amount is '{}' times '{}'", readable(name(Role::kQuantity)),
                     readable(name(Role::kUnitPrice))),
         fmt::format("--column amount={}", shell_quoted(name(Role::kUnitPrice))));
}

void Proposal::decide_amount() {
  tell_amount_from_quantity();
  const bool has_product = roles_.has(Role::kUnitPrice) && roles_.has(Role::kQuantity);
  if (roles_.has(Role::kAmount)) {
    const std::vector<int> all = roles_.candidates(Role::kAmount);
    read("amount", Role::kAmount);
    if (has_product && share_of_products() > 0.9) return;
    std::string others;
    for (const int column : all)
      if (column != roles_.column(Role::kAmount))
        others +=
            (others.empty() ? "'" : ", '") + readable(table_.columns[static_cast<std::size_t>(column)].name) + "'";
    const std::string taken = "'" + readable(name(Role::kAmount)) + "'";
    if (!others.empty())
      decide(fmt::format("Which amount counts? There is also {}", others), taken, "--column amount=NAME");
    return;
  }
  if (!roles_.has(Role::kUnitPrice)) {
    if (fault_.empty()) fault_ = "no column holds amounts; give the one that does with --column amount=NAME";
    return;
  }
  if (has_product && !is_price_of_line()) {
    read("unit_price", Role::kUnitPrice);
    decide_price();
    if (roles_.has(Role::kDiscount) && roles_.facts(Role::kDiscount).num_positive > 0)
      decide(fmt::format("'{}' is not taken off: an amount is quantity times '{}'", readable(name(Role::kDiscount)),
                         readable(name(Role::kUnitPrice))),
             "amounts before discount", "a column of net amounts, with --column amount=NAME");
    return;
  }
  roles_.give(Role::kAmount, roles_.column(Role::kUnitPrice));
  roles_.drop(Role::kUnitPrice);
  read("amount", Role::kAmount);
  if (has_product)
    decide(fmt::format("'{}' grows with '{}': it is taken as the amount of the whole row",
                       readable(name(Role::kAmount)), readable(name(Role::kQuantity))),
           "the whole row's amount",
           fmt::format("--column unit_price={} without amount", shell_quoted(name(Role::kAmount))));
}

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
  if (by_balance)
    spend_positive = *by_balance;
  else if (has_both && !roles_.is_shop())
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
