#include <catch2/catch.hpp>

#include <numeric>
#include <random>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/scores.hpp"

using namespace spendlens;
using namespace spendlens::rfm;
using namespace spendlens::test;
using Kind = ScoreCuts::Kind;

namespace {

using Values = std::vector<std::int64_t>;
using Scores = std::vector<int>;

ScoreCuts cuts_of(const Values& values, ScoreMethod method = ScoreMethod::kQcut, bool lower_is_better = false,
                  int bins = 5) {
  LocalOrderStatistics statistics(values);
  return compute_cuts(statistics, lower_is_better, method, bins);
}

Scores scores_of(const ScoreCuts& cuts, const Values& values) {
  Scores scores;
  for (const std::int64_t value : values) scores.push_back(cuts.score(value));
  return scores;
}

bool edges_are(const ScoreCuts& cuts, const std::vector<int128>& expected) { return cuts.edges == expected; }

}  // namespace

TEST_CASE("qcut edges are interpolated quantiles as integers over q") {
  const Values values{1, 2, 3, 4, 5};
  const ScoreCuts cuts = cuts_of(values);

  // positions 4i/5: 0, 0.8, 1.6, 2.4, 3.2, 4: quantiles 1, 1.8, 2.6, 3.4, 4.2, 5, times 5
  CHECK(cuts.kind == Kind::kQcut);
  CHECK(cuts.denominator == 5);
  CHECK(edges_are(cuts, {5, 9, 13, 17, 21, 25}));
  CHECK(scores_of(cuts, values) == Scores{1, 2, 3, 4, 5});
}

TEST_CASE("qcut merges equal edges, so ties leave fewer scores") {
  const Values values{1, 1, 1, 2, 3, 4};
  const ScoreCuts cuts = cuts_of(values);

  // 4 distinct: q = 4; positions 0, 1.25, 2.5, 3.75, 5: quantiles 1, 1, 1.5, 2.75, 4, times 4; the two 4s merge
  CHECK(cuts.denominator == 4);
  CHECK(edges_are(cuts, {4, 6, 11, 16}));
  CHECK(scores_of(cuts, values) == Scores{1, 1, 1, 2, 3, 3});
}

TEST_CASE("recency counts down from the highest bin that occurs") {
  const Values values{1, 1, 1, 2, 3, 4};
  CHECK(scores_of(cuts_of(values, ScoreMethod::kQcut, true), values) == Scores{3, 3, 3, 2, 1, 1});
  CHECK(scores_of(cuts_of({1, 2, 3, 4, 5}, ScoreMethod::kQcut, true), {1, 2, 3, 4, 5}) == Scores{5, 4, 3, 2, 1});
}

TEST_CASE("with half of the customers on one value the higher scores are not reached") {
  const Values values{1, 1, 1, 1, 1, 2, 3, 4, 5, 6};
  const ScoreCuts cuts = cuts_of(values);
  // 6 distinct: q = 5; positions 9i/5: 0, 1.8, 3.6, 5.4, 7.2, 9: quantiles 1, 1, 1, 2.4, 4.2, 6, times 5
  CHECK(edges_are(cuts, {5, 12, 21, 30}));
  CHECK(scores_of(cuts, values) == Scores{1, 1, 1, 1, 1, 1, 2, 2, 3, 3});
}

TEST_CASE("fewer distinct values than bins make as many quantiles") {
  const Values values{10, 20, 20};
  const ScoreCuts cuts = cuts_of(values);
  // q = 2; positions 0, 1, 2: 10, 20, 20, times 2, the 40s merged: one bin holds both values
  CHECK(cuts.denominator == 2);
  CHECK(edges_are(cuts, {20, 40}));
  CHECK(scores_of(cuts, values) == Scores{1, 1, 1});
  CHECK(scores_of(cuts_of(values, ScoreMethod::kQcut, true), values) == Scores{1, 1, 1});

  // positions 0, 0.5, 1: 10, 15, 20, times 2
  const ScoreCuts two = cuts_of({10, 20});
  CHECK(edges_are(two, {20, 30, 40}));
  CHECK(scores_of(two, {10, 20}) == Scores{1, 2});
}

TEST_CASE("a value on an edge belongs to the bin below it") {
  // positions 10i/5 = 0, 2, 4, 6, 8, 10 are whole: the edges are values
  Values values(11);
  std::iota(values.begin(), values.end(), 0);
  const ScoreCuts cuts = cuts_of(values);
  CHECK(edges_are(cuts, {0, 10, 20, 30, 40, 50}));
  CHECK(scores_of(cuts, values) == Scores{1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5});
}

