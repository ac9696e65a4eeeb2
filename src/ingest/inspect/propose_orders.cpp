#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "ingest/inspect/proposal.hpp"
#include "ingest/record/shell_words.hpp"
#include "ingest/parse/record_fields.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

/// What rows of one id have in common, over the ids of the sample.
struct Proposal::OrderLines {
  std::size_t num_ids = 0;
  std::size_t num_shared = 0;             ///< ids of several rows
  std::size_t num_of_many_customers = 0;  ///< of them
  std::size_t num_of_many_times = 0;      ///< of them: days that lie apart
  std::size_t num_same_amount = 0;        ///< of them: all rows have one amount, and something else differs
  std::size_t num_first_amount = 0;       ///< of them: the first row has an amount, another has none
};

Proposal::OrderLines Proposal::look_at_orders(Role id) const {
  std::unordered_map<std::string, std::vector<std::size_t>> rows_of;
  for (std::size_t i = 0; i < table_.rows.size(); ++i)
    if (const std::string& text = value(table_.rows[i], id); !text.empty()) rows_of[text].push_back(i);
  OrderLines lines;
  lines.num_ids = rows_of.size();
  for (const auto& [text, rows] : rows_of) {
    if (rows.size() < 2) continue;
    ++lines.num_shared;
    std::set<std::string> customers, days, amounts;
    bool lacks_amount = false, differs = false;
    for (const std::size_t i : rows) {
      const auto& row = table_.rows[i];
      if (roles_.has(Role::kCustomerId)) customers.insert(value(row, Role::kCustomerId));
      if (roles_.has(Role::kTimestamp)) days.insert(value(row, Role::kTimestamp).substr(0, 10));
      if (!roles_.has(Role::kAmount)) continue;
      const std::string& amount = value(row, Role::kAmount);
      if (amount.empty())
        lacks_amount = true;
      else
        amounts.insert(amount);
      differs = differs || row != table_.rows[rows.front()];
    }
    lines.num_of_many_customers += customers.size() > 1 ? 1U : 0U;
    lines.num_of_many_times += days.size() > 1 ? 1U : 0U;
    lines.num_same_amount += amounts.size() == 1 && !lacks_amount && differs ? 1U : 0U;
    lines.num_first_amount +=
        lacks_amount && amounts.size() == 1 && !value(table_.rows[rows.front()], Role::kAmount).empty() ? 1U : 0U;
  }
  return lines;
}

/// Whether an order's amount stands in its first line, or in each of them.
void Proposal::propose_order_amount(const OrderLines& lines) {
  if (!roles_.has(Role::kAmount) || lines.num_shared == 0) return;
  const bool is_left_out = 10 * lines.num_first_amount >= 8 * lines.num_shared;
  // Lines of one price come by chance; orders of several lines that all do, do not.
  const bool is_repeated = lines.num_shared >= 5 && 100 * lines.num_same_amount >= 97 * lines.num_shared &&
                           roles_.facts(Role::kAmount).num_distinct > 1;
  if (!is_left_out && !is_repeated) return;
  format_.options.is_order_amount_first = true;
  set("order_amount");
  if (is_repeated)
    decide(fmt::format("All lines of an order have the same '{}': it is the order's total, which each line repeats?",
                       readable(name(Role::kAmount))),
           "the order's total, taken once", "--order-amount sum");
}

void Proposal::propose_orders() {
  if (roles_.has(Role::kTransactionId)) {
    const ColumnFacts& facts = roles_.facts(Role::kTransactionId);
    // An id that comes again is that of an order with lines, if of anything.
    if (facts.num_distinct < facts.num_values) {
      const int column = roles_.column(Role::kTransactionId);
      roles_.drop(Role::kTransactionId);
      if (!roles_.has(Role::kOrderId) && words_of_name(facts.name) != "id") roles_.give(Role::kOrderId, column);
    }
  }
  if (roles_.has(Role::kOrderId)) {
    const OrderLines lines = look_at_orders(Role::kOrderId);
    const bool is_apart = 5 * lines.num_of_many_times > lines.num_shared && lines.num_shared >= 5;
    const bool is_of_many = 10 * lines.num_of_many_customers > lines.num_shared && lines.num_shared >= 5;
    if (is_apart && is_of_many) {
      decide(
          fmt::format("'{}' comes with many days and customers: it is no order's id", readable(name(Role::kOrderId))),
          "each row is an order", fmt::format("--column order_id={}", shell_quoted(name(Role::kOrderId))));
      roles_.drop(Role::kOrderId);
    } else {
      read("order_id", Role::kOrderId);
      if (is_of_many) {
        format_.options.orders_within_customers = true;
        set("order_scope");
        decide(fmt::format("'{}' comes with several customers", readable(name(Role::kOrderId))),
               "an order is one of one customer", "--order-scope ledger, which rejects them");
      }
      propose_order_amount(lines);
    }
  }
  read("transaction_id", Role::kTransactionId);
  if (roles_.has(Role::kOrderId)) read("product_id", Role::kProductId);
}

