#include <fmt/core.h>

#include "report/screen/period_words.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

namespace {

std::string warning_of(const char* option, const audit::ObservedPeriod& observed, Day reference) {
  const Period period = observed.period;
  const Day seen = observed.observed().end - period.start;
  if (is_over(observed)) return "";
  if (seen == 0)
    return fmt::format("{} {} begins after as-of {}: nobody can have bought in it yet", option, days_text(period),
                       date_text(reference));
  return fmt::format(
      "{} {} is not over as of {}: {} of its {} days are seen, and a period that is over has more of everything",
      option, days_text(period), date_text(reference), seen, period.end - period.start);
}

}  // namespace

std::vector<std::string> period_warnings(const audit::AuditResult& result) {
  std::vector<std::string> warnings;
  const auto add = [&warnings](std::string warning) {
    if (!warning.empty()) warnings.push_back(std::move(warning));
  };
  const auto& first = result.ledger.first_day;
  if (first && *first > result.reference)
    add(fmt::format("the ledger begins on {}, after as-of {}: nothing has happened yet", date_text(*first),
                    date_text(result.reference)));
  add(warning_of("period", result.period, result.reference));
  add(warning_of("period compared with", result.compare, result.reference));
  const auto& acquired_from = result.cohort_settings.rules.acquired_from;
  if (acquired_from && *acquired_from > result.reference)
    add(fmt::format("--acquired-from {} is after as-of {}: all customers are of the cohort `earlier`",
                    date_text(*acquired_from), date_text(result.reference)));
  return warnings;
}

}  // namespace spendlens::report
