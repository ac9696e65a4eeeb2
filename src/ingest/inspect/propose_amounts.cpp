#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ingest/inspect/proposal.hpp"
#include "ingest/record/shell_words.hpp"
#include "ingest/parse/written_number.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::array kMoneyRoles = {Role::kAmount, Role::kUnitPrice, Role::kDebit, Role::kCredit};

bool is_minor_by_name(const std::string& name) {
  const std::string words = " " + words_of_name(name) + " ";
  for (const char* unit : {"cent", "cents", "minor", "minor units", "pence", "pennies", "paise", "kopecks", "centimes",
                           "céntimos", "centavos", "centesimi", "groszy", "öre", "øre"})
    if (words.find(fmt::format(" {} ", unit)) != std::string::npos) return true;
  return false;
}

}  // namespace

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
  const std::size_t num_prices = roles_.facts(Role::kUnitPrice).num_distinct;
  // Of few rows what is small says it.
  constexpr std::size_t kFew = 20;
  constexpr double kPieces = 20;
  const bool is_count = amount.num_values < kFew ? amount.largest < kPieces && amount.num_distinct < num_prices
                                                 : 2 * amount.num_distinct <= num_prices;
  if (amount.num_whole < amount.num_values || !is_count) return;
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

void Proposal::decide_between_amounts(bool has_product) {
  if (has_product && share_of_products() > 0.9) return;
  std::vector<int> all = roles_.candidates(Role::kAmount);
  // Beside whole numbers a price may be what was paid, and they what was bought.
  const ColumnFacts& amount = roles_.facts(Role::kAmount);
  if (roles_.has(Role::kUnitPrice) && !roles_.has(Role::kQuantity) && amount.num_whole == amount.num_values)
    all.push_back(roles_.column(Role::kUnitPrice));
  std::string others;
  for (const int column : all)
    if (column != roles_.column(Role::kAmount))
      others += (others.empty() ? "'" : ", '") + readable(table_.columns[static_cast<std::size_t>(column)].name) + "'";
  const std::string taken = "'" + readable(amount.name) + "'";
  if (!others.empty())
    return decide(fmt::format("Which amount counts? There is also {}", others), taken, "--column amount=NAME");
  const bool is_told = amount.name.find_first_not_of("0123456789") == std::string::npos ||
                       std::any_of(kMoneyRoles.begin(), kMoneyRoles.end(),
                                   [&](Role role) { return synonyms_.score(role, amount.name).has_value(); });
  if (!is_told)
    decide(fmt::format("No column is called an amount; {} has numbers, such as {}: are they amounts?", taken,
                       amount.examples.empty() ? "" : readable(amount.examples.front())),
           "yes", "--column amount=NAME");
}

/// What stands in a column of its own as given back is no row that import could read.
void Proposal::decide_refunded() {
  if (!roles_.has(Role::kRefunded)) return;
  const ColumnFacts& facts = roles_.facts(Role::kRefunded);
  if (facts.num_positive + facts.num_negative == 0) return;
  decide_in_any_format(
      fmt::format("'{}' says what was given back, {} times in the sample; import reads no such column: do purchases "
                  "count in full, without these refunds?",
                  readable(facts.name), facts.num_positive + facts.num_negative),
      "yes, refunds are not in the ledger",
      "a file of refunds beside this one, or --query that adds them as rows (docs/import.md)");
}

/// Hundredths where the name says so and no value has a fraction.
void Proposal::propose_amount_unit() {
  const ColumnFacts* minor = nullptr;
  for (const Role role : kMoneyRoles) {
    const bool is_read =
        role == Role::kDebit || role == Role::kCredit ? format_.options.columns.contains("debit") : roles_.has(role);
    if (is_read && roles_.has(role) && is_minor_by_name(name(role))) minor = &roles_.facts(role);
  }
  if (minor == nullptr) return;
  const bool is_whole = minor->num_fraction <= minor->num_float_id;
  if (is_whole) {
    format_.options.are_amounts_minor = true;
    set("amount_unit");
  }
  decide(fmt::format("'{}' is by its name in hundredths, as cents are of a dollar; its values are such as {}: 12345 is "
                     "{}?",
                     readable(minor->name), minor->examples.empty() ? "" : readable(minor->examples.front()),
                     is_whole ? "123.45" : "12345.00"),
         is_whole ? "123.45" : "12345.00", is_whole ? "--amount-unit major" : "--amount-unit minor");
}

void Proposal::decide_amount() {
  tell_amount_from_quantity();
  const bool has_product = roles_.has(Role::kUnitPrice) && roles_.has(Role::kQuantity);
  if (roles_.has(Role::kAmount)) {
    read("amount", Role::kAmount);
    return decide_between_amounts(has_product);
  }
  if (!roles_.has(Role::kUnitPrice)) {
    if (fault_.empty())
      fault_ =
          fault_of_missing(Role::kAmount, "no column holds amounts; give the one that does with --column amount=NAME");
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

}  // namespace spendlens::ingest
