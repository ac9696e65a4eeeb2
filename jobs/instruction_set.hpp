#pragma once

namespace spendlens::jobs {

/// Has kernels use the instruction set that SPENDLENS_INSTRUCTION_SET names; where it is not set or empty, the widest
/// of this machine. Throws UsageError where it names none, or one that this machine cannot run. Local.
void choose_instruction_set();

}  // namespace spendlens::jobs
