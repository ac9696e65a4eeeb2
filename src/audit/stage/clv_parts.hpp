#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "audit/stage/clv_work.hpp"
#include "audit/stage/run.hpp"
#include "spendlens/audit/clv.hpp"

namespace spendlens::audit {

/// Customers to whom models are fitted: each distinct (x, t_x, T, dates of the holdout) is with one rank, which counts
/// it for all of them.
struct CountedCustomers {
  std::vector<value::KeyCounts::Entry> entries;
  value::CountedInputs inputs;  ///< without the dates of the holdout
};

/// What all fits and scores need of the customers.
struct ClvInputs {
  value::CountedInputs own;  ///< of this rank's customers, `earlier` too
  CountedCustomers now;
  CountedCustomers calibration;
  std::uint16_t longest_T = 0;          ///< of all customers, `earlier` too
  std::vector<std::uint64_t> acquired;  ///< by day: who came before the holdout, but `earlier`
  std::uint64_t holdout_customers = 0;  ///< of these, who came in it
  std::uint64_t holdout_purchase_days = 0;
  int128 holdout_spend = 0;
};

/// Reads this rank's inputs once, and puts equal ones of all ranks together. Fills the sums of both samples.
/// Collective.
[[nodiscard]] ClvInputs gather_inputs(const Run& run, ClvSample& now, ClvSample& calibration);

/// Whether a record's customer is one of those before the holdout.
[[nodiscard]] bool is_calibrated(const ClvSettings& settings, const InputRecord& record);
/// T as of the eve of the holdout.
[[nodiscard]] std::uint16_t calibration_T(const ClvSettings& settings, std::uint16_t T);

enum class SampleOf : std::uint8_t { kNow, kCalibration };

/// Fits models of purchases and of spend to a sample whose sums are known. Collective.
void fit_sample(const Run& run, const CountedCustomers& customers, SampleOf of, ClvSample& sample);

/// Takes the parameters that the profile gives instead; spend is fitted where it is not given. Collective.
void take_given(const Run& run, ClvSample& sample);

/// Scores every customer and adds them up. Collective.
void score_all(Run& run, const ClvInputs& inputs, ClvAnalysis& analysis);

}  // namespace spendlens::audit
