#include <algorithm>

#include "signals/detectors.hpp"
#include "signals/figures/expressions.hpp"
#include "signals/figures/median.hpp"

namespace spendlens::signals {

namespace {

std::uint8_t irregular(const IncomeRules& rules) { return static_cast<std::uint8_t>(rules.frequencies.size()); }
std::uint8_t unknown(const IncomeRules& rules) { return static_cast<std::uint8_t>(rules.frequencies.size() + 1); }

std::uint8_t frequency_of(const IncomeRules& rules, std::span<const std::int32_t> gaps, std::int64_t median2) {
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const std::int32_t gap : gaps) {
    sum += gap;
    squares += std::int64_t{gap} * gap;
  }
  if (!deviates_at_most(static_cast<std::int64_t>(gaps.size()), sum, squares, rules.max_deviation_days))
    return irregular(rules);
  for (std::size_t i = 0; i < rules.frequencies.size(); ++i)
    if (median2 >= 2 * std::int64_t{rules.frequencies[i].gap_from} &&
        median2 <= 2 * std::int64_t{rules.frequencies[i].gap_to})
      return static_cast<std::uint8_t>(i);
  return irregular(rules);
}

/// The payments of one window; `ages` are those of all payments, ascending, of which the first `amounts.count` count.
void fill(const IncomeRules& rules, const Moments& amounts, std::span<const std::int32_t> ages,
          std::span<std::int32_t> gaps, Summary& to) {
  to.payment_frequency = unknown(rules);
  to.has_regular_income = 0;
  const std::size_t n = amounts.count;
  const bool enough = n >= rules.min_payments;
  const bool counts = enough || !rules.nothing_below_min_payments;
  to.income_payroll_count = counts ? static_cast<std::uint32_t>(n) : 0;
  to.total_income = counts ? static_cast<Minor>(amounts.sum) : 0;
  if (!enough) return;
  gaps = gaps.first(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) gaps[i] = ages[i + 1] - ages[i];
  const std::int64_t median2 = twice_median(gaps);
  to.avg_income_per_payment = mean_amount(amounts.sum, n);
  to.income_median_pay_gap_days = static_cast<double>(median2) / 2;
  to.payment_frequency = frequency_of(rules, gaps, median2);
  to.income_variability_cv = variation(amounts);
  to.has_regular_income = to.payment_frequency < irregular(rules);
}

}  // namespace

std::vector<std::size_t> list_income_rows(const CustomerColumns& customer, Day reference,
                                          const SignalProfile& profile) {
  const auto& rows = customer.transactions;
  const Day widest = profile.age_limit(profile.windows.back());
  std::vector<std::size_t> income;
  for (std::size_t row = 0; row < rows.timestamp.size(); ++row) {
    const Day age = reference - day_of(rows.timestamp[row]);
    const std::uint8_t classes = rows.row_class.empty() ? std::uint8_t{0} : rows.row_class[row];
    if (age < 0 || age >= widest || rows.amount[row] <= 0 || (classes & row_class::kLeftOut) != 0) continue;
    if ((classes & row_class::kTransfer) != 0 && !profile.income.transfers_count) continue;
    if ((classes & row_class::kIncome) != 0 || rows.amount[row] >= profile.income.min_amount) income.push_back(row);
  }
  std::stable_sort(income.begin(), income.end(),
                   [&rows](std::size_t a, std::size_t b) { return rows.timestamp[a] < rows.timestamp[b]; });
  return income;
}

bool summarize_income(const IncomeRows& incomes, const SignalProfile& profile, DetectorScratch& scratch,
                      std::span<Summary> summaries) {
  const std::size_t n = incomes.age.size();
  if (n >= kNoCount) return false;
  const auto ages = std::span(scratch.days).first(n);
  std::array<Moments, kMaxWindows> amounts{};
  std::array<Day, kMaxWindows> limits{};
  for (std::size_t w = 0; w < summaries.size(); ++w) limits[w] = profile.age_limit(profile.windows[w]);
  for (std::size_t i = 0; i < n; ++i) {
    const Day age = incomes.age[i];
    ages[n - 1 - i] = age;  // one payer's payments come with the oldest first: turned around they are all but sorted
    const Minor amount = incomes.amount[i];
    std::size_t w = 0;  // the narrowest window that holds it: all hold it from there on
    while (age >= limits[w]) ++w;
    ++amounts[w].count;
    amounts[w].sum += amount;
    amounts[w].squares += int128{amount} * amount;
  }
  for (std::size_t w = 1; w < summaries.size(); ++w) {
    amounts[w].count += amounts[w - 1].count;
    amounts[w].sum += amounts[w - 1].sum;
    amounts[w].squares += amounts[w - 1].squares;
  }
  if (!std::is_sorted(ages.begin(), ages.end())) std::sort(ages.begin(), ages.end());
  for (std::size_t w = 0; w < summaries.size(); ++w) {
    if (amounts[w].sum >= kNoMoney) return false;
    fill(profile.income, amounts[w], ages, scratch.gaps, summaries[w]);
  }
  return true;
}

}  // namespace spendlens::signals
