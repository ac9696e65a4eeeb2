#include "spendlens/audit/clv_tables.hpp"

#include <fmt/core.h>

#include <limits>

namespace spendlens::audit {

namespace {

using store::element_type;

constexpr const char* kFitGroup = "/clv_fit";
constexpr const char* kHoldoutGroup = "/clv_holdout";
constexpr const char* kTrackingGroup = "/clv_tracking";
constexpr const char* kUnitPurchaseDays = "purchase days";
constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

/// The models of purchases, then what they are beside.
constexpr std::uint8_t kNaiveCode = 4;
constexpr std::uint8_t kSpendCode = 4;

template <class T>
ResultColumn number(const char* name, const char* units, std::string description) {
  return {name, element_type<T>(), units, std::move(description), {}};
}

ResultColumn names(const char* name, const char* description, std::vector<std::string> values) {
  return {name, element_type<std::uint8_t>(), "", description, std::move(values)};
}

std::vector<std::string> model_names(const char* last) {
  std::vector<std::string> all;
  for (const value::Model model : value::kModels) all.emplace_back(value::model_name(model));
  all.emplace_back(last);
  return all;
}

std::vector<std::string> status_names() {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < value::kFitStatuses; ++i)
    all.emplace_back(value::fit_status_name(static_cast<value::FitStatus>(i)));
  return all;
}

/// A row of /clv_fit.
struct FitRow {
  std::uint8_t sample = 0;
  std::uint8_t model = 0;
  std::uint8_t status = 0;
  std::uint8_t used = 0;
  std::array<double, 4> parameters{kNotKnown, kNotKnown, kNotKnown, kNotKnown};
  std::array<double, 4> errors{kNotKnown, kNotKnown, kNotKnown, kNotKnown};
  double log_likelihood = kNotKnown;
  double twice_gain_over_nbd = kNotKnown;
  std::uint32_t steps = 0;
  std::uint32_t evaluations = 0;
  std::uint64_t customers = 0;
  std::uint32_t longest_T = 0;
};

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

/// A row of /clv_holdout.
struct HoldoutRow {
  std::uint8_t model = 0;
  std::uint8_t group = 0;
  std::uint8_t place = 0;
  value::HoldoutClass of{};
  double mean_absolute_error = kNotKnown;
  double root_mean_square_error = kNotKnown;
};

void add_holdout(const value::HoldoutSums& sums, std::uint8_t model, std::vector<HoldoutRow>& rows) {
  rows.push_back({model, 0, 0, sums.all, sums.mean_absolute_error(), sums.root_mean_square_error()});
  for (std::size_t i = 0; i < sums.by_x.size(); ++i)
    if (sums.by_x[i].customers > 0) rows.push_back({model, 1, static_cast<std::uint8_t>(i), sums.by_x[i]});
  for (std::size_t i = 0; i < sums.by_p_alive.size(); ++i)
    if (sums.by_p_alive[i].customers > 0) rows.push_back({model, 2, static_cast<std::uint8_t>(i), sums.by_p_alive[i]});
}

std::vector<HoldoutRow> holdout_rows(const AuditResult& result) {
  std::vector<HoldoutRow> rows;
  if (!result.clv || !result.clv->holdout) return rows;
  for (const ClvHoldoutModel& model : result.clv->holdout->models)
    if (model.sums) add_holdout(*model.sums, static_cast<std::uint8_t>(model.model), rows);
  add_holdout(result.clv->holdout->naive, kNaiveCode, rows);
  return rows;
}

/// A row of /clv_tracking.
struct TrackingRow {
  std::uint8_t model = 0;
  std::uint32_t week = 0;
  value::TrackedWeek of{};
};

std::vector<TrackingRow> tracking_rows(const AuditResult& result) {
  std::vector<TrackingRow> rows;
  if (!result.clv || !result.clv->holdout) return rows;
  for (const ClvHoldoutModel& model : result.clv->holdout->models)
    for (std::size_t week = 0; week < model.tracking.size(); ++week)
      rows.push_back(
          {static_cast<std::uint8_t>(model.model), static_cast<std::uint32_t>(week + 1), model.tracking[week]});
  return rows;
}

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

std::string horizon_column(int days) { return fmt::format("expected_purchases_{}d", days); }

bool has_clv(const store::Layout& layout) { return layout.has(std::string(kFitGroup) + "/status"); }

ResultTable clv_table(const ResultShape& shape) {
  ResultTable table{kClvGroup, "What each customer is expected to do and to be worth after as-of", {}};
  const bool full = shape.detail == Detail::kFull;
  const auto add = [&table](bool kept, ResultColumn column) {
    if (kept) table.columns.push_back(std::move(column));
  };
  add(full,
      number<std::uint16_t>("x", kUnitDays, "Distinct dates with a purchase, less one; 65535 without a purchase"));
  add(full,
      number<std::uint16_t>("t_x_days", kUnitDays, "From the first to the last purchase; 65535 without a purchase"));
  add(full, number<std::uint16_t>("T_days", kUnitDays, "From the first purchase to as-of; 65535 without a purchase"));
  add(full, number<Minor>("repeat_spend", kUnitMinor,
                          "Spend but that of the first date; 9223372036854775807 without a purchase"));
  add(true, number<double>("p_alive", "", "The chance to be a customer still; NaN without a purchase or a fit"));
  for (const int days : shape.clv_horizons)
    add(full || days == shape.clv_horizons.back(),
        number<double>(horizon_column(days).c_str(), kUnitPurchaseDays,
                       fmt::format("Expected in the {} days after as-of; NaN where it is not known", days)));
  add(full,
      number<Minor>("expected_spend", kUnitMinor, "Of a purchase day; 9223372036854775807 where it is not known"));
  add(true, number<Minor>("clv", kUnitMinor,
                          "Discounted value of the months after as-of; 9223372036854775807 where it is not known"));
  return table;
}

std::vector<ResultTable> clv_tables() {
  ResultTable fits{kFitGroup,
                   "Models fitted to all customers, and to those before the holdout as of its eve",
                   {names("sample", "Which customers", {"all", "calibration"}),
                    names("model", "The model", model_names(kSpendModelName)),
                    names("status", "What came of the fit", status_names()),
                    names("used", "Whether customers are scored with it", {"false", "true"})}};
  for (std::size_t i = 1; i <= value::kMostParameters; ++i) {
    fits.columns.push_back(
        number<double>(fmt::format("parameter_{}", i).c_str(), "",
                       "r, alpha, then a, b or s, beta; of gamma-gamma p, q, v; NaN: there is none"));
    fits.columns.push_back(
        number<double>(fmt::format("standard_error_{}", i).c_str(), "", "Of that parameter; NaN at a bound"));
  }
  fits.columns.push_back(number<double>("log_likelihood", "", "At the parameters; NaN without a fit"));
  fits.columns.push_back(number<double>(
      "twice_gain_over_nbd", "", "Twice what the log-likelihood is above nbd's; up to 5.991 there are no departures"));
  fits.columns.push_back(number<std::uint32_t>("steps", kUnitCount, "Newton steps"));
  fits.columns.push_back(number<std::uint32_t>("evaluations", kUnitCount, "Of the likelihood"));
  fits.columns.push_back(number<std::uint64_t>("customers", kUnitCount, "Customers that it was fitted to"));
  fits.columns.push_back(number<std::uint32_t>("longest_T_days", kUnitDays,
                                               "Since the earliest first purchase of those who are scored with it"));
  ResultTable holdout{kHoldoutGroup,
                      "Predicted and actual purchase days of the holdout",
                      {names("model", "The model", model_names("naive")),
                       names("group", "Customers of one class of what", {"all", "x", "p_alive"}),
                       number<std::uint8_t>("class", "", "x, 7: and more; or tenths of p_alive, 0: below 0.1"),
                       number<std::uint64_t>("customers", kUnitCount, "Its customers"),
                       number<std::uint64_t>("bought", kUnitCount, "of these, who came"),
                       number<std::uint64_t>("actual", kUnitPurchaseDays, "Of these"),
                       number<double>("predicted", kUnitPurchaseDays, "Of all of them"),
                       number<double>("mean_p_alive", "", "As of the eve; NaN of naive"),
                       number<double>("mae", kUnitPurchaseDays, "Mean absolute error; NaN of classes"),
                       number<double>("rmse", kUnitPurchaseDays, "Root of the mean square error; NaN of classes")}};
  ResultTable tracking{
      kTrackingGroup,
      "Repeat purchase days of each whole week since the first customer came",
      {names("model", "The model", model_names("naive")), number<std::uint32_t>("week", "weeks", "From 1"),
       number<std::uint64_t>("actual", kUnitPurchaseDays, "In the week"),
       number<double>("expected", kUnitPurchaseDays, "By the fit before the holdout")}};
  return {std::move(fits), std::move(holdout), std::move(tracking)};
}

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
