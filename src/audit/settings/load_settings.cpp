#include "audit/settings/shipped_files.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
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

const std::string& shipped_registry_text() {
  static const std::string text = kShippedRegistry;
  return text;
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

LoadedRegistry load_registry(const std::string& name_or_path, std::span<const Day> windows) {
  const std::string name = name_or_path.substr(name_or_path.find_last_of('/') + 1);
  LoadedRegistry loaded{
      name, name_or_path == "default" ? shipped_registry_text() : yaml::read_yaml_file("registry", name_or_path), {}};
  loaded.registry = parse_registry(loaded.text, name_or_path, windows);
  return loaded;
}

LoadedRegistry load_registry(comm::Communicator& communicator, const std::string& name_or_path,
                             std::span<const Day> windows) {
  return load_on_root<LoadedRegistry>(communicator, [&] { return load_registry(name_or_path, windows); });
}

}  // namespace spendlens::audit
