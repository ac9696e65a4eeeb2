#pragma once

#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"

namespace spendlens::audit {

/// The profile and the registry of a run, with the texts that they were read from.
struct Settings {
  LoadedProfile profile;
  LoadedRegistry registry;
};

}  // namespace spendlens::audit
