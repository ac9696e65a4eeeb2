#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "audit/checkpoint/customer_state.hpp"
#include "audit/stage/kept_values.hpp"
#include "audit/stage/segment_fields.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/personas/segments.hpp"

namespace spendlens::audit {

/// The segments of some customers in both periods, a chunk of them at a time.
class SegmentAssignment {
 public:
  static constexpr std::size_t kChunk = 65'536;

  /// `scores` by index_of(PeriodRole); `values` are null where no segment reads them. What is given must outlive it.
  SegmentAssignment(const AuditResult& head, const CustomerState& state, std::array<const ScoreSummary*, 2> scores,
                    const KeptValues* values, int num_threads)
      : head_(head), state_(state), scores_(scores), kept_values_(values), num_threads_(num_threads) {
    if (head.segments.size() > 0 && reads_scores_alone(head.segments)) judge_scores();
  }

  /// The rfm_scores of some customers by index_of(PeriodRole), 0 without a purchase; or empty spans.
  using RfmScores = std::array<std::span<const std::uint16_t>, 2>;

  /// Assigns some customers, whose rfm_scores are looked up where they are given and say all, and adds them.
  void process(ItemRange customers, const RfmScores& rfm_scores, personas::SegmentPartial& to);
  void process(std::size_t begin, std::size_t length, personas::SegmentPartial& to) {
    process({begin, begin + length}, {}, to);
  }

  /// The segments of the last chunk's customers.
  [[nodiscard]] const std::vector<std::uint8_t>& assigned(PeriodRole role) const {
    return chunks_[index_of(role)].assigned;
  }
  [[nodiscard]] personas::SegmentColumns columns(PeriodRole role, std::size_t begin) const;
  [[nodiscard]] const std::vector<std::uint64_t>& qualifying(PeriodRole role) const {
    return chunks_[index_of(role)].qualifying;
  }

 private:
  struct Chunk {
    SegmentFields fields;
    std::vector<personas::Assessment> assessments;
    std::vector<std::uint64_t> qualifying;
    std::vector<std::uint64_t> conditions;
    std::vector<std::uint8_t> assigned;

    void resize(std::size_t customers, std::size_t words);
  };

  [[nodiscard]] const PeriodState& state(PeriodRole role) const {
    return role == PeriodRole::kPeriod ? state_.period : state_.compare;
  }
  void judge_scores();
  void judge(Chunk& chunk) const;
  void assign(PeriodRole role, std::size_t begin, std::size_t length);
  void look_up(std::span<const std::uint16_t> rfm_scores, Chunk& to) const;
  void fill_scores(PeriodRole role, std::size_t begin, SegmentFields& to);
  void fill_metrics(PeriodRole role, std::size_t begin, SegmentFields& to);
  void fill_history(PeriodRole role, std::size_t begin, SegmentFields& to) const;
  void fill_value(PeriodRole role, ItemRange customers, SegmentFields& to) const;

  const AuditResult& head_;
  const CustomerState& state_;
  std::array<const ScoreSummary*, 2> scores_;
  const KeptValues* kept_values_;
  int num_threads_;
  std::array<Chunk, 2> chunks_;
  Chunk of_scores_;  ///< what each rfm_score is assigned, 0 being no purchase; empty where that does not say all
  std::vector<std::int64_t> values_;
};

}  // namespace spendlens::audit