TEST_CASE("one distinct value scores the middle, with any method and direction") {
  for (const ScoreMethod method : {ScoreMethod::kQcut, ScoreMethod::kFixed})
    for (const bool lower_is_better : {false, true}) {
      const ScoreCuts cuts = cuts_of({7, 7, 7}, method, lower_is_better);
      CHECK(cuts.kind == Kind::kOneValue);
      CHECK(scores_of(cuts, {7}) == Scores{3});
      CHECK(cuts_of({7}, method, lower_is_better, 2).score(7) == 1);  // (2 + 1)/2 = 1.5
      CHECK(cuts_of({7}, method, lower_is_better, 9).score(7) == 5);
    }
}

TEST_CASE("no customers make no cuts, and a score of 0") {
  const ScoreCuts cuts = cuts_of({});
  CHECK(cuts.kind == Kind::kNone);
  CHECK(cuts.score(5) == 0);
  CHECK(cuts.score_reference(5) == 0);
}

TEST_CASE("fixed cuts are the smallest values that enough customers do not exceed") {
  const Values values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const ScoreCuts cuts = cuts_of(values, ScoreMethod::kFixed);
  CHECK(cuts.kind == Kind::kFixed);
  CHECK(edges_are(cuts, {2, 4, 6, 8}));  // n·k/5 = 2, 4, 6, 8 customers
  CHECK(scores_of(cuts, values) == Scores{1, 1, 2, 2, 3, 3, 4, 4, 5, 5});
  CHECK(scores_of(cuts_of(values, ScoreMethod::kFixed, true), values) == Scores{5, 5, 4, 4, 3, 3, 2, 2, 1, 1});
  // n = 7: at least 1.4, 2.8, 4.2, 5.6 customers are 2, 3, 5, 6
  CHECK(edges_are(cuts_of({1, 2, 3, 4, 5, 6, 7}, ScoreMethod::kFixed), {2, 3, 5, 6}));
}

TEST_CASE("fixed scores may stay empty, and equal values share one") {
  const Values values{1, 1, 1, 1, 1, 1, 2, 3, 4, 5};
  const ScoreCuts cuts = cuts_of(values, ScoreMethod::kFixed);
  // 2, 4 and 6 customers have at most 1; 8 have at most 3
  CHECK(edges_are(cuts, {1, 1, 1, 3}));
  CHECK(scores_of(cuts, values) == Scores{1, 1, 1, 1, 1, 1, 4, 4, 5, 5});
  CHECK(scores_of(cuts_of(values, ScoreMethod::kFixed, true), values) == Scores{5, 5, 5, 5, 5, 5, 2, 2, 1, 1});
}

TEST_CASE("a user's cuts score like fixed ones") {
  const Values cuts{10, 20, 30, 40};
  const ScoreCuts up = given_cuts(cuts, false, 5);
  CHECK(up.kind == Kind::kGiven);
  CHECK(scores_of(up, {0, 10, 11, 20, 40, 41}) == Scores{1, 1, 2, 2, 4, 5});
  CHECK(scores_of(given_cuts(cuts, true, 5), {0, 10, 11, 20, 40, 41}) == Scores{5, 5, 4, 4, 2, 1});
  CHECK(given_cuts(Values{-5}, false, 2).score(0) == 2);
}

TEST_CASE("a user's cuts are refused unless they are bins - 1 and ascend strictly") {
  CHECK_THROWS_AS(given_cuts(Values{1, 2, 3}, false, 5), UsageError);
  CHECK_THROWS_AS(given_cuts(Values{1, 2, 3, 4, 5}, false, 5), UsageError);
  CHECK_THROWS_AS(given_cuts(Values{1, 2, 2, 3}, false, 5), UsageError);
  CHECK_THROWS_AS(given_cuts(Values{1, 3, 2, 4}, false, 5), UsageError);
  CHECK_THROWS_AS(given_cuts(Values{}, false, 1), UsageError);
}

TEST_CASE("bins are 2 to 9") {
  Values values(90);
  std::iota(values.begin(), values.end(), 0);
  for (int bins = kMinBins; bins <= kMaxBins; ++bins) {
    const ScoreCuts cuts = cuts_of(values, ScoreMethod::kQcut, false, bins);
    CHECK(cuts.edges.size() == static_cast<std::size_t>(bins) + 1);
    CHECK(cuts.score(0) == 1);
    CHECK(cuts.score(89) == bins);
    CHECK(cuts_of(values, ScoreMethod::kFixed, true, bins).score(0) == bins);
  }
  for (const int bins : {-1, 0, 1, 10}) CHECK_THROWS_AS(cuts_of(values, ScoreMethod::kQcut, false, bins), UsageError);
}

TEST_CASE("edges of the largest values do not overflow") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const ScoreCuts cuts = cuts_of({0, most - 1, most});
  // q = 3, positions 2i/3: 0, 0.67, 1.33, 2
  CHECK(cuts.score(0) == 1);
  CHECK(cuts.score(most - 1) == 2);
  CHECK(cuts.score(most) == 3);
}

