#include <fmt/core.h>

#include "spendlens/core/elementary.hpp"
#include "spendlens/core/elementary_expressions.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/instruction_set.hpp"

namespace spendlens::elementary {

namespace {

using Kernel = void (*)(const double* from, double* to, std::size_t count);

template <double (*function)(double)>
SPENDLENS_INLINE void map(const double* from, double* to, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) to[i] = function(from[i]);
}

template <double (*function)(double)>
void map_base(const double* from, double* to, std::size_t count) {
  map<function>(from, to, count);
}
#if defined(__x86_64__)
template <double (*function)(double)>
SPENDLENS_AVX2 void map_avx2(const double* from, double* to, std::size_t count) {
  map<function>(from, to, count);
}
template <double (*function)(double)>
SPENDLENS_AVX512 void map_avx512(const double* from, double* to, std::size_t count) {
  map<function>(from, to, count);
}
#endif

template <double (*function)(double)>
void map_all(std::span<const double> from, std::span<double> to) {
  static const Variants<Kernel> variants {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, map_avx512<function>}, {InstructionSet::kAvx2, map_avx2<function>},
#endif
    {
      InstructionSet::kBase, map_base<function>
    }
  };
  if (from.size() != to.size())
    throw UsageError(fmt::format("a function of {} numbers into {}", from.size(), to.size()));
  variants.chosen()(from.data(), to.data(), from.size());
}

}  // namespace

double exponential(double x) { return expressions::exponential(x); }
double exponential_minus_one(double x) { return expressions::exponential_minus_one(x); }
double natural_log(double x) { return expressions::natural_log(x); }
double log_one_plus(double x) { return expressions::log_one_plus(x); }
double log_gamma(double x) { return expressions::log_gamma(x); }
double digamma(double x) { return expressions::digamma(x); }
double trigamma(double x) { return expressions::trigamma(x); }

void exponential(std::span<const double> from, std::span<double> to) { map_all<expressions::exponential>(from, to); }
void exponential_minus_one(std::span<const double> from, std::span<double> to) {
  map_all<expressions::exponential_minus_one>(from, to);
}
void natural_log(std::span<const double> from, std::span<double> to) { map_all<expressions::natural_log>(from, to); }
void log_one_plus(std::span<const double> from, std::span<double> to) { map_all<expressions::log_one_plus>(from, to); }
void log_gamma(std::span<const double> from, std::span<double> to) { map_all<expressions::log_gamma>(from, to); }
void digamma(std::span<const double> from, std::span<double> to) { map_all<expressions::digamma>(from, to); }
void trigamma(std::span<const double> from, std::span<double> to) { map_all<expressions::trigamma>(from, to); }

}  // namespace spendlens::elementary
