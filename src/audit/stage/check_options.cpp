#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <system_error>

#include "spendlens/audit/audit.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

/// Their texts are an attribute of audit.h5.
constexpr std::size_t kMaxConditions = 100;

}  // namespace

void check_options(const AuditOptions& options) {
  for (const int percentile : options.percentiles)
    if (percentile < 1 || percentile > 100)
      throw UsageError(fmt::format("--percentiles: {} is not within 1 to 100", percentile));
    else if (std::count(options.percentiles.begin(), options.percentiles.end(), percentile) > 1)
      throw UsageError(fmt::format("--percentiles: {} is given twice; give it once", percentile));
  if (options.bins < rfm::kMinBins || options.bins > rfm::kMaxBins)
    throw UsageError(fmt::format("--bins: {} is not within {} to {}", options.bins, rfm::kMinBins, rfm::kMaxBins));
  if (!(options.shadow_percent >= 0 && options.shadow_percent <= 100))
    throw UsageError(fmt::format("--shadow: {} is not a percentage of 0 to 100", options.shadow_percent));
  for (const Granularity granularity : options.cohorts)
    if (std::count(options.cohorts.begin(), options.cohorts.end(), granularity) > 1)
      throw UsageError(
          fmt::format("--cohorts: {} is given twice; give it once", cohorts::granularity_name(granularity)));
  if (options.acquired_from && !parse_date(*options.acquired_from))
    throw UsageError(fmt::format("--acquired-from '{}' is not a date; write it as 2025-01-31", *options.acquired_from));
  if (options.acquired_from && options.cohorts.empty() && !options.clv)
    throw UsageError("--acquired-from is about cohorts, and --cohorts none asks for none; leave one of both out");
  if (!options.signals && options.personas != "default" && options.personas != "none")
    throw UsageError(
        fmt::format("--personas {} are judged by signals, and --signals none asks for none; leave one of both out",
                    options.personas));
  if (options.clv_holdout && !options.clv)
    throw UsageError("--clv-holdout is of --clv; give that a model, or leave the holdout out");
  if (options.clv_holdout && *options.clv_holdout != "none" && !parse_date(*options.clv_holdout))
    throw UsageError(
        fmt::format("--clv-holdout '{}' is neither a date nor none; write it as 2025-01-31", *options.clv_holdout));
  if (options.where.size() > kMaxConditions)
    throw UsageError(fmt::format("--where: {} conditions are more than {}", options.where.size(), kMaxConditions));
  if (options.as_of) {
    const auto day = parse_date(*options.as_of);
    if (!day || *day < 0 || *day >= kTimestampLimit / kSecondsPerDay)
      throw UsageError(
          fmt::format("--as-of '{}' is not a date from 1970 to 2105; write it as 2025-12-31", *options.as_of));
  }
  std::error_code unknown;
  if (std::filesystem::equivalent(options.ledger, options.out, unknown))
    throw UsageError(fmt::format("--out {} is the ledger; give results a directory of their own", options.out));
  if (options.num_threads < 1) throw UsageError("--threads must be at least 1");
}

}  // namespace spendlens::audit
