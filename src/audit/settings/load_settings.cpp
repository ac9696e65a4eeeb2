#include <fmt/core.h>

#include "audit/settings/shipped_files.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::audit {

namespace {

/// Only rank 0 reads: a file that changes, or that other hosts do not have, cannot split the ranks.
template <class Loaded, class Load>
Loaded load_on_root(comm::Communicator& communicator, Load load) {
  Loaded loaded;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) loaded = load();
  });
  comm::broadcast_object(communicator, loaded, 0);
  return loaded;
}

}  // namespace

const std::string* shipped_registry_text(const std::string& name) {
  static const std::string default_text = kShippedRegistry;
  static const std::string spendsense_text = kShippedSpendsenseRegistry;
  return name == "default" ? &default_text : name == "spendsense" ? &spendsense_text : nullptr;
}

const std::string* shipped_profile_text(const std::string& name) {
  static const std::string default_text = kShippedDefaultProfile;
  static const std::string spendsense_text = kShippedSpendsenseProfile;
  return name == "default" ? &default_text : name == "spendsense" ? &spendsense_text : nullptr;
}

LoadedProfile load_profile_with_text(const std::string& name_or_path) {
  const std::string* shipped = shipped_profile_text(name_or_path);
  LoadedProfile loaded{shipped != nullptr ? *shipped : yaml::read_yaml_file("profile", name_or_path), {}};
  loaded.profile = parse_profile(loaded.text, name_or_path);
  return loaded;
}

Profile load_profile(const std::string& name_or_path) { return load_profile_with_text(name_or_path).profile; }

LoadedProfile load_profile(comm::Communicator& communicator, const std::string& name_or_path) {
  return load_on_root<LoadedProfile>(communicator, [&] { return load_profile_with_text(name_or_path); });
}

LoadedRegistry load_registry(const std::string& name_or_path, const Profile& profile) {
  const bool is_default = name_or_path == "default";
  const std::string wanted =
      is_default ? signals::kSignalSetNames[static_cast<std::size_t>(profile.signals.set)] : name_or_path;
  const std::string* shipped = shipped_registry_text(wanted);
  LoadedRegistry loaded{name_or_path.substr(name_or_path.find_last_of('/') + 1),
                        shipped != nullptr ? *shipped : yaml::read_yaml_file("registry", name_or_path),
                        {}};
  loaded.registry = parse_registry(loaded.text, name_or_path, condition_terms(profile));
  if (loaded.registry.subject != personas::Subject::kPersona)
    throw UsageError(
        fmt::format("--personas {}: it is a registry of segments; give one of subject persona", name_or_path));
  return loaded;
}

LoadedRegistry load_segments(const std::string& name_or_path, const ClvRules& rules) {
  LoadedRegistry loaded{name_or_path.substr(name_or_path.find_last_of('/') + 1),
                        name_or_path == "default" ? kShippedSegments : yaml::read_yaml_file("registry", name_or_path),
                        {}};
  loaded.registry = parse_registry(loaded.text, name_or_path, segment_terms(rules));
  if (loaded.registry.subject != personas::Subject::kSegment)
    throw UsageError(
        fmt::format("--segments {}: it is a registry of personas; give one of subject segment", name_or_path));
  return loaded;
}

LoadedRegistry load_segments(comm::Communicator& communicator, const std::string& name_or_path, const ClvRules& rules) {
  return load_on_root<LoadedRegistry>(communicator, [&] { return load_segments(name_or_path, rules); });
}

LoadedRegistry load_registry(comm::Communicator& communicator, const std::string& name_or_path,
                             const Profile& profile) {
  return load_on_root<LoadedRegistry>(communicator, [&] { return load_registry(name_or_path, profile); });
}

}  // namespace spendlens::audit
