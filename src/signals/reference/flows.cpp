#include <algorithm>
#include <array>

#include "signals/reference/detectors.hpp"

namespace spendlens::signals::bank_reference {

namespace {

constexpr std::array kRefunded = {CategoryClass::kBill,       CategoryClass::kHabit,
                                  CategoryClass::kShortHabit, CategoryClass::kOther,
                                  CategoryClass::kBnpl,       CategoryClass::kLoan,
                                  CategoryClass::kFee,        CategoryClass::kFeeOverdraft,
                                  CategoryClass::kFeeNsf,     CategoryClass::kInterestCharged,
                                  CategoryClass::kCash};

bool has(const std::vector<const Row*>& rows, const Row& row) {
  return std::find(rows.begin(), rows.end(), &row) != rows.end();
}

bool is_in_live_stream(const Scope& scope, const Row& row) {
  return std::any_of(scope.streams.all.begin(), scope.streams.all.end(),
                     [&row](const FoundStream& found) { return found.is_live() && has(found.rows, row); });
}

bool is_in_income(const Scope& scope, const Row& row) {
  return has(scope.streams.extra, row) ||
         std::any_of(scope.streams.all.begin(), scope.streams.all.end(),
                     [&row](const FoundStream& found) { return found.stream.is_income && has(found.rows, row); });
}

/// What the accounts of these subtypes hold.
Minor balance_of(const Customer& customer, const std::vector<std::string>& subtypes) {
  int128 sum = 0;
  for (const Account& account : customer.accounts)
    if (is_among(account.subtype, subtypes)) sum += account.balance.value_or(0);
  return money(sum, "balances");
}

Minor savings_inflow(const Scope& scope) {
  int128 sum = 0;
  for (const Row& row : scope.customer.rows)
    if (scope.holds(row.day) && row.account &&
        is_among(scope.customer.accounts[*row.account].subtype, scope.rules.reserves.savings))
      sum += row.amount;
  return money(sum, "what moved savings");
}

/// What rows of these classes took in the window, less what they gave back; at least 0.
Minor taken(const Scope& scope, std::span<const CategoryClass> classes) {
  int128 sum = 0;
  for (const Row& row : scope.customer.rows)
    if (scope.holds(row.day) && row.is_any_of(classes)) sum -= row.amount;
  return std::max<Minor>(0, money(sum, "fees"));
}

/// Rows of the class that took money in the window less those that gave it back; at least 0.
std::uint32_t times_taken(const Scope& scope, CategoryClass of) {
  std::int64_t count = 0;
  for (const Row& row : scope.customer.rows)
    if (scope.holds(row.day) && row.row_class == of) count += row.amount < 0 ? 1 : row.amount > 0 ? -1 : 0;
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, count));
}

}  // namespace

bool is_spending(const Scope& scope, const Row& row) {
  if (row.amount >= 0 || row.is_paired) return false;
  if (row.row_class == CategoryClass::kCardPayment || row.row_class == CategoryClass::kSaving) return false;
  return row.row_class != CategoryClass::kTransfer || is_in_live_stream(scope, row);
}

bool is_refund_row(const Scope& scope, const Row& row) {
  return row.amount > 0 && !row.is_paired && row.is_any_of(kRefunded) &&
         !scope.customer.is_on(row, AccountType::kLoan) && !is_in_income(scope, row);
}

Flow flow_of(const Scope& scope) {
  Flow flow;
  for (const Row& row : scope.customer.rows) {
    if (!scope.holds(row.day)) continue;
    if (is_spending(scope, row)) flow.spending -= row.amount;
    if (is_refund_row(scope, row)) flow.refunds += row.amount;
  }
  return flow;
}

void summarize_history(const Scope& scope, BankSummary& to) {
  const Customer& customer = scope.customer;
  to.activity = static_cast<std::uint8_t>(customer.activity(scope.rules));
  to.joint_accounts = static_cast<std::uint16_t>(customer.num_joint);
  if (customer.rows.empty()) return;
  to.transaction_history_days = static_cast<std::uint32_t>(customer.reference - *customer.first_day());
  to.days_observed = static_cast<std::uint32_t>(scope.days_observed);
}

void summarize_outgoings(const Scope& scope, const Flow& flow, BankSummary& to) {
  const Customer& customer = scope.customer;
  const Activity activity = customer.activity(scope.rules);
  const bool is_known = scope.is_enough && activity != Activity::kNone && activity != Activity::kDormant;
  if (!customer.rows.empty()) {
    to.spending = money(flow.spending, "spending");
    to.refunds = money(flow.refunds, "refunds");
  }
  if (is_known) to.monthly_outgoings = month_of_sum(flow.net(), scope.days_observed);
  if (!customer.has_depository()) return;
  to.liquid_balance = balance_of(customer, scope.rules.reserves.liquid);
  to.savings_balance = balance_of(customer, scope.rules.reserves.savings);
  if (customer.rows.empty()) return;
  to.savings_net_inflow = savings_inflow(scope);
  const int128 start = int128{to.savings_balance} - to.savings_net_inflow;
  if (start > 0) to.savings_growth_rate = quotient(to.savings_net_inflow, start);
  if (!is_known || flow.net() <= 0) return;
  to.liquid_months = months_of_outgoings(to.liquid_balance, flow.net(), scope.days_observed);
  to.emergency_fund_months = months_of_outgoings(to.savings_balance, flow.net(), scope.days_observed);
}

void summarize_shortfall(const Scope& scope, BankSummary& to) {
  const Customer& customer = scope.customer;
  if (customer.has_depository()) {
    to.negative_balance = 0;
    for (const Account& account : customer.accounts)
      if (account.type == AccountType::kDepository && account.balance.value_or(0) < 0) to.negative_balance = 1;
  }
  if (!customer.knowledge.categories || !(customer.knowledge.accounts || customer.knowledge.bank_categories)) return;
  if (customer.rows.empty()) return;
  to.overdraft_count = times_taken(scope, CategoryClass::kFeeOverdraft);
  to.nsf_count = times_taken(scope, CategoryClass::kFeeNsf);
  to.shortfall_count = to.overdraft_count + to.nsf_count;
  constexpr std::array kFees = {CategoryClass::kFee, CategoryClass::kFeeOverdraft, CategoryClass::kFeeNsf};
  to.fees_total = taken(scope, kFees);
  to.advance_count = 0;
  int128 advances = 0;
  for (const Row& row : customer.rows)
    if (scope.holds(row.day) && row.row_class == CategoryClass::kAdvance && row.amount > 0) {
      ++to.advance_count;
      advances += row.amount;
    }
  to.advance_total = money(advances, "advances");
}

}  // namespace spendlens::signals::bank_reference
