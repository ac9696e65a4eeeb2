#include <catch2/catch.hpp>

#include <string>

#include "scratch_directory.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"

using namespace spendlens;
using namespace spendlens::test;

namespace {

/// The first block of YAML on a page of the docs.
std::string example_of(const std::string& page) {
  const std::string text = file_bytes(std::string(DOCS) + "/" + page);
  const std::string opening = "```yaml\n";
  const std::size_t begin = text.find(opening);
  REQUIRE(begin != std::string::npos);
  return text.substr(begin + opening.size(), text.find("```", begin + 3) - begin - opening.size());
}

}  // namespace

TEST_CASE("The registry on the page about personas is one") {
  const personas::Registry registry =
      audit::parse_registry(example_of("personas.md"), "personas.md", std::vector<Day>{30, 180});
  CHECK(personas::persona_names(registry) ==
        std::vector<std::string>{"card_stress", "thin_wallet", "unclassified", "not_assessed"});
  CHECK(registry.personas[1].conditions[0].money == 250'050);
}

TEST_CASE("The profile on the page about profiles is one") {
  const audit::Profile profile = audit::parse_profile(example_of("profiles.md"), "profiles.md");
  CHECK(profile.signals.windows == std::vector<Day>{30, 90, 180});
  CHECK(profile.signals.subscriptions.cadences.back() == signals::Rhythm{"yearly", 350, 380, 10});
  CHECK(profile.signals.credit.high_pct == 6'000);
}
