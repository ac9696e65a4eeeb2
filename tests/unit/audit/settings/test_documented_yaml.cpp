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
      audit::parse_registry(example_of("personas.md"), "personas.md", audit::condition_terms({}));
  CHECK(personas::persona_names(registry) ==
        std::vector<std::string>{"card_stress", "thin_wallet", "unclassified", "not_assessed", "too_new"});
  CHECK(registry.personas[1].conditions[0].thresholds[0].number == 2500.5);
}

TEST_CASE("The profile on the page about profiles is one") {
  const audit::Profile profile = audit::parse_profile(example_of("profiles.md"), "profiles.md");
  CHECK(profile.signals.bank.windows == std::vector<signals::Window>{signals::Window::months(3),
                                                                     signals::Window::months(6),
                                                                     signals::Window::months(12)});
  CHECK(profile.signals.bank.streams.cadences[0].tolerance == 2);
  CHECK(profile.signals.bank.cards.high_pct == 6'000);
}
