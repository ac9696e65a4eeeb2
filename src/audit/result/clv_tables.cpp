#include "spendlens/audit/clv_tables.hpp"

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "audit/result/clv_rows.hpp"

namespace spendlens::audit {

namespace {

using store::element_type;

constexpr const char* kUnitPurchaseDays = "purchase days";

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

}  // namespace spendlens::audit
