#pragma once

#include "audit/checkpoint/record_spill.hpp"
#include "spendlens/value/inputs.hpp"

namespace spendlens::audit {

/// What models of value ask of a customer, as it is kept until they are fitted: value::CustomerInputs in fewer bytes,
/// as the T of the calibration follows from T.
struct InputRecord {
  Minor repeat_spend = 0;
  Minor calibration_spend = 0;
  std::uint16_t x = 0;
  std::uint16_t t_x = 0;
  std::uint16_t T = value::kNoPurchase;
  std::uint16_t calibration_x = 0;
  std::uint16_t calibration_t_x = 0;
  std::uint16_t holdout_days = 0;
  std::uint32_t unused = 0;
};

/// The inputs of each customer of this rank, in the order of the ledger.
using InputSpill = RecordSpill<InputRecord>;

[[nodiscard]] inline InputRecord record_of(const value::CustomerInputs& inputs) {
  return {inputs.now.repeat_spend, inputs.calibration.repeat_spend, inputs.now.x,       inputs.now.t_x, inputs.now.T,
          inputs.calibration.x,    inputs.calibration.t_x,          inputs.holdout_days};
}

}  // namespace spendlens::audit
