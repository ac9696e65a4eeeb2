#include <fmt/format.h>

#include <algorithm>

#include "ingest/inspect/proposal.hpp"
#include "ingest/record/shell_words.hpp"
#include "ingest/parse/record_fields.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

/// The code that a name of an amount tells, as "Amount (EUR)" or "Betrag in EUR".
std::optional<std::string> currency_in(const std::string& name) {
  std::string word;
  for (const char c : name + " ") {
    if (c >= 'A' && c <= 'Z') {
      word.push_back(c);
      continue;
    }
    for (const char* code : {"EUR", "USD", "GBP", "CHF", "INR", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL",
                             "MXN", "JPY", "TRY"})
      if (word == code) return word;
    word.clear();
  }
  return std::nullopt;
}

constexpr std::size_t kMostNamed = 4;
constexpr std::size_t kMostStates = 12;

}  // namespace

void Proposal::propose_texts() {
  // Of a shop's log what describes a row is a product, not who was paid.
  if (roles_.has(Role::kMerchant) && roles_.is_shop() &&
      synonyms_.score(Role::kMerchant, name(Role::kMerchant)).value_or(0) < 0.9)
    roles_.drop(Role::kMerchant);
  read("merchant", Role::kMerchant);
  read("category", Role::kCategory);
  if (!roles_.is_shop()) read("account_id", Role::kAccountId);
  if (roles_.has(Role::kCurrency)) {
    read("currency", Role::kCurrency);
    const ColumnFacts& facts = roles_.facts(Role::kCurrency);
    std::map<std::string, std::size_t> codes;
    for (const auto& [value, count] : facts.common) codes[currency_code(value).value_or(value)] += count;
    if (codes.size() > 1) {
      const auto most = std::max_element(codes.begin(), codes.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
      format_.options.currency = most->first;
      set("currency");
      decide(fmt::format("'{}' has {} currencies, and a ledger has one", readable(facts.name), codes.size()),
             most->first + "; rows in others are rejected", "--currency, for a ledger of each");
    }
    return;
  }
  const auto amount = format_.options.column_choices.find("amount");
  if (amount == format_.options.column_choices.end()) return;
  if (const auto code = currency_in(amount->second.names.front())) {
    format_.options.currency = code;
    set("currency");
  }
}

/// Of events only those that are purchases.
bool Proposal::take_purchases(const ColumnFacts& facts) {
  std::vector<std::string> purchases;
  bool has_others = false;
  for (const auto& [value, count] : facts.common) {
    if (synonyms_.is(Word::kPurchase, value)) purchases.push_back(value);
    has_others = has_others || synonyms_.is(Word::kNotPurchase, value);
  }
  if (purchases.empty() || !has_others) return false;
  for (const std::string& value : purchases) format_.options.where.push_back({facts.name, value, true});
  set("where");
  return true;
}

/// What did not come about, or was undone.
void Proposal::leave_out(const ColumnFacts& facts) {
  const std::string words = words_of_name(facts.name);
  const bool is_flag = words.find("cancel") != std::string::npos || words.find("void") != std::string::npos;
  std::string left_out;
  std::size_t rows = 0;
  for (const auto& [value, count] : facts.common) {
    const bool is_out = is_flag ? parse_boolean(value).value_or(false) : synonyms_.is(Word::kLeftOut, value);
    if (!is_out) continue;
    format_.options.where.push_back({facts.name, value, false});
    left_out += (left_out.empty() ? "" : ", ") + readable(value);
    rows += count;
  }
  if (left_out.empty()) return;
  set("where");
  decide(fmt::format("'{}' says {} of {} rows are {}: no purchases?", readable(facts.name), rows, facts.num_rows,
                     left_out),
         "left out", "no --where");
}

/// A state of pending and posted is what a flag says elsewhere.
bool Proposal::read_pending(const ColumnFacts& facts) {
  const bool is_told = std::any_of(facts.common.begin(), facts.common.end(), [](const auto& one) {
    const std::string value = in_lower_case(one.first);
    return value == "pending" || value == "posted";
  });
  if (!is_told || facts.num_pending < facts.num_values || format_.options.column_choices.contains("pending"))
    return false;
  format_.options.column_choices["pending"] = {{facts.name}, false};
  set("columns");
  return true;
}

/// German banks mark in any column what is not booked yet.
void Proposal::decide_not_booked() {
  for (const ColumnFacts& facts : table_.columns)
    for (const auto& [value, count] : facts.common)
      if (facts.num_distinct <= kMostStates && !synonyms_.score(Role::kStatus, facts.name) &&
          in_lower_case(value).find("vorgemerkt") != std::string::npos)
        decide(fmt::format("'{}' says '{}' in {} rows, which are not booked yet: do they count?", readable(facts.name),
                           readable(value), count),
               "they count", fmt::format("--where {}", shell_quoted(facts.name + "!=" + value)));
}

void Proposal::propose_conditions() {
  read("pending", Role::kPending);
  decide_not_booked();
  for (const int column : roles_.candidates(Role::kStatus)) {
    const ColumnFacts& facts = table_.columns[static_cast<std::size_t>(column)];
    const auto direction = format_.options.columns.find("direction");
    if (direction != format_.options.columns.end() && direction->second == facts.name) continue;
    if (read_pending(facts)) continue;
    if (!take_purchases(facts)) leave_out(facts);
    // What else a state may say of purchases is for a person to know.
    if (format_.options.where.empty() && facts.num_distinct > 1 && facts.num_distinct <= 12 &&
        words_of_name(facts.name).find("status") != std::string::npos) {
      std::string some;
      std::size_t named = 0;
      for (const auto& [value, count] : facts.common)
        if (named++ < kMostNamed) some += (some.empty() ? "" : ", ") + readable(value);
      decide(fmt::format("'{}' is {}{}: do all rows count?", readable(facts.name), some,
                         named > kMostNamed ? " and others" : ""),
             "all rows", fmt::format("--where {}", shell_quoted(facts.name + "=VALUE")));
    }
  }
}

}  // namespace spendlens::ingest
