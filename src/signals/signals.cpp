#include "spendlens/signals/signals.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>

namespace spendlens::signals {

namespace {

constexpr const char* kUnitCount = "count";
constexpr const char* kUnitDays = "days";
constexpr const char* kUnitMonths = "months";
constexpr const char* kUnitPercent = "percent";
constexpr const char* kUnitRatio = "ratio";
constexpr const char* kUnitMinor = "minor units";
constexpr const char* kUnitMajor = "major units";

/// A signal and where it lies in a Summary.
struct Entry {
  SignalInfo info;
  SummaryMember member;
};

std::array<Entry, kNumSignals> make_entries() {
  using enum SignalKind;
  using enum Detector;
  using S = Summary;
  return {{
      {{"subscription_count", kCount, kSubscriptions, false, kUnitCount,
        "Subscriptions that were charged in the window or are active"},
       &S::subscription_count},
      {{"recurring_irregular_count", kCount, kSubscriptions, false, kUnitCount,
        "Merchants with recurring charges of no steady rhythm or amount, last charged in the window"},
       &S::recurring_irregular_count},
      {{"subscription_spend", kMoney, kSubscriptions, false, kUnitMinor, "Charges of subscriptions in the window"},
       &S::subscription_spend},
      {{"monthly_recurring_spend", kNumber, kSubscriptions, false, kUnitMajor, "subscription_spend for 30 days"},
       &S::monthly_recurring_spend},
      {{"subscription_share_pct", kNumber, kSubscriptions, false, kUnitPercent,
        "subscription_spend in percent of spend"},
       &S::subscription_share_pct},
      {{"has_savings_accounts", kFlag, kSavings, true, "", "Whether there is a savings account"},
       &S::has_savings_accounts},
      {{"total_savings_balance", kMoney, kSavings, true, kUnitMinor, "Balances of savings accounts"},
       &S::total_savings_balance},
      {{"net_inflow", kMoney, kSavings, false, kUnitMinor,
        "Deposits less withdrawals of savings accounts in the window"},
       &S::net_inflow},
      {{"savings_growth_rate", kNumber, kSavings, false, kUnitRatio, "net_inflow over the balance before it"},
       &S::savings_growth_rate},
      {{"avg_monthly_expenses", kNumber, kSavings, false, kUnitMajor, "spend for 30 days"}, &S::avg_monthly_expenses},
      {{"emergency_fund_months", kNumber, kSavings, false, kUnitMonths, "Savings balance over monthly expenses"},
       &S::emergency_fund_months},
      {{"num_credit_cards", kCards, kCredit, true, kUnitCount, "Credit cards"}, &S::num_credit_cards},
      {{"cards_without_limit", kCards, kCredit, true, kUnitCount,
        "Cards without a limit above 0; they are not in utilization"},
       &S::cards_without_limit},
      {{"credit_aggregate_utilization_pct", kNumber, kCredit, true, kUnitPercent, "Balances over limits, all cards"},
       &S::credit_aggregate_utilization_pct},
      {{"credit_max_utilization_pct", kNumber, kCredit, true, kUnitPercent, "Balance over limit of the highest card"},
       &S::credit_max_utilization_pct},
      {{"high_utilization_count", kCards, kCredit, true, kUnitCount, "Cards of high or very high utilization"},
       &S::high_utilization_count},
      {{"very_high_utilization_count", kCards, kCredit, true, kUnitCount, "Cards of very high utilization"},
       &S::very_high_utilization_count},
      {{"minimum_payment_only_count", kCards, kCredit, true, kUnitCount,
        "Cards of which hardly more than the minimum was paid"},
       &S::minimum_payment_only_count},
      {{"overdue_count", kCards, kCredit, true, kUnitCount, "Cards with an overdue payment"}, &S::overdue_count},
      {{"has_interest_charges", kFlag, kCredit, true, "", "Whether a card has an APR above 0"},
       &S::has_interest_charges},
      {{"credit_total_limits", kMoney, kCredit, true, kUnitMinor, "Sum of the cards' limits"}, &S::credit_total_limits},
      {{"income_payroll_count", kCount, kIncome, false, kUnitCount, "Payments of income in the window"},
       &S::income_payroll_count},
      {{"total_income", kMoney, kIncome, false, kUnitMinor, "Sum of these payments"}, &S::total_income},
      {{"avg_income_per_payment", kNumber, kIncome, false, kUnitMajor, "total_income over income_payroll_count"},
       &S::avg_income_per_payment},
      {{"income_median_pay_gap_days", kNumber, kIncome, false, kUnitDays, "Median of the days between payments"},
       &S::income_median_pay_gap_days},
      {{"payment_frequency", kChoice, kIncome, false, "", "Rhythm of the payments"}, &S::payment_frequency},
      {{"income_variability_cv", kNumber, kIncome, false, kUnitRatio,
        "Sample standard deviation of the payments over their mean"},
       &S::income_variability_cv},
      {{"has_regular_income", kFlag, kIncome, false, "", "Whether the rhythm is neither irregular nor unknown"},
       &S::has_regular_income},
      {{"cash_flow_buffer_months", kNumber, kIncome, false, kUnitMonths,
        "Balances of depository accounts over monthly expenses"},
       &S::cash_flow_buffer_months},
      {{"transaction_history_days", kCount, kHistory, true, kUnitDays,
        "Days from the first transaction to the reference date"},
       &S::transaction_history_days},
      {{"spend", kMoney, kHistory, false, kUnitMinor, "Sum of purchases in the window"}, &S::spend},
      {{"subscriptions_complete", kFlag, kSubscriptions, true, "", "Whether there is a purchase in the lookback"},
       &S::subscriptions_complete},
      {{"savings_complete", kFlag, kSavings, true, "", "Whether accounts were given"}, &S::savings_complete},
      {{"credit_complete", kFlag, kCredit, true, "", "Whether accounts were given"}, &S::credit_complete},
      {{"income_complete", kFlag, kIncome, true, "", "Whether there is an inflow in the last 180 days"},
       &S::income_complete},
  }};
}

std::optional<double> known(std::uint32_t value) {
  return value == kNoCount ? std::nullopt : std::optional<double>(value);
}
std::optional<double> known(std::uint16_t value) {
  return value == kNoCards ? std::nullopt : std::optional<double>(value);
}
std::optional<double> known(std::uint8_t value) {
  return value == kNoFlag ? std::nullopt : std::optional<double>(value);
}
std::optional<double> known(double value) { return std::isnan(value) ? std::nullopt : std::optional<double>(value); }
std::optional<double> known(Minor value) {
  return value == kNoMoney ? std::nullopt : std::optional<double>(static_cast<double>(value));
}

constexpr std::uint32_t null_of(std::uint32_t /*type*/) { return kNoCount; }
constexpr std::uint16_t null_of(std::uint16_t /*type*/) { return kNoCards; }
constexpr std::uint8_t null_of(std::uint8_t /*type*/) { return kNoFlag; }
constexpr double null_of(double /*type*/) { return kNoNumber; }
constexpr Minor null_of(Minor /*type*/) { return kNoMoney; }

SignalTable::Column column_of(SignalKind kind) {
  switch (kind) {
    case SignalKind::kCount:
      return std::vector<std::uint32_t>();
    case SignalKind::kCards:
      return std::vector<std::uint16_t>();
    case SignalKind::kMoney:
      return std::vector<Minor>();
    case SignalKind::kNumber:
      return std::vector<double>();
    default:
      return std::vector<std::uint8_t>();
  }
}

const std::array<Entry, kNumSignals>& entries() {
  static const std::array<Entry, kNumSignals> all = make_entries();
  return all;
}

std::array<SignalInfo, kNumSignals> make_signals() {
  std::array<SignalInfo, kNumSignals> signals;
  for (std::size_t i = 0; i < kNumSignals; ++i) signals[i] = entries()[i].info;
  return signals;
}

const SummaryMember& member_at(std::size_t signal) { return entries()[signal].member; }

}  // namespace

const std::array<SignalInfo, kNumSignals>& all_signals() {
  static const std::array<SignalInfo, kNumSignals> signals = make_signals();
  return signals;
}

const SummaryMember& member_of(const SignalInfo& info) {
  return member_at(static_cast<std::size_t>(&info - all_signals().data()));
}

std::optional<double> value_of(const Summary& summary, Signal signal) {
  return std::visit([&summary](auto member) { return known(summary.*member); }, member_of(info_of(signal)));
}

SignalTable::SignalTable(const SignalCatalogue& catalogue) : catalogue_(&catalogue) {
  for (const SignalInfo& info : catalogue) columns_.push_back(column_of(info.kind));
  is_unknown_.resize(columns_.size());
  is_left_out_.resize(columns_.size());
}

void SignalTable::resize(std::size_t num_customers) {
  size_ = num_customers;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!is_left_out_[i])
      std::visit([num_customers]<class T>(std::vector<T>& values) { values.resize(num_customers, null_of(T{})); },
                 columns_[i]);
}

