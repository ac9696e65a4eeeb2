#pragma once

// For kernels that are written by hand, to be included by .cpp files only: the processor's intrinsics, where it has them.

#if defined(__x86_64__)

#include <immintrin.h>

#include "spendlens/core/kernel_macros.hpp"

// GCC 12 takes the undefined lanes that its own intrinsics begin with for a mistake. This holds to the end of the file that includes
// this one: the compiler finds them when it inlines, not where they stand.
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#endif