TEST_CASE("score, score_reference and score_all agree on random values") {
  std::mt19937_64 random(41);
  for (int round = 0; round < 400; ++round) {
    const std::size_t n = 1 + random() % 60;
    const std::uint64_t range = round % 3 == 0 ? 5 : (round % 3 == 1 ? 1000 : 4'000'000'000U);
    Values values(n);
    for (std::int64_t& value : values) value = static_cast<std::int64_t>(random() % range);
    const std::vector<std::uint32_t> narrow(values.begin(), values.end());
    for (const ScoreMethod method : {ScoreMethod::kQcut, ScoreMethod::kFixed})
      for (const bool lower_is_better : {false, true}) {
        const int bins = kMinBins + static_cast<int>(random() % 8);
        const ScoreCuts cuts = cuts_of(values, method, lower_is_better, bins);
        std::vector<std::uint8_t> wide_scores(n), narrow_scores(n);
        cuts.score_all(values, wide_scores);
        cuts.score_all(narrow, narrow_scores);
        for (std::size_t i = 0; i < n; ++i) {
          REQUIRE(cuts.score(values[i]) == cuts.score_reference(values[i]));
          REQUIRE(wide_scores[i] == cuts.score_reference(values[i]));
          REQUIRE(narrow_scores[i] == cuts.score_reference(values[i]));
          // values between and beyond those that made the cuts
          for (const std::int64_t other : {values[i] - 1, values[i] + 1})
            REQUIRE(cuts.score(other) == cuts.score_reference(other));
        }
      }
  }
}

TEST_CASE("scores of different lengths are a usage error") {
  std::vector<std::uint8_t> scores(2);
  CHECK_THROWS_AS(cuts_of({1, 2}).score_all(Values{1, 2, 3}, scores), UsageError);
}

TEST_CASE("the three scores are of recency, frequency and monetary, and stand in one number") {
  // monetary 10, 20, 30, 40, 50, against frequency and recency
  const RfmMetrics metrics =
      metrics_of({{"a", 5, 50, 10}, {"b", 4, 80, 20}, {"c", 3, 90, 30}, {"d", 2, 80, 40}, {"e", 1, 50, 50}});

  const RfmScores scores = calculate_rfm_scores(metrics);

  CHECK(scores.r_score == std::vector<std::uint8_t>{5, 4, 3, 2, 1});
  CHECK(scores.f_score == std::vector<std::uint8_t>{5, 4, 3, 2, 1});
  CHECK(scores.m_score == std::vector<std::uint8_t>{1, 2, 3, 4, 5});
  CHECK(scores.rfm_score == std::vector<std::uint16_t>{551, 442, 333, 224, 115});
  CHECK(scores.recency_cuts.lower_is_better);
  CHECK_FALSE(scores.frequency_cuts.lower_is_better);
}

TEST_CASE("a user's cuts take the place of the computed ones, metric by metric") {
  const RfmMetrics metrics = metrics_of({{"a", 1, 100, 10}, {"b", 1, 900, 400}});
  ScoreOptions options;
  options.recency_cuts = Values{30, 90, 180, 365};
  options.monetary_cuts = Values{100, 200, 400, 800};

  const RfmScores scores = calculate_rfm_scores(metrics, options);

  CHECK(scores.r_score == std::vector<std::uint8_t>{5, 1});
  CHECK(scores.f_score == std::vector<std::uint8_t>{3, 3});
  CHECK(scores.m_score == std::vector<std::uint8_t>{1, 5});
  options.frequency_cuts = Values{1, 2};
  CHECK_THROWS_AS(calculate_rfm_scores(metrics, options), UsageError);
}

TEST_CASE("no customers have no scores") {
  const RfmScores scores = calculate_rfm_scores(RfmMetrics{});
  CHECK(scores.size() == 0);
  CHECK(scores.monetary_cuts.kind == Kind::kNone);
}

TEST_CASE("any number of workers makes the same scores") {
  const Log log = random_log(42, 3'000, 20, false);
  const RfmMetrics metrics = calculate_rfm(log.ids(), log.columns(), {day("2024-01-01"), day("2026-01-01")});
  const RfmScores sequential = calculate_rfm_scores(metrics, {}, kSequential);
  for (const int workers : {1, 2, 3, 4}) {
    const RfmScores scores = calculate_rfm_scores(metrics, {}, ParallelPolicy::always(workers));
    CHECK(scores.rfm_score == sequential.rfm_score);
    CHECK(scores.r_score == sequential.r_score);
    CHECK(scores.monetary_cuts.edges == sequential.monetary_cuts.edges);
  }
  CHECK_THROWS_AS(calculate_rfm_scores(metrics, {}, ParallelPolicy::always(0)), UsageError);
}
