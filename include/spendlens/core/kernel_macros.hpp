#pragma once

// What kernels are written with. A variant is a function of its own with a target attribute, picked by
// instruction_set.hpp, not by target_clones: its resolvers run before a sanitizer is ready, and it cannot ask for
// several features at once.

/// Marks loops that variants share: they are compiled again inside each variant, for its instruction set.
#define SPENDLENS_INLINE [[gnu::always_inline]] inline

#if defined(__x86_64__)
/// Before a function or the body of a lambda: compiled for InstructionSet::kAvx2 or kAvx512.
#define SPENDLENS_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define SPENDLENS_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi,bmi2,popcnt")))
#endif

/// After the includes of a .cpp file with intrinsics: GCC 12 takes the undefined lanes that its own intrinsics begin
/// with for a mistake. This holds to the end of the file, as the compiler meets them where it inlines.
#if defined(__clang__)
#define SPENDLENS_ALLOW_UNDEFINED_LANES
#else
#define SPENDLENS_ALLOW_UNDEFINED_LANES \
  _Pragma("GCC diagnostic ignored \"-Wuninitialized\"") _Pragma("GCC diagnostic ignored \"-Wmaybe-uninitialized\"")
#endif
