#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spendlens/core/order_statistics.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/rfm/rfm.hpp"

namespace spendlens::rfm {

enum class ScoreMethod : std::uint8_t { kQcut, kFixed };

inline constexpr int kMinBins = 2;
inline constexpr int kMaxBins = 9;

/// How the values of one metric become scores (DEFINITIONS section 4).
struct ScoreCuts {
  enum class Kind : std::uint8_t {
    kNone,      ///< no customers
    kOneValue,  ///< one distinct value: everyone scores one_value_score
    kQcut,      ///< edges are quantiles, numerators over `denominator`
    kFixed,     ///< edges are the cuts k = 1..bins-1, denominator 1
    kGiven,     ///< the user's own cuts, denominator 1
  };

  Kind kind = Kind::kNone;
  bool lower_is_better = false;  ///< recency
  int bins = 5;
  std::int64_t denominator = 1;
  /// qcut: the edges that remain after merging, ascending, the lowest and the highest included (so m edges make m - 1
  /// bins); fixed and given: the cuts. Each is a numerator over `denominator`.
  std::vector<int128> edges;

  /// The score of a value, 1 to 9; 0 where kind is kNone. Local, exact.
  [[nodiscard]] std::uint8_t score(std::int64_t value) const;

  /// The reference for score(): straight from the definition, comparing denominator · value with the edges.
  [[nodiscard]] std::uint8_t score_reference(std::int64_t value) const;

  /// Scores of many values, vectorized; equals score() for each. Precondition: equal lengths.
  void score_all(std::span<const std::int64_t> values, std::span<std::uint8_t> scores) const;
  void score_all(std::span<const std::uint32_t> values, std::span<std::uint8_t> scores) const;
};

/// The cuts of one metric over all customers. Collective where `values` is. Precondition: kMinBins <= bins <= kMaxBins
/// (UsageError).
[[nodiscard]] ScoreCuts compute_cuts(OrderStatistics& values, bool lower_is_better, ScoreMethod method, int bins);

/// A user's own cuts. Throws UsageError unless they are bins - 1 numbers that ascend strictly.
[[nodiscard]] ScoreCuts given_cuts(std::span<const std::int64_t> cuts, bool lower_is_better, int bins);

struct ScoreOptions {
  ScoreMethod method = ScoreMethod::kQcut;
  int bins = 5;
  /// Take the place of computed cuts where given: bins - 1 ascending values of the metric's own unit.
  std::optional<std::vector<std::int64_t>> recency_cuts;
  std::optional<std::vector<std::int64_t>> frequency_cuts;
  std::optional<std::vector<std::int64_t>> monetary_cuts;
};

/// Scores of the customers of an RfmMetrics, in its order.
struct RfmScores {
  std::vector<std::uint8_t> r_score;
  std::vector<std::uint8_t> f_score;
  std::vector<std::uint8_t> m_score;
  std::vector<std::uint16_t> rfm_score;  ///< the three digits: 100 r + 10 f + m
  ScoreCuts recency_cuts;
  ScoreCuts frequency_cuts;
  ScoreCuts monetary_cuts;

  [[nodiscard]] std::size_t size() const { return r_score.size(); }
};

/// r_score of recency_days, f_score of frequency, m_score of monetary. Throws UsageError for bins or cuts out of range.
[[nodiscard]] RfmScores calculate_rfm_scores(const RfmMetrics& metrics, const ScoreOptions& options = {},
                                             const ParallelPolicy& policy = {});

}  // namespace spendlens::rfm
