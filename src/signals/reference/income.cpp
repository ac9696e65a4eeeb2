#include <algorithm>
#include <array>

#include "signals/reference/detectors.hpp"

namespace spendlens::signals::bank_reference {

namespace {

constexpr std::array kIncomeClasses7 = {CategoryClass::kPayroll, CategoryClass::kBenefit,
                                        CategoryClass::kVariableIncome};

bool is_regular_and_live(const FoundStream& found) {
  return found.stream.is_income && found.stream.is_regular && found.is_live();
}

int128 sum_in_window(const Scope& scope, const std::vector<const Row*>& rows) {
  int128 sum = 0;
  for (const Row* row : rows)
    if (scope.holds(row->day)) sum += row->amount;
  return sum;
}

bool is_income_known(const Scope& scope) {
  const Customer& customer = scope.customer;
  if (!scope.is_enough || *customer.last_day() < customer.reference - scope.rules.dormant_days) return false;
  return customer.knowledge.accounts ? customer.has_depository() : customer.knowledge.income_categories;
}

Cadence largest_cadence(const Scope& scope) {
  Cadence cadence{};
  int128 largest = -1;
  for (const FoundStream& found : scope.streams.all) {
    if (!is_regular_and_live(found)) continue;
    const auto place = static_cast<std::size_t>(found.stream.cadence);
    const int128 size = int128{found.stream.typical2} * scope.rules.streams.cadences[place].share;
    if (size < largest || (size == largest && found.stream.cadence >= cadence)) continue;
    largest = size;
    cadence = found.stream.cadence;
  }
  return cadence;
}

/// The lowest of the last whole months in percent of their median.
double low_month(const Scope& scope) {
  const Customer& customer = scope.customer;
  const Day reference = customer.reference;
  // The first day after the last whole month
  const Day end =
      is_month_end(reference) ? reference + 1 : reference + 1 - static_cast<Day>(civil_from_day(reference).day);
  std::vector<int128> months(scope.rules.income.low_month_months, 0);
  const int n = static_cast<int>(months.size());
  if (*customer.first_day() > add_months(end, -n)) return kNoNumber;
  for (const Row& row : customer.rows) {
    const bool in_stream =
        std::any_of(scope.streams.all.begin(), scope.streams.all.end(), [&row](const FoundStream& found) {
          return found.stream.is_income && std::find(found.rows.begin(), found.rows.end(), &row) != found.rows.end();
        });
    const bool is_extra =
        std::find(scope.streams.extra.begin(), scope.streams.extra.end(), &row) != scope.streams.extra.end();
    if (!in_stream && !is_extra && !is_unstreamed(scope, row)) continue;
    for (int m = 0; m < n; ++m)
      if (row.day >= add_months(end, m - n) && row.day < add_months(end, m - n + 1))
        months[static_cast<std::size_t>(m)] += row.amount;
  }
  std::sort(months.begin(), months.end());
  const int128 median2 = months[static_cast<std::size_t>(n - 1) / 2] + months[static_cast<std::size_t>(n) / 2];
  return median2 == 0 ? kNoNumber : percent_of_half(months.front(), median2);
}

}  // namespace

bool is_unstreamed(const Scope& scope, const Row& row) {
  if (row.amount <= 0 || row.is_paired || !row.is_any_of(kIncomeClasses7)) return false;
  if (scope.customer.is_on(row, AccountType::kCredit) || scope.customer.is_on(row, AccountType::kLoan)) return false;
  const auto has = [&row](const std::vector<const Row*>& rows) {
    return std::find(rows.begin(), rows.end(), &row) != rows.end();
  };
  return !has(scope.streams.extra) &&
         std::none_of(scope.streams.all.begin(), scope.streams.all.end(),
                      [&](const FoundStream& found) { return found.stream.is_income && has(found.rows); });
}

std::optional<Earnings> earnings_of(const Scope& scope) {
  if (!is_income_known(scope)) return std::nullopt;
  Earnings income;
  income.days = scope.days_observed;
  const auto& all = scope.streams.all;
  const bool any_regular = std::any_of(all.begin(), all.end(), is_regular_and_live);
  for (const FoundStream& found : all) {
    if (!found.stream.is_income) continue;
    const auto place = static_cast<std::size_t>(found.stream.cadence);
    if (is_regular_and_live(found))
      income.regular2 += int128{found.stream.typical2} * scope.rules.streams.cadences[place].share;
    else if (found.is_live() || !any_regular)  // lapsed ones where nothing regular came after them
      income.other += sum_in_window(scope, found.rows);
  }
  for (const Row& row : scope.customer.rows)
    if (scope.holds(row.day) && is_unstreamed(scope, row)) income.other += row.amount;
  return income;
}

void summarize_income(const Scope& scope, BankSummary& to) {
  const std::optional<Earnings> income = earnings_of(scope);
  if (!income) return;
  const auto& all = scope.streams.all;
  to.income_monthly = income_of_month(*income);
  if (income->numerator() > 0) to.income_regular_share_pct = regular_percent(*income);
  to.income_stream_count = static_cast<std::uint32_t>(std::count_if(
      all.begin(), all.end(), [](const FoundStream& found) { return found.stream.is_income && found.is_live(); }));
  if (std::any_of(all.begin(), all.end(), is_regular_and_live))
    to.income_frequency = static_cast<std::uint8_t>(largest_cadence(scope));
  else  // the names after those of cadences are irregular and unknown
    to.income_frequency = income->numerator() > 0 ? kNumCadences : kNumCadences + 1;
  to.income_extra = money(sum_in_window(scope, scope.streams.extra), "income");
  int128 passive = 0;
  for (const Row& row : scope.customer.rows)
    if (scope.holds(row.day) && row.amount > 0 && row.row_class == CategoryClass::kPassive) passive += row.amount;
  to.income_passive = money(passive, "income");
  to.income_low_month_pct = low_month(scope);
}

}  // namespace spendlens::signals::bank_reference
