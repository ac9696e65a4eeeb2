#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "signals/spendsense/detectors.hpp"
#include "signals/spendsense/expressions.hpp"

namespace spendlens::signals::spendsense {

namespace {

std::vector<Day> gaps_between(std::vector<Day> ages) {
  std::sort(ages.begin(), ages.end());
  std::vector<Day> gaps;
  for (std::size_t i = 1; i < ages.size(); ++i) gaps.push_back(ages[i] - ages[i - 1]);
  return gaps;
}

/// Halves included. Precondition: not empty.
double median(std::vector<Day> gaps) {
  std::sort(gaps.begin(), gaps.end());
  const std::size_t n = gaps.size();
  return n % 2 == 1 ? gaps[n / 2] : (gaps[n / 2 - 1] + gaps[n / 2]) / 2.0;
}

/// The population variance of the gaps is at most limit²: Σ(n·g - S)² <= limit²·n³.
bool deviate_at_most(const std::vector<Day>& gaps, Day limit) {
  const auto n = static_cast<int128>(gaps.size());
  int128 sum = 0;
  for (const Day gap : gaps) sum += gap;
  int128 squares = 0;
  for (const Day gap : gaps) squares += (n * gap - sum) * (n * gap - sum);
  return squares <= int128{limit} * limit * n * n * n;
}

Moments moments_of(const std::vector<Minor>& amounts) {
  Moments moments;
  for (const Minor amount : amounts) {
    ++moments.count;
    moments.sum += amount;
    moments.squares += int128{amount} * amount;
  }
  return moments;
}

/// Which charges of a merchant count, as (age, magnitude), the latest first.
std::vector<std::pair<Day, Minor>> charges_of(const std::vector<Row>& rows, bool one_a_date) {
  std::vector<std::pair<Day, Minor>> charges;
  if (!one_a_date) {
    for (const Row& row : rows) charges.emplace_back(row.age, std::abs(row.amount));
    std::sort(charges.begin(), charges.end());
    return charges;
  }
  std::map<Day, int128> by_date;
  for (const Row& row : rows) by_date[row.age] += std::abs(row.amount);
  for (const auto& [age, sum] : by_date) charges.emplace_back(age, sum_of_money(sum, "the charges of one date"));
  return charges;
}

bool may_be_charge(const Row& row, const SignalProfile& profile) {
  if (row.merchant == kNoMerchant || row.age >= profile.age_limit(profile.subscriptions.lookback_days)) return false;
  if (profile.subscriptions.takes_all_rows) return true;
  return is_purchase(row.amount, row.classes) && row.amount < 0 && (row.classes & row_class::kNotSubscription) == 0;
}

/// The name's index among cadence_names(); nothing where there is no recurrence.
std::optional<std::size_t> cadence_of(const SubscriptionRules& rules, const std::vector<Day>& gaps,
                                      const Moments& amounts) {
  const std::size_t irregular = rules.cadences.size();
  for (std::size_t i = 0; i < rules.cadences.size(); ++i)
    if (median(gaps) >= rules.cadences[i].gap_from && median(gaps) <= rules.cadences[i].gap_to &&
        deviate_at_most(gaps, rules.cadences[i].max_deviation))
      return varies_more(amounts, rules.max_amount_variation) ? irregular : i;
  if (median(gaps) < rules.irregular_gap_days_below) return irregular;
  return std::nullopt;
}

}  // namespace

void summarize_subscriptions(const Customer& customer, Day reference, const SignalProfile& profile,
                             CustomerSummary& result) {
  const SubscriptionRules& rules = profile.subscriptions;
  std::vector<Summary>& to = result.summaries;
  std::vector<int128> spend(to.size());
  for (Summary& summary : to) summary.subscription_count = summary.recurring_irregular_count = 0;
  std::map<std::uint32_t, std::vector<Row>> merchants;
  for (const Row& row : customer.rows)
    if (may_be_charge(row, profile)) merchants[row.merchant].push_back(row);
  for (const auto& [merchant, rows] : merchants) {
    const auto charges = charges_of(rows, rules.one_charge_a_date);
    if (charges.size() < rules.min_charges) continue;
    std::vector<Day> ages;
    std::vector<Minor> magnitudes;
    for (const auto& [age, magnitude] : charges) ages.push_back(age), magnitudes.push_back(magnitude);
    const std::vector<Day> gaps = gaps_between(ages);
    const Moments amounts = moments_of(magnitudes);
    const auto cadence = cadence_of(rules, gaps, amounts);
    if (!cadence) continue;
    const bool irregular = *cadence == rules.cadences.size();
    const bool counts = !irregular || rules.irregular_counts;
    const Day youngest = ages.front();
    const bool active = rules.active_by_window
                            ? youngest < profile.age_limit(profile.windows.front())
                            : youngest * 100.0 <= static_cast<double>(rules.active_median_gaps) * median(gaps);
    for (std::size_t w = 0; w < to.size(); ++w) {
      const Day limit = profile.age_limit(profile.windows[w]);
      if (irregular && youngest < limit) ++to[w].recurring_irregular_count;
      if (!counts) continue;
      if (youngest < limit || (active && !rules.active_by_window)) ++to[w].subscription_count;
      for (const Row& row : rows)
        if (row.age < limit && row.amount < 0) spend[w] -= row.amount;
    }
    if (counts)
      result.subscriptions.push_back({merchant, static_cast<std::uint8_t>(*cadence),
                                      mean_amount(amounts.sum, amounts.count),
                                      static_cast<std::uint32_t>(charges.size()), reference - youngest, median(gaps),
                                      active ? SubscriptionState::kActive : SubscriptionState::kLapsed});
  }
  for (std::size_t w = 0; w < to.size(); ++w) {
    to[w].subscription_spend = sum_of_money(spend[w], "subscriptions");
    to[w].monthly_recurring_spend = monthly_amount(to[w].subscription_spend, profile.windows[w]);
    if (to[w].spend > 0) to[w].subscription_share_pct = percentage(to[w].subscription_spend, to[w].spend);
  }
}

bool is_income(const Row& row, const IncomeRules& rules) {
  if (row.amount <= 0) return false;
  if ((row.classes & row_class::kTransfer) != 0 && !rules.transfers_count) return false;
  return (row.classes & row_class::kIncome) != 0 || row.amount >= rules.min_amount;
}

void summarize_income(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to) {
  const IncomeRules& rules = profile.income;
  const auto irregular = static_cast<std::uint8_t>(rules.frequencies.size());
  for (std::size_t w = 0; w < to.size(); ++w) {
    std::vector<Day> ages;
    std::vector<Minor> amounts;
    for (const Row& row : customer.rows) {
      if (row.age >= profile.age_limit(profile.windows[w]) || !is_income(row, rules)) continue;
      ages.push_back(row.age);
      amounts.push_back(row.amount);
    }
    const Moments moments = moments_of(amounts);
    Summary& s = to[w];
    s.has_regular_income = 0;
    s.payment_frequency = static_cast<std::uint8_t>(irregular + 1);
    s.income_payroll_count = 0;
    s.total_income = 0;
    const bool enough = moments.count >= rules.min_payments;
    if (!enough && rules.nothing_below_min_payments) continue;
    s.income_payroll_count = static_cast<std::uint32_t>(moments.count);
    s.total_income = sum_of_money(moments.sum, "income");
    if (!customer.accounts.empty() && s.spend > 0) {
      int128 balance = 0;
      for (const Account& account : customer.accounts)
        if (account.type == AccountType::kDepository) balance += account.balance.value_or(0);
      s.cash_flow_buffer_months = months_of(balance, s.spend, profile.windows[w]);
    }
    if (!enough) continue;
    const std::vector<Day> gaps = gaps_between(ages);
    s.avg_income_per_payment = mean_amount(moments.sum, moments.count);
    s.income_median_pay_gap_days = median(gaps);
    s.income_variability_cv = variation(moments);
    s.payment_frequency = irregular;
    if (!deviate_at_most(gaps, rules.max_deviation_days)) continue;
    for (std::uint8_t i = irregular; i-- > 0;)
      if (median(gaps) >= rules.frequencies[i].gap_from && median(gaps) <= rules.frequencies[i].gap_to)
        s.payment_frequency = i;
    s.has_regular_income = s.payment_frequency != irregular;
  }
}

}  // namespace spendlens::signals::spendsense
