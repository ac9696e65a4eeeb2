#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "rfm/score_table.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::rfm {

namespace {

// An integer v has denominator · v > edge exactly where v > floor(edge / denominator).
std::int64_t floor_of(int128 edge, std::int64_t denominator) {
  const int128 quotient = edge / denominator;
  return static_cast<std::int64_t>(edge % denominator < 0 ? quotient - 1 : quotient);
}

void check_lengths(std::size_t values, std::size_t scores) {
  if (values != scores) throw UsageError(fmt::format("{} values to be scored into {} scores", values, scores));
}

}  // namespace

ScoreTable::ScoreTable(const ScoreCuts& cuts) {
  thresholds_.fill(std::numeric_limits<std::int64_t>::max());
  if (cuts.kind == ScoreCuts::Kind::kNone) return;
  base_ = (cuts.bins + 1) / 2;
  if (cuts.kind == ScoreCuts::Kind::kOneValue) return;
  // The lowest and the highest edge of a quantile cut bound no value of the customers from another one.
  const bool outer = cuts.kind == ScoreCuts::Kind::kQcut;
  const std::size_t first = outer ? 1 : 0;
  const std::size_t count = cuts.edges.size() - (outer ? 2 : 0);
  if (count > thresholds_.size())
    throw UsageError(fmt::format("{} cuts are more than {} scores need", count, kMaxBins));
  for (std::size_t k = 0; k < count; ++k) thresholds_[k] = floor_of(cuts.edges[first + k], cuts.denominator);
  base_ = cuts.lower_is_better ? static_cast<int>(count) + 1 : 1;
  step_ = cuts.lower_is_better ? -1 : 1;
}

void ScoreTable::score_all(std::span<const std::int64_t> values, std::span<std::uint8_t> scores) const {
#pragma omp simd
  for (std::size_t i = 0; i < values.size(); ++i) scores[i] = score(values[i]);
}

void ScoreTable::score_all(std::span<const std::uint32_t> values, std::span<std::uint8_t> scores) const {
#pragma omp simd
  for (std::size_t i = 0; i < values.size(); ++i) scores[i] = score(std::int64_t{values[i]});
}

void ScoreCuts::score_all(std::span<const std::int64_t> values, std::span<std::uint8_t> scores) const {
  check_lengths(values.size(), scores.size());
  ScoreTable(*this).score_all(values, scores);
}

void ScoreCuts::score_all(std::span<const std::uint32_t> values, std::span<std::uint8_t> scores) const {
  check_lengths(values.size(), scores.size());
  ScoreTable(*this).score_all(values, scores);
}

void join_digits(std::span<const std::uint8_t> r, std::span<const std::uint8_t> f, std::span<const std::uint8_t> m,
                 std::span<std::uint16_t> joined) {
#pragma omp simd
  for (std::size_t i = 0; i < joined.size(); ++i) joined[i] = static_cast<std::uint16_t>(100 * r[i] + 10 * f[i] + m[i]);
}

}  // namespace spendlens::rfm
