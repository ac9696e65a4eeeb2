#include "report/explain/value_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "spendlens/core/money.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

std::string value_line(const std::string& name, const std::string& text) {
  return screen_text("  {:<34}{}\n", name, text);
}

/// Why there are no scores.
std::string no_scores(const audit::ExplainedValue& value) {
  if (value.inputs.T == value::kNoPurchase) return value_line("no purchase up to as-of", "nothing is expected");
  return value_line("not scored", screen_text("{} was not fitted: {}", value::model_name(value.model),
                                              value::fit_status_name(value.status)));
}

std::string alive_words(const audit::ExplainedValue& value) {
  if (value.status == value::FitStatus::kNoDropout) return "the data show no departures";
  if (value.inputs.x == 0 && value.model == value::Model::kBgNbd)
    return "by its assumptions nobody leaves before the second purchase";
  return screen_text("{} days since the last purchase", value.inputs.T - value.inputs.t_x);
}

/// x dates after the first in T days, and nothing else, decide.
std::string arithmetic(const audit::ExplainedValue& value) {
  std::string text = value_line("p_alive", screen_text("{:.6f}: {}", value.p_alive, alive_words(value)));
  for (std::size_t h = 0; h < value.expected_purchases.size(); ++h)
    text += value_line(screen_text("purchase days in {} days", value.rules.horizons[h]),
                       screen_text("{:.6f}", value.expected_purchases[h]));
  const double if_alive = value.p_alive > 0 ? value.discounted_purchases / value.p_alive : 0;
  text += value_line("discounted days, if alive", screen_text("{:.6f} in {} months, {:g} % a year", if_alive,
                                                              value.rules.months, 100 * value.rules.discount_rate));
  if (value.expected_spend == kNoMoney)
    return text + value_line("spend of a purchase day", "not known, so neither is clv");
  text += value_line(
      "spend of a purchase day",
      screen_text("{}{}", grouped_text(value.expected_spend, 2),
                  value.inputs.x == 0 ? ": the mean of all, as the first date tells nothing of the next ones" : ""));
  if (value.rules.margin != 1) text += value_line("margin", screen_text("{:g}", value.rules.margin));
  return text + value_line("clv, the product", grouped_text(value.clv, 2));
}

}  // namespace

std::string value_text(const audit::Explanation& explanation) {
  if (!explanation.value) return "";
  const audit::ExplainedValue& value = *explanation.value;
  std::string text = screen_text("\nWhat the customer will be worth, by {}\n", value::model_name(value.model));
  if (value.inputs.T != value::kNoPurchase)
    text +=
        value_line("came again on", screen_text("{} dates, the last {} days after the first, {} days ago (x, t_x, T)",
                                                value.inputs.x, value.inputs.t_x, value.inputs.T));
  return text + (std::isnan(value.p_alive) ? no_scores(value) : arithmetic(value));
}

}  // namespace spendlens::report
