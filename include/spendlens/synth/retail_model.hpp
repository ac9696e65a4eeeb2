#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/synth/model.hpp"

namespace spendlens::synth {

/// A month or a day of the ledger's calendar, as parameters name it: "3" is the month that is 3 before the one of as-of
/// (0: as-of's own), "2025-07" that month, "2025-07-15" that day.
struct CalendarPoint {
  int months_before = 1;   ///< 0 to 1200; looked at where `day` is empty
  std::optional<Day> day;  ///< of a month its first

  friend bool operator==(const CalendarPoint&, const CalendarPoint&) = default;
};

/// The first day of the month, or the day, that `point` names.
[[nodiscard]] Day first_day_of(const CalendarPoint& point, Day as_of);

/// How customers of a shop behave. Keys of --set and of scenario files are the names of these members; the values here
/// are those of the scenario `baseline`. Ranges include both ends. A month of a rate is 30.4375 days.
///
/// On each day of the history orders come at the *intensity* of that day: the product of weekend, season, promotion,
/// recall and launch, 1 on an ordinary day. It scales both who arrives and how often those who are there buy.
struct RetailParameters {
  /// Share of customers who were customers before the history, 0 to 1; the others arrive
  double existing_share = 0.5;
  double orders_per_month = 1;  ///< mean over customers at intensity 1, 0.01 to 100
  /// Shape of the gamma distribution of the rates, 0.1 to 100; their variance is mean² / shape
  double rate_shape = 1.2;
  /// Chance to drop out at the start of each calendar month after the one of arrival, 0 to 0.95
  double monthly_churn = 0.04;
  /// 0: that chance is everybody's. Else, to 100, customers leave at any time, each at a rate of its own: rates are
  /// gamma-distributed with this shape and the mean -ln(1 - monthly_churn) a month. With the rates of orders these are
  /// the Pareto/NBD customers of Schmittlein, Morrison and Colombo (1987). All of them arrive: existing_share is 0
  double churn_shape = 0;
  /// Mean rate of orders of those who arrive a year later, over that of those who arrive now, 0.05 to 20
  double cohort_quality = 1;

  /// Intensity of Saturdays and Sundays over that of other days, 0 to 10; a week's mean is 1
  double weekend_factor = 1.3;
  /// Intensity goes from 1 + amplitude in the peak to 1 - amplitude half a year later, 0 to 0.99
  double seasonal_amplitude = 0;
  int seasonal_peak_month = 12;  ///< 1 to 12; the middle of that month is the peak

  CalendarPoint promotion_month;  ///< a month
  double promotion_uplift = 0;    ///< intensity of that month is 1 + uplift, 0 to 20; 0: no promotion
  CalendarPoint recall_month;     ///< a month
  double recall_drop = 0;         ///< intensity of that month is 1 - drop, 0 to 1
  double recall_churn = 0;        ///< chance to drop out at the start of that month, beside monthly_churn, 0 to 0.95
  std::optional<CalendarPoint> launch;  ///< intensity is 0 before; a month means its first day
  int launch_ramp_days = 60;            ///< from the launch intensity rises in a line over so many days, 0 to 3660

  double products_per_order = 2.2;  ///< mean number of lines, 1 to 20: 1 + Poisson
  double quantity_mean = 1.4;       ///< mean pieces of a line, 1 to 20: geometric
  double price_mean = 25;           ///< of a piece, major units, 0.01 to 10000; prices of the catalogue are log-normal
  double price_spread = 0.8;        ///< standard deviation of the logarithm of the price, 0 to 2
  double margin_share = 0.35;       ///< mean over products of margin / price, -0.5 to 0.95
  double margin_spread = 0.12;      ///< its standard deviation over products, 0 to 0.5; each lies within -1 to 0.99
  /// Chance that an order after the first is a return of an earlier one's first piece, 0 to 0.5
  double return_share = 0.03;

  friend bool operator==(const RetailParameters&, const RetailParameters&) = default;
};

/// baseline, promotion, launch, recall, seasonal, high-churn, stable, buy-till-you-die.
[[nodiscard]] const std::vector<std::string>& scenario_names();

/// Throws UsageError that lists the names where there is no such scenario.
[[nodiscard]] RetailParameters scenario_parameters(const std::string& name);

/// Sets one parameter from its text, as `--set KEY=VALUE` gives it. Throws UsageError, `parameters` unchanged: an
/// unknown key with the nearest one and all known ones with their ranges, a value that is none or is out of range with
/// the range.
void set_parameter(RetailParameters& parameters, const std::string& key, const std::string& value);

/// Reads a scenario file: a YAML map of parameters, each optional, and optionally `scenario: NAME`, whose parameters
/// then take the place of all of `parameters` before the others are set, wherever it stands. An empty file sets
/// nothing. Throws UsageError "scenario file NAME, line N: ...", `parameters` unchanged.
void read_scenario_yaml(const std::string& text, const std::string& name_for_errors, RetailParameters& parameters);

/// Every parameter as a scenario file that reads back equal; the same text for equal parameters.
[[nodiscard]] std::string scenario_yaml(const RetailParameters& parameters);

/// Throws UsageError that names the first parameter out of range.
void validate(const RetailParameters& parameters);

/// The log of one shop: no merchants, no accounts; a row is an order, its category the department of its first product.
/// Purchases are below 0, returns above 0 with their margin below 0. A customer has at least one purchase.
class RetailModel final : public CustomerModel {
 public:
  /// Throws UsageError where a parameter is out of range; where the history is not 1 to 36,525 days within 1970 to
  /// 2105; where the month of a promotion or recall that does something lies outside of the history, the launch is
  /// after it, or no day of it has any orders; where churn_shape goes with existing customers or rows_per_customer.
  RetailModel(const RetailParameters& parameters, const ModelSettings& settings);
  ~RetailModel() override;

  [[nodiscard]] const std::vector<std::string>& merchants() const override;
  [[nodiscard]] const std::vector<std::string>& categories() const override;
  [[nodiscard]] const std::vector<std::string>& archetypes() const override;
  [[nodiscard]] ledger::ColumnSet columns() const override;
  [[nodiscard]] CustomerSize size_of(std::uint64_t number) const override;
  void generate(std::uint64_t number, GeneratedCustomer& into) const override;
  [[nodiscard]] std::string truth_header() const override;
  void append_truth(std::uint64_t number, std::string& text) const override;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace spendlens::synth
