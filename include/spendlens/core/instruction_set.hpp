#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace spendlens {

/// Extensions of the processor that kernels have variants for. Each set contains those before it.
enum class InstructionSet : std::uint8_t {
  kBase,    ///< what the library was compiled for
  kAvx2,    ///< AVX2, BMI, BMI2 and POPCNT
  kAvx512,  ///< AVX-512 F, BW, DQ and VL
};

/// "base", "avx2" or "avx512".
[[nodiscard]] const char* instruction_set_name(InstructionSet set);

/// The sets that this machine can run, the widest first, kBase last.
[[nodiscard]] std::span<const InstructionSet> available_instruction_sets();

/// The set of that name. Throws UsageError where there is none, or where it is not among those that this machine can
/// run, `available` (another list: in tests).
[[nodiscard]] InstructionSet available_instruction_set(
    std::string_view name, std::span<const InstructionSet> available = available_instruction_sets());

/// The widest set that kernels use: the widest of this machine unless use_instruction_set() said otherwise.
[[nodiscard]] InstructionSet instruction_set();

/// Has the kernels of this process use `set` from their next call on; no result depends on it. To be called while no
/// other thread calls the library: at a program's start. Throws UsageError where this machine cannot run it.
void use_instruction_set(InstructionSet set);

/// A kernel compiled for one instruction set. `Kernel` is a pointer to a function, or a struct of several that belong
/// together.
template <class Kernel>
struct Variant {
  InstructionSet set = InstructionSet::kBase;
  Kernel kernel{};
};

/// The variants of one kernel that this machine can run, the widest first. All of them give the same results.
template <class Kernel>
class Variants {
 public:
  /// `all`: the widest first; the last one is for kBase.
  Variants(std::initializer_list<Variant<Kernel>> all) {
    for (const Variant<Kernel>& variant : all)
      if (variant.set <= available_instruction_sets().front()) runnable_.push_back(variant);
  }

  [[nodiscard]] auto begin() const { return runnable_.begin(); }
  [[nodiscard]] auto end() const { return runnable_.end(); }

  [[nodiscard]] const Kernel& base() const { return runnable_.back().kernel; }

  /// The widest one within instruction_set().
  [[nodiscard]] const Kernel& chosen() const {
    auto variant = runnable_.begin();
    while (variant->set > instruction_set()) ++variant;
    return variant->kernel;
  }

 private:
  std::vector<Variant<Kernel>> runnable_;
};

}  // namespace spendlens
