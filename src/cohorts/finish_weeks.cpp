#include <algorithm>

#include "cohorts/finish.hpp"

namespace spendlens::cohorts {

namespace {

/// The last week that any customer of the row was seen through.
std::size_t last_week(const CohortPartial& partial, std::size_t row) {
  std::size_t week = partial.weeks_of_row(row);
  while (week > 0 && partial.week(row, week).observed_through == 0) --week;
  return week;
}

LifeTable table_of(const CohortPartial& partial, std::size_t row, std::size_t weeks, EventSums WeekSums::*event) {
  LifeTable table{std::vector<std::uint64_t>(weeks), std::vector<std::uint64_t>(weeks)};
  std::uint64_t at_risk = 0;
  for (std::size_t week = weeks; week > 0; --week) {
    at_risk += (partial.week(row, week).*event).last_at_risk;
    table.at_risk[week - 1] = at_risk;
    table.events[week - 1] = (partial.week(row, week).*event).events;
  }
  return table;
}

void add_table(const LifeTable& table, LifeTable& sum) {
  sum.at_risk.resize(std::max(sum.at_risk.size(), table.at_risk.size()));
  sum.events.resize(sum.at_risk.size());
  for (std::size_t i = 0; i < table.at_risk.size(); ++i) {
    sum.at_risk[i] += table.at_risk[i];
    sum.events[i] += table.events[i];
  }
}

SharesByWeek pick(const std::vector<double>& shares, const std::array<std::size_t, 4>& weeks) {
  SharesByWeek picked;
  for (std::size_t i = 0; i < weeks.size(); ++i)
    if (weeks[i] <= shares.size()) picked[i] = shares[weeks[i] - 1];
  return picked;
}

void set_shares(WeekFigures& figures) {
  const std::vector<double> returned = event_shares(figures.returned, 0, figures.customers);
  figures.returned_by_week = pick(returned, kReturnWeeks);
  figures.second_purchase_by_week =
      pick(event_shares(figures.second_purchase, figures.same_day_second, figures.customers), kReturnWeeks);
  figures.silent_by_week = pick(event_shares(figures.silence, 0, figures.customers), kSilenceWeeks);
  for (std::size_t i = 0; i < kReturnQuantiles.size(); ++i) {
    const auto reached = std::find_if(returned.begin(), returned.end(),
                                      [&](double share) { return share >= kReturnQuantiles[i] / 100.0; });
    if (reached != returned.end())
      figures.weeks_to_return[i] = static_cast<std::size_t>(reached - returned.begin()) + 1;
  }
}

}  // namespace

std::vector<double> event_shares(const LifeTable& table, std::uint64_t start, std::uint64_t customers) {
  std::vector<double> shares;
  double without = customers == 0 ? 1 : static_cast<double>(customers - start) / static_cast<double>(customers);
  for (std::size_t i = 0; i < table.at_risk.size() && table.at_risk[i] != 0; ++i) {
    without *= static_cast<double>(table.at_risk[i] - table.events[i]) / static_cast<double>(table.at_risk[i]);
    shares.push_back(1 - without);
  }
  return shares;
}

void finish_weeks(const Finishing& finishing) {
  WeekFigures all;
  for (std::size_t cohort = 0; cohort < finishing.rows.size(); ++cohort) {
    const std::size_t row = finishing.rows[cohort];
    const std::size_t weeks = last_week(finishing.partial, row);
    WeekFigures figures;
    figures.cohort = cohort;
    figures.customers = finishing.analysis.cohorts[cohort].customers;
    figures.same_day_second = finishing.analysis.cohorts[cohort].same_day_second;
    figures.returned = table_of(finishing.partial, row, weeks, &WeekSums::returned);
    figures.second_purchase = table_of(finishing.partial, row, weeks, &WeekSums::second_purchase);
    figures.silence = table_of(finishing.partial, row, weeks, &WeekSums::silence);
    set_shares(figures);
    if (row != kEarlierRow) {
      all.customers += figures.customers;
      all.same_day_second += figures.same_day_second;
      add_table(figures.returned, all.returned);
      add_table(figures.second_purchase, all.second_purchase);
      add_table(figures.silence, all.silence);
    }
    finishing.analysis.weeks.push_back(std::move(figures));
  }
  set_shares(all);
  finishing.analysis.weeks.push_back(std::move(all));
}

}  // namespace spendlens::cohorts
