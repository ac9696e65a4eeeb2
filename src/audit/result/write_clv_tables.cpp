#include <fmt/core.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "audit/result/clv_rows.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

namespace {

/// What `of` says of each row, into a column.
template <class T, class Row, class Of>
void write_column(const store::ColumnFileWriter& file, const std::string& path, const std::vector<Row>& rows, Of of) {
  std::vector<T> values;
  for (const Row& row : rows) values.push_back(static_cast<T>(of(row)));
  file.write<T>(path, 0, values);
}

void write_fits(const store::ColumnFileWriter& file, const std::vector<FitRow>& rows) {
  const std::string group = std::string(kFitGroup) + "/";
  write_column<std::uint8_t>(file, group + "sample", rows, [](const auto& row) { return row.sample; });
  write_column<std::uint8_t>(file, group + "model", rows, [](const auto& row) { return row.model; });
  write_column<std::uint8_t>(file, group + "status", rows, [](const auto& row) { return row.status; });
  write_column<std::uint8_t>(file, group + "used", rows, [](const auto& row) { return row.used; });
  for (std::size_t i = 0; i < value::kMostParameters; ++i) {
    write_column<double>(file, group + fmt::format("parameter_{}", i + 1), rows,
                         [i](const auto& row) { return row.parameters[i]; });
    write_column<double>(file, group + fmt::format("standard_error_{}", i + 1), rows,
                         [i](const auto& row) { return row.errors[i]; });
  }
  write_column<double>(file, group + "log_likelihood", rows, [](const auto& row) { return row.log_likelihood; });
  write_column<double>(file, group + "twice_gain_over_nbd", rows,
                       [](const auto& row) { return row.twice_gain_over_nbd; });
  write_column<std::uint32_t>(file, group + "steps", rows, [](const auto& row) { return row.steps; });
  write_column<std::uint32_t>(file, group + "evaluations", rows, [](const auto& row) { return row.evaluations; });
  write_column<std::uint64_t>(file, group + "customers", rows, [](const auto& row) { return row.customers; });
  write_column<std::uint32_t>(file, group + "longest_T_days", rows, [](const auto& row) { return row.longest_T; });
}

void write_holdout(const store::ColumnFileWriter& file, const std::vector<HoldoutRow>& rows) {
  const std::string group = std::string(kHoldoutGroup) + "/";
  write_column<std::uint8_t>(file, group + "model", rows, [](const auto& row) { return row.model; });
  write_column<std::uint8_t>(file, group + "group", rows, [](const auto& row) { return row.group; });
  write_column<std::uint8_t>(file, group + "class", rows, [](const auto& row) { return row.place; });
  write_column<std::uint64_t>(file, group + "customers", rows, [](const auto& row) { return row.of.customers; });
  write_column<std::uint64_t>(file, group + "bought", rows, [](const auto& row) { return row.of.bought; });
  write_column<std::uint64_t>(file, group + "actual", rows, [](const auto& row) { return row.of.purchase_days; });
  write_column<double>(file, group + "predicted", rows,
                       [](const auto& row) { return value::as_score(row.of.predicted); });
  write_column<double>(file, group + "mean_p_alive", rows, [](const auto& row) {
    return row.model == kNaiveCode ? kNotKnown
                                   : value::as_score(row.of.p_alive) / static_cast<double>(row.of.customers);
  });
  write_column<double>(file, group + "mae", rows, [](const auto& row) { return row.mean_absolute_error; });
  write_column<double>(file, group + "rmse", rows, [](const auto& row) { return row.root_mean_square_error; });
}

void write_tracking(const store::ColumnFileWriter& file, const std::vector<TrackingRow>& rows) {
  const std::string group = std::string(kTrackingGroup) + "/";
  write_column<std::uint8_t>(file, group + "model", rows, [](const auto& row) { return row.model; });
  write_column<std::uint32_t>(file, group + "week", rows, [](const auto& row) { return row.week; });
  write_column<std::uint64_t>(file, group + "actual", rows, [](const auto& row) { return row.of.actual; });
  write_column<double>(file, group + "expected", rows, [](const auto& row) { return row.of.expected; });
}

template <class T>
void write_if_kept(const store::ColumnFileWriter& file, const std::string& column, std::uint64_t first,
                   std::span<const T> values) {
  const std::string path = std::string(kClvGroup) + "/" + column;
  if (file.layout().has(path)) file.write<T>(path, first, values);
}

}  // namespace

std::vector<std::uint64_t> clv_extents(const AuditResult& result) {
  return {fit_rows(result).size(), holdout_rows(result).size(), tracking_rows(result).size()};
}

void write_scores(const store::ColumnFileWriter& file, const std::vector<int>& horizons, std::uint64_t first,
                  const value::InputColumns& columns, const value::ScoreColumns& scores) {
  if (!file.layout().has(std::string(kClvGroup) + "/p_alive")) return;
  const bool full = file.layout().has(std::string(kClvGroup) + "/x");
  if (full) {
    std::vector<std::uint16_t> x(columns.x.begin(), columns.x.end());
    std::vector<std::uint16_t> t_x(columns.t_x.begin(), columns.t_x.end());
    std::vector<Minor> spend(columns.repeat_spend.begin(), columns.repeat_spend.end());
    for (std::size_t i = 0; i < x.size(); ++i)
      if (columns.T[i] == value::kNoPurchase) x[i] = t_x[i] = value::kNoPurchase, spend[i] = kNoMoney;
    write_if_kept<std::uint16_t>(file, "x", first, x);
    write_if_kept<std::uint16_t>(file, "t_x_days", first, t_x);
    write_if_kept<std::uint16_t>(file, "T_days", first, columns.T);
    write_if_kept<Minor>(file, "repeat_spend", first, spend);
  }
  write_if_kept<double>(file, "p_alive", first, scores.p_alive);
  for (std::size_t h = 0; h < horizons.size(); ++h)
    write_if_kept<double>(file, horizon_column(horizons[h]), first, scores.expected_purchases[h]);
  write_if_kept<Minor>(file, "expected_spend", first, scores.expected_spend);
  write_if_kept<Minor>(file, "clv", first, scores.clv);
}

void write_clv_tables(const store::ColumnFileWriter& file, const AuditResult& result) {
  if (!result.clv) return;
  write_fits(file, fit_rows(result));
  write_holdout(file, holdout_rows(result));
  write_tracking(file, tracking_rows(result));
}

}  // namespace spendlens::audit
