#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <unistd.h>

#include "spendlens/rfm/scores.hpp"

using namespace spendlens;
using namespace spendlens::rfm;

namespace {

struct Case {
  int bins = 5;
  std::vector<std::int64_t> values;
};

/// Values that are multiples of 2,520 = lcm(1..9) have whole quantiles, which keeps pandas' floats mostly exact.
std::vector<Case> random_cases() {
  std::mt19937_64 random(51);
  std::vector<Case> cases;
  for (int i = 0; i < 300; ++i) {
    Case next;
    next.bins = 2 + static_cast<int>(random() % 8);
    next.values.resize(1 + random() % 80);
    const std::uint64_t range = i % 3 == 0 ? 4 : (i % 3 == 1 ? 30 : 100'000);
    for (std::int64_t& value : next.values) value = static_cast<std::int64_t>(2'520 * (random() % range));
    cases.push_back(next);
  }
  return cases;
}

std::vector<std::string> pandas_scores(const std::vector<Case>& cases) {
  const auto input = std::filesystem::temp_directory_path() / ("qcut_cases_" + std::to_string(getpid()));
  {
    std::ofstream out(input);
    for (const Case& next : cases) {
      out << next.bins;
      for (const std::int64_t value : next.values) out << ' ' << value;
      out << '\n';
    }
  }
  const std::string command = std::string(SPENDLENS_PYTHON) + " " + QCUT_SCRIPT + " < " + input.string();
  std::vector<std::string> lines;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string line;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    if (c != '\n') {
      line.push_back(static_cast<char>(c));
      continue;
    }
    lines.push_back(line);
    line.clear();
  }
  REQUIRE(pclose(pipe) == 0);
  std::filesystem::remove(input);
  return lines;
}

}  // namespace

TEST_CASE("qcut scores are those of pandas") {
  const std::vector<Case> cases = random_cases();
  const std::vector<std::string> expected = pandas_scores(cases);
  REQUIRE(expected.size() == 2 * cases.size());
  CHECK(std::count(expected.begin(), expected.end(), "float") < 60);  // most of the 600 say something
  for (std::size_t i = 0; i < cases.size(); ++i)
    for (const bool lower_is_better : {false, true}) {
      const std::string& pandas = expected[2 * i + (lower_is_better ? 1 : 0)];
      if (pandas == "float") continue;
      LocalOrderStatistics statistics(cases[i].values);
      const ScoreCuts cuts = compute_cuts(statistics, lower_is_better, ScoreMethod::kQcut, cases[i].bins);
      std::ostringstream scores;
      for (const std::int64_t value : cases[i].values)
        scores << (scores.tellp() > 0 ? " " : "") << int{cuts.score(value)};
      INFO("case " << i << ", bins " << cases[i].bins);
      CHECK(scores.str() == pandas);
    }
}
