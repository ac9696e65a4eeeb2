#include "spendlens/signals/summaries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "signals/detectors.hpp"
#include "signals/expressions.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

namespace {

std::uint32_t seconds_of(Day days) { return static_cast<std::uint32_t>(days * kSecondsPerDay); }

RowRules rules_of(Day reference, const SignalProfile& profile) {
  RowRules rules;
  rules.end = static_cast<Timestamp>((reference + std::int64_t{1}) * kSecondsPerDay);
  rules.lookback = seconds_of(profile.age_limit(profile.subscriptions.lookback_days));
  rules.num_windows = profile.windows.size();
  for (std::size_t w = 0; w < rules.num_windows; ++w) rules.windows[w] = seconds_of(profile.age_limit(profile.windows[w]));
  rules.income_span = rules.windows[rules.num_windows - 1];
  rules.income_flag_span = seconds_of(profile.age_limit(kIncomeFlagDays));
  rules.min_income = profile.income.min_amount;
  rules.transfers_are_income = profile.income.transfers_count;
  rules.all_rows_are_charges = profile.subscriptions.takes_all_rows;
  return rules;
}

const RowKernels& kernels_named(const std::string& name) {
  const auto kernels = row_kernels_of_this_machine();
  if (name.empty()) return kernels.front();
  const auto at = std::find_if(kernels.begin(), kernels.end(), [&name](const RowKernels& k) { return name == k.name; });
  if (at == kernels.end()) throw UsageError(fmt::format("this machine has no signal kernel '{}'", name));
  return *at;
}

}  // namespace

struct Summarizer::Plan {
  Day reference;
  SignalProfile profile;
  RowRules rules;
  std::uint32_t savings_subtypes;
  std::uint8_t unknown_frequency;
  RowKernels kernels;
};

struct Summarizer::Scratch::State {
  RowScratch rows;
  DetectorScratch detectors;
  std::vector<Summary> staged;  ///< window by window, RowScratch::kCustomers each

  /// `rows` is the number of rows of a run of customers, or of a single larger one.
  void grow(std::size_t rows_of_run) {
    if (rows.charges.size() > rows_of_run) return;
    rows.charges.resize(rows_of_run + 1);
    rows.incomes.resize(rows_of_run + 1);
    detectors.days.resize(rows_of_run + 1);
    detectors.amounts.resize(rows_of_run + 1);
    detectors.gaps.resize(rows_of_run + 1);
  }
};

Summarizer::Scratch::Scratch() : state_(std::make_unique<State>()) { state_->grow(RowScratch::kRows); }
Summarizer::Scratch::~Scratch() = default;
Summarizer::Scratch::Scratch(Scratch&&) noexcept = default;
Summarizer::Scratch& Summarizer::Scratch::operator=(Scratch&&) noexcept = default;

namespace {

[[noreturn]] void throw_overflow(std::size_t customer) {
  throw InputError(fmt::format("customer {} (counted from 0): a sum of its amounts overflows 64 bits", customer));
}

/// The kernel says only that one of the customers has such a row.
[[noreturn]] void throw_out_of_range(const CustomerColumns& batch, std::size_t first) {
  const auto& rows = batch.transactions;
  const auto fits = [&rows](std::size_t row) {
    return rows.amount[row] >= -kMaxOrderMinor && rows.amount[row] <= kMaxOrderMinor && rows.timestamp[row] < kTimestampLimit;
  };
  for (std::size_t c = first; c < batch.num_customers(); ++c)
    for (std::size_t row = rows.offset[c] - rows.offset.front(); row < rows.offset[c + 1] - rows.offset.front(); ++row)
      if (!fits(row))
        throw InputError(fmt::format("customer {} (counted from 0): amount {} is outside 10^13 minor units either way, or timestamp {} is not before 2106",
                                     c, rows.amount[row], rows.timestamp[row]));
  throw InternalError("the signals' kernel stopped at rows that are within bounds");
}

/// The savings of one customer with accounts; `inflow` per window.
void fill_savings(const Holdings& holdings, const std::array<int128, kMaxWindows>& inflow, const SignalProfile& profile,
                  std::span<Summary> summaries) {
  const bool has_savings = holdings.has_savings;
  for (std::size_t w = 0; w < summaries.size(); ++w) {
    Summary& to = summaries[w];
    const int128 net = has_savings ? inflow[w] : 0;
    const int128 start = holdings.savings_balance - net;
    to.has_savings_accounts = has_savings;
    to.total_savings_balance = static_cast<Minor>(holdings.savings_balance);
    to.net_inflow = static_cast<Minor>(net);
    if (has_savings && start > 0) to.savings_growth_rate = quotient(net, start);
    else if (has_savings && profile.savings.growth_from_nothing) to.savings_growth_rate = holdings.savings_balance > 0 ? 1 : 0;
    if (has_savings || profile.savings.expenses_without_savings)
      to.avg_monthly_expenses = monthly_amount(to.spend, profile.windows[w]);
    if (to.spend > 0) to.emergency_fund_months = months_of(holdings.savings_balance, to.spend, profile.windows[w]);
  }
}

}  // namespace

