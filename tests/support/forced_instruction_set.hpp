#pragma once

#include "spendlens/core/instruction_set.hpp"

namespace spendlens::test {

/// Kernels use `set` while this lives, then again what they used before.
class ForcedInstructionSet {
 public:
  explicit ForcedInstructionSet(InstructionSet set) { use_instruction_set(set); }
  ~ForcedInstructionSet() { use_instruction_set(before_); }
  ForcedInstructionSet(const ForcedInstructionSet&) = delete;
  ForcedInstructionSet& operator=(const ForcedInstructionSet&) = delete;

 private:
  InstructionSet before_ = instruction_set();
};

}  // namespace spendlens::test
