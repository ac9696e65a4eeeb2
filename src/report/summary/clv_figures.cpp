#include "report/summary/clv_figures.hpp"

#include <string>
#include <utility>
#include <vector>

#include "report/summary/summary_figures.hpp"
#include "spendlens/audit/clv_tables.hpp"

namespace spendlens::report {

namespace {

using audit::AuditResult;
using audit::ClvAnalysis;
using audit::ClvCohort;
using audit::ClvSample;

Json percent_or_null(const std::optional<Hundredths>& percent) {
  return percent ? Json(decimal_text(*percent)) : Json(nullptr);
}

std::vector<std::pair<std::string, value::PurchaseFit>> fits_of(const ClvSample& sample) {
  std::vector<std::pair<std::string, value::PurchaseFit>> fits;
  for (const value::PurchaseFit& fit : sample.fits) fits.emplace_back(value::model_name(fit.model), fit);
  return fits;
}

Figures<ClvSample> fits_figures() {
  Figures<ClvSample> figures;
  figures.add_each("<model>", fit_figures(), fits_of);
  figures.add_object(audit::kSpendModelName, spend_fit_figures(), &ClvSample::spend_fit);
  return figures;
}

Figures<ClvCohort> cohort_value_figures() {
  Figures<ClvCohort> figures;
  figures.add("customers", "Who first bought in it", &ClvCohort::customers);
  figures.add("expected_alive", "of these, expected to be customers still",
              [](const ClvCohort& cohort) { return score_text(value::as_score(cohort.p_alive), 4); });
  figures.add("clv_total", "What they will be worth", money(&ClvCohort::clv));
  return figures;
}

/// The analysis, and what it was asked for.
struct Scored {
  const AuditResult* result;

  [[nodiscard]] const ClvAnalysis& clv() const { return *result->clv; }
  [[nodiscard]] bool scored() const { return clv().scored; }
  [[nodiscard]] bool has_spend() const { return clv().has_spend; }
};

/// Customers that clv_total is of.
std::uint64_t num_valued(const Scored& of) { return of.has_spend() ? of.clv().customers - of.clv().without_clv : 0; }

Json clv_mean(const Scored& of) {
  if (num_valued(of) == 0) return nullptr;
  return decimal_text(divide_rounded(of.clv().clv, static_cast<int128>(num_valued(of))), 2);
}

Figures<Scored> score_figures_of_value() {
  Figures<Scored> figures;
  figures.add("customers", "With a purchase, those of `earlier` too: all are scored",
              [](const Scored& of) { return of.clv().customers; });
  figures.add("expected_alive", "of these, expected to be customers still",
              [](const Scored& of) { return score_text(value::as_score(of.clv().p_alive), 4); });
  figures.add_each_value("expected_purchases_<days>d", "Purchase days expected in so many days after as-of",
                         [](const Scored& of) {
                           std::vector<std::pair<std::string, Json>> values;
                           for (std::size_t h = 0; h < of.clv().expected_purchases.size(); ++h)
                             values.emplace_back(audit::horizon_column(of.result->clv_settings.rules.horizons[h]),
                                                 score_text(value::as_score(of.clv().expected_purchases[h]), 4));
                           return values;
                         });
  figures.add(
      "clv_total",
      "What they will be worth, but for those of without_clv; null where that is all of them, or without a model "
      "of spend",
      [](const Scored& of) { return num_valued(of) > 0 ? Json(decimal_text(of.clv().clv, 2)) : Json(nullptr); });
  figures.add("clv_mean", "of a customer", clv_mean);
  figures.add("without_clv", "Customers whose spend has no finite mean, or all without a model of spend",
              [](const Scored& of) { return of.clv().without_clv; });
  figures.add("top_10pct_clv_share", "Of clv_total, of the tenth with the largest; a lower bound",
              [](const Scored& of) { return percent_or_null(of.clv().top_10pct_share); });
  figures.add("top_20pct_clv_share", "of the fifth",
              [](const Scored& of) { return percent_or_null(of.clv().top_20pct_share); });
  Figures<Scored> cohorts;
  cohorts.add_each("<cohort>", cohort_value_figures(), [](const Scored& of) {
    std::vector<std::pair<std::string, ClvCohort>> parts;
    for (const ClvCohort& cohort : of.clv().cohorts) parts.emplace_back(cohort.name, cohort);
    return parts;
  });
  figures.add_object("by_cohort", cohorts, std::identity());
  return figures;
}

Figures<Scored> analysis_figures() {
  Figures<Scored> figures;
  figures.add("model", "That scores: --clv",
              [](const Scored& of) { return value::model_name(*of.result->clv_settings.model); });
  figures.add("clv_months", "Months after as-of that value is summed over",
              [](const Scored& of) { return of.result->clv_settings.rules.months; });
  figures.add("discount_rate", "a year", [](const Scored& of) { return of.result->clv_settings.rules.discount_rate; });
  figures.add("clv_margin", "of spend", [](const Scored& of) { return of.result->clv_settings.rules.margin; });
  figures.add("scored", "Whether the model was fitted; else no customer is scored", &Scored::scored);
  figures.add_object("inputs", input_figures(), [](const Scored& of) { return of.clv().sample; });
  figures.add(
      "subscription_spend_pct",
      "Of what was spent in the lookback of streams, in percent what went to subscriptions: charges times their "
      "median; null without merchants. Who is billed is not choosing to come back",
      [](const Scored& of) { return percent_or_null(of.clv().subscription_spend_pct); });
  figures.add_object("fits", fits_figures(), [](const Scored& of) { return of.clv().sample; });
  figures.include_where(&Scored::scored, score_figures_of_value());
  Figures<Scored> holdout;
  holdout.add_object("holdout", holdout_figures(), [](const Scored& of) { return *of.clv().holdout; });
  figures.include_where([](const Scored& of) { return of.clv().holdout.has_value(); }, holdout);
  return figures;
}

}  // namespace

Figures<AuditResult> clv_figures() {
  Figures<AuditResult> figures;
  Figures<AuditResult> asked;
  asked.include(analysis_figures(), [](const AuditResult& result) { return Scored{&result}; });
  figures.include_where([](const AuditResult& result) { return result.clv.has_value(); }, asked);
  return figures;
}

}  // namespace spendlens::report