/// Ids are as they are; some may be meant to be one.
void Proposal::decide_alike_customers() {
  const ColumnFacts& facts = roles_.facts(Role::kCustomerId);
  if (facts.num_exponent > 0)
    decide(fmt::format("'{}' has {} ids that a spreadsheet shortened, as 1.23457E+11: customers of the same first "
                       "digits are one",
                       readable(facts.name), facts.num_exponent),
           "ids as they are", "the file from its source, with the column as text");
  std::map<std::string, std::set<std::string>> alike;
  for (const auto& row : table_.rows) {
    const std::string& id = value(row, Role::kCustomerId);
    std::string plain = in_lower_case(RecordFields::without_blanks(id));
    if (plain.ends_with(".0")) plain.resize(plain.size() - 2);
    if (!plain.empty()) alike[plain].insert(id);
  }
  for (const auto& [plain, ids] : alike) {
    if (ids.size() < 2) continue;
    decide(fmt::format("Some customers differ only in capitals, blanks or a .0 behind, as '{}' and '{}': they are two",
                       readable(*ids.begin()), readable(*ids.rbegin())),
           "ids as they are");
    return;
  }
  if (2 * facts.num_float_id > facts.num_values && facts.num_exponent == 0)
    decide(fmt::format("'{}' has ids with a .0 behind, such as '{}', as pandas writes numbers of which one is missing: "
                       "without it, as in Parquet, they are other customers",
                       readable(facts.name), readable(facts.examples.front())),
           "ids as they are", "all files of a ledger in one way: the column as whole numbers, or as text");
}

void Proposal::propose_customer() {
  // Beside who was paid an IBAN without another word is theirs, where it changes.
  if (!roles_.has(Role::kCustomerId) && roles_.has(Role::kAccountId) && roles_.has(Role::kMerchant) &&
      words_of_name(name(Role::kAccountId)) == "iban" && roles_.facts(Role::kAccountId).num_distinct > 1)
    roles_.drop(Role::kAccountId);
  if (roles_.has(Role::kCustomerId)) {
    std::vector<int> all = roles_.candidates(Role::kCustomerId);
    const auto comes_again = [&](int column) {
      const ColumnFacts& facts = table_.columns[static_cast<std::size_t>(column)];
      return facts.num_distinct < facts.num_values;
    };
    // An id of each row is none of a customer where another comes again.
    if (!comes_again(roles_.column(Role::kCustomerId)))
      for (const int column : all)
        if (comes_again(column)) {
          roles_.give(Role::kCustomerId, column);
          break;
        }
    read("customer_id", Role::kCustomerId);
    decide_alike_customers();
    return;
  }
  constexpr std::size_t kOfOnePerson = 10;
  if (roles_.has(Role::kAccountId) && roles_.facts(Role::kAccountId).num_distinct > kOfOnePerson) {
    roles_.give(Role::kCustomerId, roles_.column(Role::kAccountId));
    roles_.drop(Role::kAccountId);
    read("customer_id", Role::kCustomerId);
    decide(fmt::format("No column names a customer; '{}' has {} values: each is a customer?",
                       readable(name(Role::kCustomerId)), roles_.facts(Role::kCustomerId).num_distinct),
           "each account is a customer", "--constant customer_id=me");
    return;
  }
  const bool is_statement = roles_.has(Role::kBalance) || format_.options.columns.contains("debit");
  if (roles_.has(Role::kCustomerName) && !is_statement) {
    roles_.give(Role::kCustomerId, roles_.column(Role::kCustomerName));
    read("customer_id", Role::kCustomerId);
    decide(fmt::format("No column is a customer's id; '{}' stands for it", readable(name(Role::kCustomerId))),
           "'" + readable(name(Role::kCustomerId)) + "'", "--column customer_id=NAME");
    return;
  }
  format_.options.constants["customer_id"] = "me";
  set("constants");
  decide("No column names a customer: all rows are one person's?", "one person, called 'me'",
         "--column customer_id=NAME in place of --constant");
}

}  // namespace spendlens::ingest
