#include "spendlens/core/instruction_set.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "spendlens/core/error.hpp"

namespace spendlens {

namespace {

constexpr std::array kWidestFirst = {InstructionSet::kAvx512, InstructionSet::kAvx2, InstructionSet::kBase};

/// Asks the processor, and the operating system, which must save the wider registers. The features are those of
/// kernel_macros.hpp.
InstructionSet detect() {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                    __builtin_cpu_supports("popcnt");
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (avx2) return avx512 ? InstructionSet::kAvx512 : InstructionSet::kAvx2;
#endif
  return InstructionSet::kBase;
}

InstructionSet widest() {
  static const InstructionSet set = detect();
  return set;
}

/// The only state of the library that a caller can change.
std::atomic<InstructionSet>& used() {
  static std::atomic<InstructionSet> set = widest();
  return set;
}

std::vector<std::string_view> names(std::span<const InstructionSet> sets) {
  std::vector<std::string_view> names;
  for (const InstructionSet set : sets) names.emplace_back(instruction_set_name(set));
  return names;
}

}  // namespace

const char* instruction_set_name(InstructionSet set) {
  switch (set) {
    case InstructionSet::kBase:
      return "base";
    case InstructionSet::kAvx2:
      return "avx2";
    case InstructionSet::kAvx512:
      return "avx512";
  }
  return "";
}

std::span<const InstructionSet> available_instruction_sets() {
  return {std::ranges::find(kWidestFirst, widest()), kWidestFirst.end()};
}

InstructionSet available_instruction_set(std::string_view name, std::span<const InstructionSet> available) {
  const auto found = std::ranges::find(kWidestFirst, name, instruction_set_name);
  if (found == kWidestFirst.end())
    throw UsageError(fmt::format("'{}' is no instruction set; there are {}", name.substr(0, 40),
                                 fmt::join(names(kWidestFirst), ", ")));
  if (std::ranges::find(available, *found) == available.end())
    throw UsageError(fmt::format("this machine cannot run {}; it has {}", name, fmt::join(names(available), ", ")));
  return *found;
}

InstructionSet instruction_set() { return used().load(std::memory_order_relaxed); }

void use_instruction_set(InstructionSet set) {
  used().store(available_instruction_set(instruction_set_name(set)), std::memory_order_relaxed);
}

}  // namespace spendlens