Summarizer::Summarizer(Day reference, SignalProfile profile, const std::string& kernel) {
  check_reference(reference);
  validate(profile);
  const RowRules rules = rules_of(reference, profile);
  const std::uint32_t subtypes = savings_subtype_bits(profile);
  const auto unknown = static_cast<std::uint8_t>(profile.income.frequencies.size() + 1);
  plan_ = std::make_unique<const Plan>(Plan{reference, std::move(profile), rules, subtypes, unknown, kernels_named(kernel)});
}

Summarizer::~Summarizer() = default;

const SignalProfile& Summarizer::profile() const { return plan_->profile; }
Day Summarizer::reference() const { return plan_->reference; }

std::vector<std::string> Summarizer::kernel_names() {
  std::vector<std::string> names;
  for (const RowKernels& kernel : row_kernels_of_this_machine()) names.emplace_back(kernel.name);
  return names;
}

namespace {

/// One customer, from what its rows added up to.
class CustomerWork {
 public:
  CustomerWork(const CustomerColumns& batch, const SignalProfile& profile, Day reference, const RowRules& rules,
               std::uint32_t savings_subtypes, std::uint8_t unknown_frequency, RowScratch& rows,
               DetectorScratch& detectors, std::vector<Subscription>& found)
      : batch_(batch), profile_(profile), reference_(reference), rules_(rules),
        savings_subtypes_(savings_subtypes), unknown_frequency_(unknown_frequency), rows_(rows), detectors_(detectors), found_(found) {}

  void summarize(std::size_t customer, const CustomerRows& rows, std::span<Summary> to) {
    const Holdings holdings = holdings_of(batch_, customer, savings_subtypes_);
    for (std::size_t w = 0; w < to.size(); ++w) {
      to[w] = {};
      if (rows.spend[w] >= kNoMoney) throw_overflow(customer);
      to[w].spend = static_cast<Minor>(rows.spend[w]);
      if (rows.first != kNoTimestamp) to[w].transaction_history_days = static_cast<std::uint32_t>(reference_ - day_of(rows.first));
      to[w].subscriptions_complete = rows.youngest_purchase < rules_.lookback;
      to[w].savings_complete = to[w].credit_complete = holdings.known;
      to[w].income_complete = rows.youngest_inflow < rules_.income_flag_span;
    }
    if (batch_.knows_merchants) add_subscriptions(customer, rows, to);
    if (holdings.known) add_holdings(customer, rows, holdings, to);
    if (batch_.knows_income || profile_.null_as_zero) add_income(customer, rows, holdings, to);
    if (!profile_.null_as_zero) return;
    for (Summary& summary : to) replace_nulls(summary, unknown_frequency_);
  }

