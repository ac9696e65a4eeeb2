#include "spendlens/signals/summaries.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "signals/bank_run.hpp"
#include "signals/customer_work.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

namespace {

std::uint32_t seconds_of(Day days) { return static_cast<std::uint32_t>(days * kSecondsPerDay); }

RowRules rules_of(Day reference, const SignalProfile& profile) {
  RowRules rules;
  rules.end = static_cast<Timestamp>((reference + std::int64_t{1}) * kSecondsPerDay);
  rules.lookback = seconds_of(profile.age_limit(profile.subscriptions.lookback_days));
  rules.num_windows = profile.windows.size();
  for (std::size_t w = 0; w < rules.num_windows; ++w)
    rules.windows[w] = seconds_of(profile.age_limit(profile.windows[w]));
  rules.income_span = rules.windows[rules.num_windows - 1];
  rules.income_flag_span = seconds_of(profile.age_limit(kIncomeFlagDays));
  rules.widest = std::max({rules.lookback, rules.income_span, rules.income_flag_span});
  rules.min_income = profile.income.min_amount;
  rules.transfers_are_income = profile.income.transfers_count;
  rules.all_rows_are_charges = profile.subscriptions.takes_all_rows;
  return rules;
}

}  // namespace

struct Summarizer::Plan {
  Day reference;
  SignalProfile profile;
  RowRules rules;
  std::uint32_t savings_subtypes;
  std::uint8_t unknown_frequency;
  bank::Plan bank;
};

struct Summarizer::Scratch::State {
  RowScratch rows;
  DetectorScratch detectors;
  std::vector<Summary> staged;  ///< window by window, RowScratch::kCustomers each
  std::unique_ptr<BankRun> bank{};

  /// `rows` is the number of rows of a run of customers, or of a single larger one.
  void grow(std::size_t rows_of_run) {
    const std::size_t room = rows_of_run + RowScratch::kLanes;
    if (rows.charges.age.size() >= room) return;
    for (GatheredRows* picked : {&rows.charges, &rows.incomes}) {
      picked->age.resize(room);
      picked->amount.resize(room);
    }
    rows.charges.merchant.resize(room);
    detectors.days.resize(room);
    detectors.amounts.resize(room);
    detectors.gaps.resize(room);
  }
};

Summarizer::Scratch::Scratch() : state_(std::make_unique<State>()) { state_->grow(RowScratch::kRows); }
Summarizer::Scratch::~Scratch() = default;
Summarizer::Scratch::Scratch(Scratch&&) noexcept = default;
Summarizer::Scratch& Summarizer::Scratch::operator=(Scratch&&) noexcept = default;

namespace {

/// The kernel says only that one of the customers has such a row.
[[noreturn]] void throw_out_of_range(const CustomerColumns& batch, std::size_t first) {
  const auto& rows = batch.transactions;
  const auto fits = [&rows](std::size_t row) {
    return rows.amount[row] >= -kMaxOrderMinor && rows.amount[row] <= kMaxOrderMinor &&
           rows.timestamp[row] < kTimestampLimit;
  };
  for (std::size_t c = first; c < batch.num_customers(); ++c)
    for (std::size_t row = rows.offset[c] - rows.offset.front(); row < rows.offset[c + 1] - rows.offset.front(); ++row)
      if (!fits(row))
        throw InputError(fmt::format(
            "customer {} (counted from 0): amount {} is outside 10^13 minor units either way, or timestamp {} is not before 2106",
            c, rows.amount[row], rows.timestamp[row]));
  throw InternalError("the signals' kernel stopped at rows that are within bounds");
}

}  // namespace

Summarizer::Summarizer(Day reference, SignalProfile profile) {
  check_reference(reference);
  validate(profile);
  const RowRules rules = rules_of(reference, profile);
  const std::uint32_t subtypes = savings_subtype_bits(profile);
  const auto unknown = static_cast<std::uint8_t>(profile.income.frequencies.size() + 1);
  const bank::Plan bank(reference, profile.bank);
  plan_ = std::make_unique<const Plan>(Plan{reference, std::move(profile), rules, subtypes, unknown, bank});
}

Summarizer::~Summarizer() = default;

const SignalProfile& Summarizer::profile() const { return plan_->profile; }
Day Summarizer::reference() const { return plan_->reference; }

void Summarizer::run(const CustomerColumns& batch, ItemRange customers, Scratch& scratch, std::span<SignalTable> tables,
                     std::vector<Subscription>& subscriptions) const {
  const auto offset = batch.transactions.offset;
  const std::size_t windows = plan_->profile.windows.size();
  if (tables.size() != windows)
    throw UsageError(fmt::format("{} signal tables for {} windows", tables.size(), windows));
  Scratch::State& state = *scratch.state_;
  state.staged.resize(windows * RowScratch::kCustomers);
  std::array<Summary, kMaxWindows> of_customer;
  const CustomerTask task{batch,        plan_->profile,          plan_->reference,
                          plan_->rules, plan_->savings_subtypes, plan_->unknown_frequency};
  const RowKernel sum_rows = row_kernels().chosen();
  for (std::size_t first = customers.begin, n = 0; first < customers.end; first += n) {
    n = 1;
    while (n < RowScratch::kCustomers && first + n < customers.end &&
           offset[first + n + 1] - offset[first] <= RowScratch::kRows)
      ++n;
    state.grow(offset[first + n] - offset[first]);
    if (!sum_rows(batch, plan_->rules, first, n, state.rows)) throw_out_of_range(batch, first);
    for (std::size_t c = 0; c < n; ++c) {
      summarize_customer(task, first + c, state.rows.customers[c], state.rows, state.detectors,
                         std::span(of_customer).first(windows), subscriptions);
      for (std::size_t w = 0; w < windows; ++w) state.staged[w * RowScratch::kCustomers + c] = of_customer[w];
    }
    for (std::size_t w = 0; w < windows; ++w)
      tables[w].put(first, std::span<const Summary>(state.staged).subspan(w * RowScratch::kCustomers, n));
  }
}

/// It is run to compare, not every night.
void Summarizer::run_in_plain_loops(const CustomerColumns& batch, ItemRange customers, std::span<SignalTable> tables,
                                    std::vector<Stream>& streams) const {
  const std::size_t windows = windows_of(plan_->profile).size();
  if (tables.size() != windows)
    throw UsageError(fmt::format("{} signal tables for {} windows", tables.size(), windows));
  for (std::size_t c = customers.begin; c < customers.end; ++c) {
    const SignalResults one = generate_signals_reference(customer_at(batch, c), plan_->reference, plan_->profile);
    for (std::size_t w = 0; w < windows; ++w) tables[w].copy(c, one.tables[w], 0);
    for (Stream stream : one.streams) {
      stream.customer = c;
      streams.push_back(stream);
    }
  }
}

void Summarizer::run(const CustomerColumns& batch, ItemRange customers, Scratch& scratch, std::span<SignalTable> tables,
                     std::vector<Stream>& streams) const {
  if (plan_->profile.set == SignalSet::kSpendsense) return run_in_plain_loops(batch, customers, tables, streams);
  const std::size_t windows = plan_->profile.bank.windows.size();
  if (tables.size() != windows)
    throw UsageError(fmt::format("{} signal tables for {} windows", tables.size(), windows));
  if (!scratch.state_->bank) scratch.state_->bank = std::make_unique<BankRun>(plan_->bank);
  scratch.state_->bank->run(batch, customers, tables, streams);
}

}  // namespace spendlens::signals
