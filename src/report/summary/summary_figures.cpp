#include "report/summary/summary_figures.hpp"

#include <array>
#include <optional>

#include "spendlens/audit/result_columns.hpp"
#include "spendlens/core/calendar.hpp"

namespace spendlens::report {

namespace {

Json date_or_null(const std::optional<Day>& day) { return day ? Json(date_text(*day)) : Json(nullptr); }

Figures<audit::LedgerInfo> ledger_figures() {
  using Ledger = audit::LedgerInfo;
  Figures<Ledger> figures;
  figures.add("transactions", "Transactions of all segments", &Ledger::transactions);
  figures.add("customers", "Customers of all segments", &Ledger::customers);
  figures.add("accounts", "Accounts of the snapshot that counts", &Ledger::accounts);
  figures.add("liabilities", "Liabilities of that snapshot", &Ledger::liabilities);
  figures.add("first_date", "Date of the first transaction; null without one",
              [](const Ledger& ledger) { return date_or_null(ledger.first_day); });
  figures.add("last_date", "Date of the last transaction",
              [](const Ledger& ledger) { return date_or_null(ledger.last_day); });
  figures.add("currency", "ISO 4217 code, or empty", &Ledger::currency);
  figures.add("timezone", "IANA zone of dates", &Ledger::timezone);
  return figures;
}

Figures<audit::ObservedPeriod> period_figures() {
  using Observed = audit::ObservedPeriod;
  Figures<Observed> figures;
  figures.add("start", "First day of the period, and of the one compared with",
              [](const Observed& period) { return date_text(period.period.start); });
  figures.add("end", "The day after the last", [](const Observed& period) { return date_text(period.period.end); });
  figures.add("observation_end",
              "The date from whose midnight recency counts back: the day after the period's last, or the day after "
              "as-of if that is earlier",
              [](const Observed& period) { return date_text(period.observation_end); });
  return figures;
}

Figures<audit::AuditResult> date_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add("as_of", "The reference date: signals look back from it, later purchases are in no period",
              [](const Result& result) { return date_text(result.reference); });
  figures.add_objects({"period", "compare"}, period_figures(),
                      [](const Result& result, std::size_t i) { return i == 0 ? result.period : result.compare; });
  const auto fiscal_year_start = [](const Result& result) { return result.cohort_settings.rules.fiscal_year_start; };
  Figures<Result> fiscal;
  fiscal.add("fiscal_year_start",
             "The month, 2 to 12, with which the profile has years begin; absent where it is January",
             fiscal_year_start);
  figures.include_where(
      [fiscal_year_start](const Result& result) { return fiscal_year_start(result) != kCalendarYear; }, fiscal);
  return figures;
}

/// What the scores of one metric are made of.
struct MetricScores {
  audit::Metric metric;
  const audit::ScoreSummary& scores;
  int bins;

  [[nodiscard]] const rfm::ScoreCuts& cuts() const { return scores.cuts[audit::index_of(metric)]; }
};

constexpr std::array<const char*, 3> kMetricUnits = {"days", "purchases", "minor units"};

std::vector<std::pair<int, std::uint64_t>> customers_per_score(const MetricScores& scored) {
  std::vector<std::pair<int, std::uint64_t>> customers;
  for (int score = 1; score <= scored.bins; ++score)
    customers.emplace_back(score,
                           scored.scores.customers[audit::index_of(scored.metric)][static_cast<std::size_t>(score)]);
  return customers;
}

Figures<MetricScores> metric_figures() {
  Figures<MetricScores> figures;
  figures.add("kind", "How its cuts were found: none, one_value, qcut, fixed, given", [](const MetricScores& scored) {
    return audit::kCutKindNames.at(static_cast<std::size_t>(scored.cuts().kind));
  });
  figures.add("unit", "Unit of its edges",
              [](const MetricScores& scored) { return kMetricUnits[audit::index_of(scored.metric)]; });
  figures.add("edge_numerators", "Its edges (qcut) or cuts, ascending, times edge_denominator: a list of texts",
              [](const MetricScores& scored) {
                Json edges = Json::array();
                for (const int128 edge : scored.cuts().edges) edges.push_back(decimal_text(edge, 0));
                return edges;
              });
  figures.add("edge_denominator", "What they are to be divided by",
              [](const MetricScores& scored) { return scored.cuts().denominator; });
  figures.add_values("customers_per_score", "<score>", "Customers with that score", customers_per_score);
  return figures;
}

/// What the scores of one period are made of.
struct PeriodScores {
  const audit::ScoreSummary& scores;
  int bins;
};

Figures<PeriodScores> score_figures() {
  Figures<PeriodScores> figures;
  figures.add_objects({audit::kMetricNames.begin(), audit::kMetricNames.end()}, metric_figures(),
                      [](const PeriodScores& of, std::size_t i) {
                        return MetricScores{audit::kMetrics[i], of.scores, of.bins};
                      });
  return figures;
}

Figures<audit::AuditResult> rfm_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add("method", "How scores are cut: `qcut` or `fixed`",
              [](const Result& result) { return result.score_method == rfm::ScoreMethod::kQcut ? "qcut" : "fixed"; });
  figures.add("bins", "Scores of each metric", &Result::bins);
  figures.add("profile", "Name of the profile", &Result::profile);
  figures.add_objects({"period", "compare"}, score_figures(), [](const Result& result, std::size_t i) {
    return PeriodScores{i == 0 ? result.rfm : result.rfm_compare, result.bins};
  });
  return figures;
}