 private:
  void add_subscriptions(std::size_t customer, const CustomerRows& rows, std::span<Summary> to) {
    const auto charges = std::span<const std::uint64_t>(rows_.charges).subspan(rows.charges_begin, rows.charges_end - rows.charges_begin);
    if (!detect_subscriptions(batch_, charges, customer, profile_, reference_, detectors_, to, found_)) throw_overflow(customer);
    for (std::size_t w = 0; w < to.size(); ++w) {
      to[w].monthly_recurring_spend = monthly_amount(to[w].subscription_spend, profile_.windows[w]);
      if (to[w].spend > 0) to[w].subscription_share_pct = percentage(to[w].subscription_spend, to[w].spend);
    }
  }

  void add_holdings(std::size_t customer, const CustomerRows& rows, const Holdings& holdings, std::span<Summary> to) {
    constexpr int128 kLimit = kNoMoney;
    const auto fits = [](int128 value) { return value < kLimit && value > -kLimit; };
    if (!fits(holdings.savings_balance) || !fits(holdings.depository_balance)) throw_overflow(customer);
    std::array<int128, kMaxWindows> inflow = rows.savings;
    for (int128& sum : inflow) {
      if (holdings.has_savings && !fits(sum)) throw_overflow(customer);
      if (!profile_.savings.inflow_merchant.empty()) sum = -sum;
    }
    fill_savings(holdings, inflow, profile_, to);
    if (!summarize_credit(batch_, customer, profile_, to)) throw_overflow(customer);
  }

  void add_income(std::size_t customer, const CustomerRows& rows, const Holdings& holdings, std::span<Summary> to) {
    const auto incomes = std::span<const std::uint64_t>(rows_.incomes).subspan(rows.incomes_begin, rows.incomes_end - rows.incomes_begin);
    if (!summarize_income(batch_, incomes, profile_, reference_, detectors_, to)) throw_overflow(customer);
    for (std::size_t w = 0; w < to.size(); ++w) {
      const bool counts = !profile_.income.nothing_below_min_payments || to[w].income_payroll_count > 0;
      if (counts && holdings.known && to[w].spend > 0)
        to[w].cash_flow_buffer_months = months_of(holdings.depository_balance, to[w].spend, profile_.windows[w]);
    }
  }

  const CustomerColumns& batch_;
  const SignalProfile& profile_;
  Day reference_;
  const RowRules& rules_;
  std::uint32_t savings_subtypes_;
  std::uint8_t unknown_frequency_;
  RowScratch& rows_;
  DetectorScratch& detectors_;
  std::vector<Subscription>& found_;
};

}  // namespace

void Summarizer::run(const CustomerColumns& batch, ItemRange customers, Scratch& scratch, std::span<SignalTable> tables,
                     std::vector<Subscription>& subscriptions) const {
  const auto offset = batch.transactions.offset;
  const std::size_t windows = plan_->profile.windows.size();
  if (tables.size() != windows) throw UsageError(fmt::format("{} signal tables for {} windows", tables.size(), windows));
  Scratch::State& state = *scratch.state_;
  state.staged.resize(windows * RowScratch::kCustomers);
  std::array<Summary, kMaxWindows> of_customer;
  CustomerWork work(batch, plan_->profile, plan_->reference, plan_->rules, plan_->savings_subtypes,
                    plan_->unknown_frequency, state.rows, state.detectors, subscriptions);
  for (std::size_t first = customers.begin, n = 0; first < customers.end; first += n) {
    n = 1;
    while (n < RowScratch::kCustomers && first + n < customers.end && offset[first + n + 1] - offset[first] <= RowScratch::kRows) ++n;
    state.grow(offset[first + n] - offset[first]);
    if (!plan_->kernels.rows(batch, plan_->rules, first, n, state.rows)) throw_out_of_range(batch, first);
    for (std::size_t c = 0; c < n; ++c) {
      work.summarize(first + c, state.rows.customers[c], std::span(of_customer).first(windows));
      for (std::size_t w = 0; w < windows; ++w) state.staged[w * RowScratch::kCustomers + c] = of_customer[w];
    }
    for (std::size_t w = 0; w < windows; ++w)
      tables[w].put(first, std::span<const Summary>(state.staged).subspan(w * RowScratch::kCustomers, n));
  }
}

}  // namespace spendlens::signals
