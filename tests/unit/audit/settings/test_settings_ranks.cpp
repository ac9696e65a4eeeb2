#include <catch2/catch.hpp>

#include <fstream>
#include <string>

#include "registry_texts.hpp"
#include "same_profile.hpp"
#include "scratch_directory.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/error.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::test;

namespace {

struct Outcome {
  audit::LoadedProfile profile;
  audit::LoadedRegistry registry;
  std::string error;
};

/// What each of three ranks comes to.
std::vector<Outcome> load_on_three_ranks(const std::string& profile, const std::string& registry) {
  std::vector<Outcome> outcomes(3);
  run_ranks(3, [&](comm::Communicator& communicator) {
    Outcome& outcome = outcomes[static_cast<std::size_t>(communicator.rank())];
    try {
      outcome.profile = audit::load_profile(communicator, profile);
      outcome.registry = audit::load_registry(communicator, registry, outcome.profile.profile);
    } catch (const Error& error) {
      outcome.error = error.what();
    }
  });
  return outcomes;
}

}  // namespace

TEST_CASE("All ranks get the profile and the registry that rank 0 has read") {
  const ScratchDirectory scratch;
  const std::string path = scratch.path() + "/mine.yaml";
  const std::string text = registry_text();
  std::ofstream(path) << text;
  for (const Outcome& outcome : load_on_three_ranks("default", path)) {
    CHECK(outcome.error.empty());
    CHECK(outcome.profile.text == *audit::shipped_profile_text("default"));
    check_same(outcome.profile.profile, audit::load_profile("default"));
    CHECK(outcome.registry.name == "mine.yaml");
    CHECK(outcome.registry.text == text);
    CHECK(outcome.registry.registry == audit::parse_registry(text, path, audit::condition_terms({})));
  }
}

TEST_CASE("All ranks throw what rank 0 has found wrong") {
  for (const Outcome& outcome : load_on_three_ranks("default", "/nowhere/at-all.yaml"))
    CHECK_THAT(outcome.error, Catch::Contains("cannot read registry /nowhere/at-all.yaml"));
  for (const Outcome& outcome : load_on_three_ranks("/nowhere/profile.yaml", "default"))
    CHECK_THAT(outcome.error, Catch::Contains("cannot read profile /nowhere/profile.yaml"));
}

TEST_CASE("The shipped registry is called default") {
  const audit::LoadedRegistry loaded = audit::load_registry("default", audit::Profile{});
  CHECK(loaded.name == "default");
  CHECK(loaded.registry.size() == 9);
}