/// Lenses 3 to 5 of each part of the customers, with the keys that they have of all.
Figures<audit::AuditResult> cohort_attribute_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add("column", "What customers are parted by: the `category` or the `merchant` of their first purchase",
              [](const Result& result) { return result.cohort_settings.attribute.column(); });
  Figures<audit::CohortPart> lenses;
  lenses.add_object("lens3", lens3_figures(), &audit::CohortPart::analyses);
  lenses.add_object("lens4", lens4_figures(), &audit::CohortPart::analyses);
  lenses.add_object("lens5", lens5_figures(), &audit::CohortPart::analyses);
  figures.add_values("values", "<value>",
                     "`lens3`, `lens4` and `lens5` of its customers, with the keys that they have of all; `other` are "
                     "values that the profile does not list, `none` is without one",
                     [lenses](const Result& result) {
                       std::vector<std::pair<std::string, Json>> parts;
                       for (const audit::CohortPart& part : result.cohort_parts)
                         parts.emplace_back(part.value, lenses.json(part));
                       return parts;
                     });
  return figures;
}

}  // namespace

Figures<audit::AuditResult> figures_of_base() {
  using Result = audit::AuditResult;
  const std::identity all;
  Figures<Result> figures;
  figures.add_object("ledger", ledger_figures(), &Result::ledger);
  Figures<Result> conditions;
  conditions.add("where", "The conditions of --where: all figures are of what they leave; absent without any",
                 &Result::where);
  figures.include_where([](const Result& result) { return !result.where.empty(); }, conditions);
  figures.add_object("periods", date_figures(), all);
  figures.add_object("rfm", rfm_figures(), all);
  figures.add_objects({"lens1", "lens1_compare"}, lens1_figures(), [](const Result& result, std::size_t i) {
    return i == 0 ? PeriodResult{result.period, result.lens1, result.rfm}
                  : PeriodResult{result.compare, result.lens1_compare, result.rfm_compare};
  });
  figures.add_object("lens2", lens2_figures(), all);
  figures.add_object("lens3", lens3_figures(), &Result::cohorts);
  figures.add_object("lens4", lens4_figures(), &Result::cohorts);
  figures.add_object("lens5", lens5_figures(), &Result::cohorts);
  Figures<Result> parted;
  parted.add_object("cohort_attribute", cohort_attribute_figures(), all);
  figures.include_where([](const Result& result) { return !result.cohort_parts.empty(); }, parted);
  Figures<Result> value;
  value.add_object("clv", clv_figures(), all);
  figures.include_where([](const Result& result) { return result.clv.has_value(); }, value);
  figures.add_object("signals", signal_figures(), all);
  figures.add_object("personas", persona_figures(), all);
  figures.add_object("segments", customer_segment_figures(), all);
  Figures<Result> parts;
  parts.add_object("by", breakdown_figures(), all);
  figures.include_where([](const Result& result) { return result.by.has_value(); }, parts);
  return figures;
}

Figures<audit::AuditResult> figures_of_run() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add_object("data_quality", quality_figures(), &Result::data_quality);
  figures.add_object("run", run_figures(), &Result::run);
  return figures;
}

Figures<audit::AuditResult> summary_figures() {
  Figures<audit::AuditResult> figures;
  figures.include(figures_of_base(), std::identity());
  figures.include(figures_of_run(), std::identity());
  return figures;
}

}  // namespace spendlens::report
