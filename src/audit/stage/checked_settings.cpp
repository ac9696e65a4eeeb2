#include "audit/stage/checked_settings.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "audit/stage/segment_fields.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

/// Cuts given in the profile must fit --bins before any row is read.
void check_given_cuts(const Profile& profile, int bins) {
  for (const auto* cuts : {&profile.recency_cuts, &profile.frequency_cuts, &profile.monetary_cuts}) try {
      if (*cuts) (void)rfm::given_cuts(**cuts, false, bins);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("profile {}, score_cuts: {}", profile.name, error.what()));
    }
}

void check_cohorts_of_segments(const Settings& settings, const AuditOptions& options) {
  const auto& units = options.cohorts;
  if (reads_cohort(settings.segments.registry) && std::count(units.begin(), units.end(), Granularity::kMonth) == 0)
    throw UsageError(fmt::format(
        "--segments {}: a condition reads the cohort, which is by month; have month in --cohorts", options.segments));
}

void check_values_of_segments(const Settings& settings, const AuditOptions& options) {
  const std::vector<int>& horizons = settings.profile.profile.clv.horizons;
  if (options.clv || !reads_value(settings.segments.registry, horizons)) return;
  const std::vector<personas::Field> fields = value_fields(horizons);
  const auto read = std::ranges::find_if(settings.segments.registry.fields, [&fields](const personas::Field& field) {
    return personas::find_field(fields, field.name).has_value();
  });
  throw UsageError(
      fmt::format("--segments {}: a condition reads {}, which is told by a model of value; give --clv "
                  "pareto-nbd, or leave the segment out",
                  options.segments, read->name));
}

}  // namespace

Settings checked_settings(comm::Communicator& communicator, const AuditOptions& options) {
  comm::agree(communicator, [&] { check_options(options); });
  Settings settings;
  settings.profile = load_profile(communicator, options.profile);
  if (options.signals && options.personas != "none")
    settings.registry = load_registry(communicator, options.personas, settings.profile.profile);
  if (options.segments != "none")
    settings.segments = load_segments(communicator, options.segments, settings.profile.profile.clv);
  comm::agree(communicator, [&] { check_cohorts_of_segments(settings, options); });
  comm::agree(communicator, [&] { check_values_of_segments(settings, options); });
  comm::agree(communicator, [&] { check_given_cuts(settings.profile.profile, options.bins); });
  return settings;
}

}  // namespace spendlens::audit
