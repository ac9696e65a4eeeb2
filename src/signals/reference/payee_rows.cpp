#include "signals/reference/payee_rows.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

namespace spendlens::signals::bank_reference {

CategoryClass class_of_latest(const Rows& rows) {
  const auto key = [](const Row& row) { return std::tuple(row.time, row.amount, row.category); };
  return (*std::max_element(rows.begin(), rows.end(), [&](const Row* a, const Row* b) { return key(*a) < key(*b); }))
      ->row_class;
}

std::vector<Charge> charges_of(const Rows& rows) {
  std::map<Day, Minor> by_date;
  for (const Row* row : rows) {
    Minor& sum = by_date[row->day];
    sum = money(int128{sum} + std::abs(row->amount), "the charges of one date");
  }
  std::vector<Charge> charges;
  for (const auto& [day, amount] : by_date) charges.push_back({day, amount});
  return charges;
}

std::uint32_t doubled_dates(const Rows& rows) {
  std::map<Day, std::uint32_t> by_date;
  for (const Row* row : rows) ++by_date[row->day];
  return static_cast<std::uint32_t>(
      std::count_if(by_date.begin(), by_date.end(), [](const auto& date) { return date.second > 1; }));
}

int128 twice_median(std::vector<Minor> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return int128{values[(n - 1) / 2]} + values[n / 2];
}

}  // namespace spendlens::signals::bank_reference
