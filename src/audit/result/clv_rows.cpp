#include "audit/result/clv_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "spendlens/audit/clv_tables.hpp"

namespace spendlens::audit {

namespace {

void set_estimates(FitRow& row, std::span<const double> parameters, const std::vector<std::optional<double>>& errors) {
  std::ranges::copy(parameters, row.parameters.begin());
  for (std::size_t i = 0; i < errors.size(); ++i) row.errors[i] = errors[i].value_or(kNotKnown);
}

void add_fits(const ClvSample& sample, std::uint8_t of, std::optional<value::Model> used, std::vector<FitRow>& rows) {
  for (const value::PurchaseFit& fit : sample.fits) {
    FitRow row{
        .sample = of, .model = static_cast<std::uint8_t>(fit.model), .status = static_cast<std::uint8_t>(fit.status)};
    row.used = used == fit.model;
    row.customers = sample.inputs.customers;
    if (value::is_fitted(fit.status)) {
      const std::size_t count = value::parameter_names(fit.parameters.model).size();
      set_estimates(row, std::span(fit.parameters.values).first(count), fit.standard_errors);
    }
    if (value::is_fitted(fit.status) && fit.status != value::FitStatus::kGiven) {
      row.log_likelihood = fit.log_likelihood;
      row.twice_gain_over_nbd = fit.twice_gain_over_nbd;
    }
    row.steps = static_cast<std::uint32_t>(fit.steps);
    row.evaluations = static_cast<std::uint32_t>(fit.evaluations);
    rows.push_back(row);
  }
  const value::SpendFit& spend = sample.spend_fit;
  FitRow row{.sample = of, .model = kSpendCode, .status = static_cast<std::uint8_t>(spend.status)};
  row.used = used.has_value();
  row.customers = spend.customers;
  if (value::is_fitted(spend.status))
    set_estimates(row, std::array{spend.parameters.p, spend.parameters.q, spend.parameters.v}, spend.standard_errors);
  if (value::is_fitted(spend.status) && spend.status != value::FitStatus::kGiven)
    row.log_likelihood = spend.log_likelihood;
  row.steps = static_cast<std::uint32_t>(spend.steps);
  row.evaluations = static_cast<std::uint32_t>(spend.evaluations);
  rows.push_back(row);
}

void add_holdout(const value::HoldoutSums& sums, std::uint8_t model, std::vector<HoldoutRow>& rows) {
  rows.push_back({model, 0, 0, sums.all, sums.mean_absolute_error(), sums.root_mean_square_error()});
  for (std::size_t i = 0; i < sums.by_x.size(); ++i)
    if (sums.by_x[i].customers > 0) rows.push_back({model, 1, static_cast<std::uint8_t>(i), sums.by_x[i]});
  for (std::size_t i = 0; i < sums.by_p_alive.size(); ++i)
    if (sums.by_p_alive[i].customers > 0) rows.push_back({model, 2, static_cast<std::uint8_t>(i), sums.by_p_alive[i]});
}

}  // namespace

std::vector<FitRow> fit_rows(const AuditResult& result) {
  std::vector<FitRow> rows;
  if (!result.clv) return rows;
  add_fits(result.clv->sample, 0, result.clv_settings.model, rows);
  for (FitRow& row : rows) row.longest_T = result.clv->longest_T;
  const std::size_t of_all = rows.size();
  if (result.clv->holdout) add_fits(result.clv->holdout->sample, 1, std::nullopt, rows);
  for (std::size_t row = of_all; row < rows.size(); ++row)
    rows[row].longest_T = result.clv->holdout->sample.inputs.longest_T;
  return rows;
}

std::vector<HoldoutRow> holdout_rows(const AuditResult& result) {
  std::vector<HoldoutRow> rows;
  if (!result.clv || !result.clv->holdout) return rows;
  for (const ClvHoldoutModel& model : result.clv->holdout->models)
    if (model.sums) add_holdout(*model.sums, static_cast<std::uint8_t>(model.model), rows);
  add_holdout(result.clv->holdout->naive, kNaiveCode, rows);
  return rows;
}

std::vector<TrackingRow> tracking_rows(const AuditResult& result) {
  std::vector<TrackingRow> rows;
  if (!result.clv || !result.clv->holdout) return rows;
  for (const ClvHoldoutModel& model : result.clv->holdout->models)
    for (std::size_t week = 0; week < model.tracking.size(); ++week)
      rows.push_back(
          {static_cast<std::uint8_t>(model.model), static_cast<std::uint32_t>(week + 1), model.tracking[week]});
  return rows;
}

}  // namespace spendlens::audit
