#pragma once

#include <span>
#include <string>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::audit {

/// The registry in a YAML text (DEFINITIONS section 8), in order of priority; `windows` are those of the profile:
///
///     personas:
///       - id: low_savings
///         name: Low savings
///         description: What they have in common          # may be left out, as the lists below
///         priority: 3
///         criteria:
///           operator: AND                                 # or OR
///           conditions:
///             - {signal: emergency_fund_months, operator: "<", value: 3, time_window: 30d}   # time_window optional
///         focus_areas: [Emergency fund]
///         content_types: [Article]
///
/// Money is in major units with at most 2 decimals, percentages are 0 to 100, flags true and false or 1 and 0.
/// Throws UsageError that says file and line for everything that is not as it must be. Local.
[[nodiscard]] personas::Registry parse_registry(const std::string& text, const std::string& name_for_errors,
                                                std::span<const Day> windows);

/// The registry that spendlens brings along, `default`.
[[nodiscard]] const std::string& shipped_registry_text();

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

/// `default`, or the registry in a YAML file. Local. Throws as parse_registry, IoError where the file cannot be read.
[[nodiscard]] LoadedRegistry load_registry(const std::string& name_or_path, std::span<const Day> windows);

/// The same, read by rank 0 and handed to all. Collective; every rank throws the same error.
[[nodiscard]] LoadedRegistry load_registry(comm::Communicator& communicator, const std::string& name_or_path,
                                           std::span<const Day> windows);

}  // namespace spendlens::audit
