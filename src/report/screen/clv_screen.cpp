#include "report/screen/clv_screen.hpp"

#include <fmt/core.h>

#include <cmath>

#include "report/screen/screen_bars.hpp"

namespace spendlens::report {

namespace {

using audit::ClvAnalysis;

std::string screen_line(const std::string& name, const std::string& text) {
  return fmt::format("  {:<30}{}\n", name, text);
}

std::string whole_score(int128 sum) { return grouped_text(static_cast<int128>(std::round(value::as_score(sum)))); }

/// Why customers are not scored, or what a reader must know of the scores.
std::string status_words(value::FitStatus status, std::uint64_t least) {
  switch (status) {
    case value::FitStatus::kNoDropout:
      return "the data show no departures: everybody counts as a customer still";
    case value::FitStatus::kAtBound:
      return "a parameter is at its bound: customers hardly differ";
    case value::FitStatus::kNoCustomers:
      return "not fitted: no customer has a purchase";
    case value::FitStatus::kTooFewRepeatCustomers:
      return fmt::format("not fitted: fewer than {} customers came again", least);
    case value::FitStatus::kNotConverged:
      return "not fitted: the likelihood has no maximum that was found";
    case value::FitStatus::kGiven:
      return "with the parameters of the profile";
    case value::FitStatus::kConverged:
      break;
  }
  return "fitted";
}

std::string fit_line(const audit::AuditResult& result) {
  const value::PurchaseFit* fit = result.clv->sample.fit_of(*result.clv_settings.model);
  return screen_line(fmt::format("{}, {} customers", value::model_name(*result.clv_settings.model),
                                 grouped_text(static_cast<int128>(result.clv->sample.inputs.customers))),
                     status_words(fit->status, result.clv_settings.rules.min_repeat_customers));
}

std::string score_lines(const audit::AuditResult& result) {
  const ClvAnalysis& clv = *result.clv;
  if (!clv.scored) return "";
  std::string text =
      screen_line("customers still, expected",
                  fmt::format("{} of {}", whole_score(clv.p_alive), grouped_text(static_cast<int128>(clv.customers))));
  const int days = result.clv_settings.rules.horizons.back();
  text += screen_line(fmt::format("purchase days in {} days", days), whole_score(clv.expected_purchases.back()));
  if (!clv.has_spend)
    return text + screen_line("value", status_words(clv.sample.spend_fit.status,
                                                    result.clv_settings.rules.min_repeat_customers) +
                                           " (spend)");
  if (clv.without_clv == clv.customers)
    return text + screen_line("value", "of nobody: spend of customers like these has no finite mean");
  std::string value = grouped_text(clv.clv, 2);
  if (clv.top_10pct_share) value += fmt::format("; the top 10 % hold {} %", decimal_text(*clv.top_10pct_share));
  text += screen_line(fmt::format("value of {} months", result.clv_settings.rules.months), value);
  if (clv.without_clv > 0)
    text += screen_line("", fmt::format("of {} customers; of the other {} spend has no finite mean",
                                        grouped_text(static_cast<int128>(clv.customers - clv.without_clv)),
                                        grouped_text(static_cast<int128>(clv.without_clv))));
  return text;
}

std::string holdout_line(const audit::AuditResult& result) {
  const std::optional<audit::ClvHoldout>& holdout = result.clv->holdout;
  if (!holdout) return screen_line("holdout", "none");
  for (const audit::ClvHoldoutModel& model : holdout->models) {
    if (model.model != *result.clv_settings.model || !model.sums) continue;
    const auto bias = model.sums->bias_pct();
    return screen_line(fmt::format("holdout from {}", date_text(holdout->calibration_end)),
                       fmt::format("{} purchase days expected, {} came{}", whole_score(model.sums->all.predicted),
                                   grouped_text(static_cast<int128>(holdout->actual_purchase_days)),
                                   bias ? fmt::format(" ({:+.2f} %)", *bias) : ""));
  }
  return screen_line("holdout", "not fitted");
}

/// From this share of spend on, in hundredths of a percent, subscriptions are told of.
constexpr std::int64_t kBilledShareShown = 500;

/// What speaks against the models.
std::string warning_lines(const ClvAnalysis& clv) {
  std::string text;
  if (clv.sample.inputs.frequent_customers > 0)
    text +=
        fmt::format("  Warning: {} customers buy on more than half of all days; this is hardly a log of purchases\n",
                    grouped_text(static_cast<int128>(clv.sample.inputs.frequent_customers)));
  if (clv.subscription_spend_pct && clv.subscription_spend_pct->count >= kBilledShareShown)
    text += fmt::format("  Warning: {} % of spend went to subscriptions; who is billed is not choosing to come back\n",
                        decimal_text(*clv.subscription_spend_pct));
  return text;
}

}  // namespace

std::string clv_screen(const audit::AuditResult& result, const ScreenStyle& style) {
  if (!result.clv) return "";
  return fmt::format("\n{}\n", screen_title(style, "What customers will be worth")) + fit_line(result) +
         score_lines(result) + holdout_line(result) + warning_lines(*result.clv);
}

}  // namespace spendlens::report
