#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/personas/match.hpp"
#include "spendlens/value/inputs.hpp"

namespace spendlens::audit {

/// What the conditions of segments read of n customers' value (value_fields()), by name; a name that is not there is
/// read by none.
struct ValueFields {
  std::map<std::string, std::vector<std::uint32_t>> counts{};
  std::map<std::string, std::vector<double>> numbers{};
  std::map<std::string, std::vector<Minor>> amounts{};

  /// Makes room for x, t_x, T and the repeat spend.
  void resize_inputs(std::size_t num_customers);
  /// Sets these of one customer; all null without a purchase.
  void set_inputs(std::size_t customer, const value::PurchaseInputs& inputs);

  /// Nulls of so many customers, whatever a registry may read.
  static ValueFields unknown(const std::vector<int>& horizons, std::size_t num_customers);
};

/// What the conditions of segments read of n customers in one period (segment_terms()). Without a purchase all of RFM
/// is null.
struct SegmentFields {
  std::vector<std::uint32_t> recency_days{};
  std::vector<std::uint32_t> frequency{};
  std::vector<Minor> monetary{};
  std::vector<Minor> total_spend{};
  std::array<std::vector<std::uint8_t>, 3> scores{};  ///< by index_of(Metric)
  std::vector<std::uint8_t> group{};                  ///< in Lens 2; null: of the period compared with
  std::vector<std::uint16_t> cohort{};                ///< as conditions compare it; null where it is not known
  ValueFields value{};                                ///< as of the reference; null: of the period compared with

  void resize(std::size_t num_customers);

  /// The column of a field; a view.
  [[nodiscard]] personas::FieldColumn column(const std::string& name) const;

  /// All that a registry of segments reads, as the one window that there is.
  [[nodiscard]] std::vector<personas::WindowColumns> columns(const personas::Registry& registry) const;
};

/// The name of that window.
inline constexpr const char* kSegmentWindow = "";

/// Whether conditions read nothing but r_score, f_score and m_score.
[[nodiscard]] bool reads_scores_alone(const personas::Registry& registry);

/// Whether a condition reads the cohort.
[[nodiscard]] bool reads_cohort(const personas::Registry& registry);

/// The cohort by month as conditions compare it, of what /cohort_month holds; null where the cohort begins after
/// `last`, as it was not known then.
[[nodiscard]] std::uint16_t compared_cohort(std::uint16_t code, Day last);

}  // namespace spendlens::audit
