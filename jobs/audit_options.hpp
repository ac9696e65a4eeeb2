#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/audit/audit.hpp"

namespace spendlens::jobs {

/// What the command line of an audit says, as it was written where the options are another type.
struct AuditArguments {
  audit::AuditOptions options;
  std::vector<std::string> as_of;  ///< one stands in `options` too; several have an output each
  std::string score_method = "fixed";
  std::string detail = "full";
  std::string memory = "64M";
  std::optional<std::string> percentiles;
  std::string cohorts = "month";
  std::string signals = "default";
  std::string clv = "none";
  std::vector<std::string> where;
  int threads = 0;
  bool plan = false;
  bool as_json = false;
};

/// Adds the options to `command`, which `arguments` outlive.
void add_audit_options(CLI::App& command, AuditArguments& arguments);

/// Fills the options that are another type than what was written. Throws UsageError where that cannot be read.
void complete(AuditArguments& arguments);

/// The options of each date, after complete(): of several as-of dates each has OUT/DATE. Throws UsageError where two
/// are the same, or one is no date.
[[nodiscard]] std::vector<audit::AuditOptions> options_of_dates(const AuditArguments& arguments);

}  // namespace spendlens::jobs
