#pragma once

#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"

namespace spendlens::audit {

/// The profile and the registries of a run, with the texts that they were read from.
struct Settings {
  LoadedProfile profile;
  LoadedRegistry registry;  ///< of personas; without a text: none
  LoadedRegistry segments;  ///< likewise
};

}  // namespace spendlens::audit