void SignalTable::mark_unknown(std::size_t signal) {
  is_unknown_[signal] = true;
  std::visit([]<class T>(std::vector<T>& values) { std::fill(values.begin(), values.end(), null_of(T{})); },
             columns_[signal]);
}

void SignalTable::leave_out(std::size_t signal) {
  is_left_out_[signal] = true;
  std::visit([](auto& values) { values.clear(); }, columns_[signal]);
}

void SignalTable::copy_rows(std::size_t first, const SignalTable& from) {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!is_left_out_[i] && !is_unknown_[i])
      std::visit(
          [&]<class T>(std::vector<T>& values) {
            std::copy_n(from.values<T>(i).begin(), from.size(), values.begin() + static_cast<std::ptrdiff_t>(first));
          },
          columns_[i]);
}

std::optional<double> SignalTable::value(std::size_t signal, std::size_t customer) const {
  return std::visit([customer](const auto& values) { return known(values[customer]); }, columns_[signal]);
}

void SignalTable::copy(std::size_t customer, const SignalTable& from, std::size_t other) {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    std::visit(
        [&]<class T>(std::vector<T>& values) { values[customer] = std::get<std::vector<T>>(from.columns_[i])[other]; },
        columns_[i]);
}

void SignalTable::put(std::size_t first, std::span<const Summary> summaries) {
  for (std::size_t i = 0; i < kNumSignals; ++i)
    std::visit(
        [&]<class T>(T Summary::*member) {
          T* to = std::get<std::vector<T>>(columns_[i]).data() + first;
          for (std::size_t c = 0; c < summaries.size(); ++c) to[c] = summaries[c].*member;
        },
        member_at(i));
}

Summary SignalTable::get(std::size_t customer) const {
  Summary summary;
  for (std::size_t i = 0; i < kNumSignals; ++i)
    std::visit([&]<class T>(T Summary::*member) { summary.*member = std::get<std::vector<T>>(columns_[i])[customer]; },
               member_at(i));
  return summary;
}

std::optional<std::size_t> first_difference(const SignalTable& a, std::size_t customer, const SignalTable& b,
                                            std::size_t other) {
  for (std::size_t i = 0; i < a.catalogue().size(); ++i) {
    const bool same = std::visit(
        [&]<class T>(const std::vector<T>& values) {
          const T left = values[customer];
          const T right = std::get<std::vector<T>>(b.column(i))[other];
          if constexpr (std::is_same_v<T, double>)  // NaN equals NaN here
            return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
          else
            return left == right;
        },
        a.column(i));
    if (!same) return i;
  }
  return std::nullopt;
}

}  // namespace spendlens::signals
