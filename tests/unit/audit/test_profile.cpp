#include <catch2/catch.hpp>

#include <cstdio>
#include <fstream>
#include <string>

#include "spendlens/audit/profile.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;

namespace {

/// A YAML file that is gone with the test.
struct ProfileFile {
  explicit ProfileFile(const std::string& text) { std::ofstream(path) << text; }
  ~ProfileFile() { std::remove(path.c_str()); }
  std::string path = std::tmpnam(nullptr) + std::string("-profile.yaml");
};

audit::Profile load(const std::string& text) {
  const ProfileFile file(text);
  return audit::load_profile(file.path);
}

}  // namespace

TEST_CASE("The default profile is that of the definitions") {
  const audit::Profile profile = audit::load_profile("default");
  CHECK_FALSE(profile.include_pending);
  CHECK(profile.not_spending == std::vector<std::string>{"TRANSFER_IN*", "TRANSFER_OUT*", "LOAN_PAYMENTS_CREDIT_CARD*"});
  CHECK_FALSE(profile.recency_cuts);
}

TEST_CASE("A profile changes what it names and leaves the rest") {
  const audit::Profile profile = load("include_pending: true\nscore_cuts:\n  monetary: [10, 25.50]\n");
  CHECK(profile.include_pending);
  CHECK(profile.not_spending.size() == 3);
  CHECK(profile.monetary_cuts == std::vector<std::int64_t>{1000, 2550});
  CHECK_FALSE(profile.frequency_cuts);
}

TEST_CASE("An empty profile is the default") { CHECK(load("").not_spending.size() == 3); }

TEST_CASE("What is wrong in a profile is named with its line") {
  CHECK_THROWS_WITH(load("include_pending: true\nnot_spendig: []\n"), Catch::Contains("line 2") && Catch::Contains("not_spendig"));
  CHECK_THROWS_WITH(load("include_pending: perhaps\n"), Catch::Contains("line 1") && Catch::Contains("true or false"));
  CHECK_THROWS_WITH(load("not_spending: RENT\n"), Catch::Contains("list"));
  CHECK_THROWS_WITH(load("score_cuts:\n  frequency: [1, 1]\n"), Catch::Contains("line 2") && Catch::Contains("ascend"));
  CHECK_THROWS_WITH(load("score_cuts:\n  frequency: [1.5]\n"), Catch::Contains("decimals"));
  CHECK_THROWS_WITH(load("score_cuts:\n  recency: [1]\n"), Catch::Contains("unknown key 'recency'"));
  CHECK_THROWS_AS(load("- a\n- b\n"), UsageError);
  CHECK_THROWS_AS(load("a: [\n"), UsageError);
}

TEST_CASE("A profile that is not there is an input/output error") { CHECK_THROWS_AS(audit::load_profile("/nowhere/profile.yaml"), IoError); }
