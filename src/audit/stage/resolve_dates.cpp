#include "audit/stage/resolve_dates.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

constexpr Day kDefaultPeriodDays = 365;

Day reference_day(const AuditOptions& options, const ledger::Ledger& ledger) {
  if (options.as_of) return *parse_date(*options.as_of);
  return ledger.last_day().value_or(0);  // a ledger without transactions has no last date; 1970-01-01 stands in
}

/// The first day of the holdout of models of value. Throws UsageError where the one that was asked for leaves nothing
/// before it, or nothing in it.
std::optional<Day> calibration_end_of(const AuditOptions& options, const ClvSettings& settings) {
  const value::InputRules& rules = settings.inputs;
  if (options.clv_holdout == "none") return std::nullopt;
  if (!options.clv_holdout) {
    if (settings.rules.gives_purchases()) return std::nullopt;
    return value::default_calibration_end(rules.first_day, rules.reference);
  }
  const Day day = *parse_date(*options.clv_holdout);
  if (day <= rules.first_day || day > rules.reference)
    throw UsageError(fmt::format("--clv-holdout {} must be after the ledger's first date, {}, and not after as-of, {}",
                                 *options.clv_holdout, date_text(rules.first_day), date_text(rules.reference)));
  return day;
}

}  // namespace

void resolve_dates(const AuditOptions& options, const ledger::Ledger& ledger, FiscalYearStart fiscal,
                   AuditResult& result) {
  const Day reference = reference_day(options, ledger);
  const Day first = std::min(ledger.first_day().value_or(reference), reference);
  const Period period = options.period ? parse_period(*options.period, first, reference, fiscal)
                                       : window_ending(reference, kDefaultPeriodDays);
  Period compare = {period.start - kDefaultPeriodDays, period.start};
  if (options.compare)
    compare = parse_period(*options.compare, first, reference, fiscal);
  else if (options.period)
    compare = compared_with(*options.period, period, fiscal);
  if (compare.end > period.start)
    throw UsageError(fmt::format("the period compared with ({}) must end at or before the start of the period ({})",
                                 period_text(compare), period_text(period)));
  result.reference = reference;
  result.period = {period, std::min(period.end, reference + 1)};
  result.compare = {compare, std::min(compare.end, reference + 1)};
  result.cohort_settings.granularities = options.cohorts;
  result.cohort_settings.rules.first_day = first;
  result.cohort_settings.rules.reference = reference;
  result.cohort_settings.rules.fiscal_year_start = fiscal;
  if (options.acquired_from) result.cohort_settings.rules.acquired_from = parse_date(*options.acquired_from);
}

void resolve_clv(const AuditOptions& options, const ClvRules& rules, AuditResult& result) {
  ClvSettings& settings = result.clv_settings;
  settings.model = options.clv;
  settings.rules = rules;
  settings.inputs.first_day = result.cohort_settings.rules.first_day;
  settings.inputs.reference = result.reference;
  settings.inputs.acquired_from = result.cohort_settings.rules.acquired_from;
  if (!options.cohorts.empty()) settings.granularity = options.cohorts.front();
  if (!settings.asked()) return;
  settings.inputs.calibration_end = calibration_end_of(options, settings);
  if (rules.gives_purchases() && !rules.given_purchases(*options.clv))
    throw UsageError(
        fmt::format("--clv {}: clv_parameters of the profile give others, not this one; add it or leave them out",
                    value::model_name(*options.clv)));
}

}  // namespace spendlens::audit
