#pragma once

#include <nanobind/nanobind.h>

#include "spendlens/lenses/single_period.hpp"
#include "spendlens/rfm/rfm.hpp"
#include "spendlens/rfm/scores.hpp"
#include "texts.hpp"

namespace spendlens::python {

/// RFM metrics, and the ids that they are views on.
struct Metrics {
  rfm::RfmMetrics columns;
  nb::object ids;
  bool have_integer_ids = false;
};

/// Lens 1 as the package's SinglePeriod takes it.
[[nodiscard]] nb::dict to_dict(const lenses::SinglePeriodAnalysis& analysis);
[[nodiscard]] nb::dict to_dict(const rfm::ScoreCuts& cuts);

}  // namespace spendlens::python
