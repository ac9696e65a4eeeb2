#pragma once

#include <string>
#include <vector>

#include "spendlens/audit/profile.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::audit {

/// What the conditions of a registry can read, and in which windows.
struct ConditionTerms {
  std::vector<personas::Field> fields;
  std::vector<std::string> windows;
  personas::Subject subject = personas::Subject::kPersona;  ///< whom they are for
};

/// The signals of a profile, RFM of the period and the Lens 2 group.
[[nodiscard]] ConditionTerms condition_terms(const Profile& profile);

/// What segments can read: RFM and scores of the period, the Lens 2 group, the cohort, and value_fields() for the
/// horizons of the rules. They have no windows.
[[nodiscard]] ConditionTerms segment_terms(const ClvRules& rules = {});

/// The columns of /clv as conditions of segments read them; an audit knows them with AuditOptions::clv only.
[[nodiscard]] std::vector<personas::Field> value_fields(const std::vector<int>& horizons);

/// Whether a condition reads one of them.
[[nodiscard]] bool reads_value(const personas::Registry& registry, const std::vector<int>& horizons);

/// The registry in a YAML text (DEFINITIONS-SIGNALS section 8), in order of priority:
///
///     subject: persona                                      # may be left out
///     personas:
///       - id: thin_buffer
///         name: Thin buffer
///         description: What they have in common           # may be left out, as the lists below
///         priority: 4
///         criteria:
///           operator: AND                                  # or OR
///           conditions:
///             - {signal: liquid_months, operator: "<", value: 1.5, window: 6m}   # window may be left out
///             - {signal: income_frequency, operator: in, value: [weekly, biweekly]}
///         focus_areas: [Emergency fund]
///         content_types: [Article]
///
/// Money is in major units with at most 2 decimals, percentages are 0 to 100, flags true and false or 1 and 0, choices
/// by their names, cohorts as months. A registry of `subject: segment` has its list under `segments`.
/// Throws UsageError that says file and line for everything that is not as it must be. Local.
[[nodiscard]] personas::Registry parse_registry(const std::string& text, const std::string& name_for_errors,
                                                const ConditionTerms& terms);

/// A registry that spendlens brings along: `default` for the signals of the definitions, `spendsense` for those of that
/// profile; null for another name.
[[nodiscard]] const std::string* shipped_registry_text(const std::string& name);

/// A registry and the text that it was read from.
struct LoadedRegistry {
  std::string name;  ///< "default" or the file's name without its directory
  std::string text;
  personas::Registry registry;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, name, text, registry);
  }
};

/// A registry by name, or the one in a YAML file; `default` is the one for the profile's signals. Local. Throws as
/// parse_registry, IoError where the file cannot be read.
[[nodiscard]] LoadedRegistry load_registry(const std::string& name_or_path, const Profile& profile);

/// A registry of segments: `default`, or a YAML file. Local. Throws as load_registry.
[[nodiscard]] LoadedRegistry load_segments(const std::string& name_or_path, const ClvRules& rules = {});

/// The same, read by rank 0 and handed to all. Collective; every rank throws the same error.
[[nodiscard]] LoadedRegistry load_segments(comm::Communicator& communicator, const std::string& name_or_path,
                                           const ClvRules& rules);
[[nodiscard]] LoadedRegistry load_registry(comm::Communicator& communicator, const std::string& name_or_path,
                                           const Profile& profile);

}  // namespace spendlens::audit
