#include <algorithm>
#include <array>

#include "spendlens/core/elementary.hpp"
#include "spendlens/core/instruction_set.hpp"
#include "value/dropout_integrals.hpp"

namespace spendlens::value {

namespace {

constexpr std::array kPlaces4 = {0x1.1c6490c2719ecp-4, 0x1.51ee013116102p-2, 0x1.5708ff6774f7fp-1,
                                 0x1.dc736de7b1cc3p-1};
constexpr std::array kWeights4 = {0x1.64340f7e7b66bp-3, 0x1.4de5f840c24cap-2, 0x1.4de5f840c24cap-2,
                                  0x1.64340f7e7b66bp-3};
constexpr std::array kPlaces8 = {0x1.454e34f533998p-6, 0x1.a06d536d82f88p-4, 0x1.e5dad4f9af698p-3,
                                 0x1.a214dac30e32fp-2, 0x1.2ef5929e78e69p-1, 0x1.86894ac19425ap-1,
                                 0x1.cbf255924fa0fp-1, 0x1.f5d58e5856633p-1};
constexpr std::array kWeights8 = {0x1.9ea1d04ca0374p-5, 0x1.c76fb531d2b96p-4, 0x1.413c50a255615p-3,
                                  0x1.736360b199343p-3, 0x1.736360b199343p-3, 0x1.413c50a255615p-3,
                                  0x1.c76fb531d2b96p-4, 0x1.9ea1d04ca0374p-5};

constexpr double kDay = 1 / kDaysPerWeek;
/// A rule of n points errs by about (steepness · width)^2n, times 6e-10 for 4, times 2e-23 for 8, where steepness is
/// (A + 2n) / (α + τ) or the like of s and β.
constexpr double kWidestOf4 = 0.15;
constexpr double kWidestOf8 = 2.5;
/// What is left where the integrand has fallen by e^-60 changes nothing.
constexpr double kFallen = 60;

double steepness(const PurchaseParameters& at, double size, double time, double order) {
  return std::max((size + order) / (at.alpha() + time), (at.s() + order) / (at.beta() + time));
}

SPENDLENS_INLINE void integrands(const DropoutNodes& nodes, std::size_t first, double size, double* integrand) {
  const double* log_alpha = nodes.log_alpha.data();
  const double* log_beta = nodes.log_beta.data();
  const double* weight = nodes.weight.data();
  const double s = nodes.parameters.s();
  const std::size_t end = nodes.size();
#pragma omp simd
  for (std::size_t i = first; i < end; ++i)
    integrand[i] = weight[i] * elementary::expressions::exponential(-(size * log_alpha[i] + s * log_beta[i]));
}

using Integrands = void (*)(const DropoutNodes&, std::size_t, double, double*);

void integrands_base(const DropoutNodes& nodes, std::size_t first, double size, double* integrand) {
  integrands(nodes, first, size, integrand);
}
#if defined(__x86_64__)
SPENDLENS_AVX2 void integrands_avx2(const DropoutNodes& nodes, std::size_t first, double size, double* integrand) {
  integrands(nodes, first, size, integrand);
}
SPENDLENS_AVX512 void integrands_avx512(const DropoutNodes& nodes, std::size_t first, double size, double* integrand) {
  integrands(nodes, first, size, integrand);
}
#endif

const Variants<Integrands>& integrand_variants() {
  static const Variants<Integrands> variants {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, integrands_avx512}, {InstructionSet::kAvx2, integrands_avx2},
#endif
    {
      InstructionSet::kBase, integrands_base
    }
  };
  return variants;
}

}  // namespace

DropoutNodes::DropoutNodes(const PurchaseParameters& at, std::uint16_t largest_x, std::uint16_t longest_T)
    : parameters(at) {
  for (std::size_t day = 0; day < longest_T; ++day) {
    begin.push_back(size());
    add_day(day, at.r() + static_cast<double>(std::min<std::size_t>(largest_x, day)));
  }
  begin.push_back(size());
  for (std::size_t day = 0; day < longest_T; ++day) {
    const double time = static_cast<double>(day) / kDaysPerWeek;
    log_alpha_step.push_back(kDay / (at.alpha() + time));
    log_beta_step.push_back(kDay / (at.beta() + time));
  }
  for (auto* logs : {&log_alpha, &log_beta, &log_alpha_step, &log_beta_step}) elementary::log_one_plus(*logs, *logs);
}

void DropoutNodes::add_day(std::size_t day, double size) {
  const double from_day = static_cast<double>(day) / kDaysPerWeek;
  if (steepness(parameters, size, from_day, 8) * kDay <= kWidestOf4) {
    add_piece(from_day, 0, kDay, false);
    return;
  }
  double done = 0;
  while (done < kDay) {
    const double fallen = parameters.r() * elementary::log_one_plus(done / (parameters.alpha() + from_day)) +
                          parameters.s() * elementary::log_one_plus(done / (parameters.beta() + from_day));
    if (fallen > kFallen) break;
    const double width = std::min(kDay - done, kWidestOf8 / steepness(parameters, size, from_day + done, 16));
    add_piece(from_day, done, width, true);
    done = kDay - done <= width ? kDay : done + width;
  }
}

void DropoutNodes::add_piece(double from_day, double start, double width, bool steep) {
  const auto places = steep ? std::span<const double>(kPlaces8) : std::span<const double>(kPlaces4);
  const auto weights = steep ? std::span<const double>(kWeights8) : std::span<const double>(kWeights4);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double after = start + width * places[i];
    log_alpha.push_back(after / (parameters.alpha() + from_day));  // their logarithms are taken all at once
    log_beta.push_back(after / (parameters.beta() + from_day));
    inverse_alpha.push_back(1 / (parameters.alpha() + (from_day + after)));
    inverse_beta.push_back(1 / (parameters.beta() + (from_day + after)));
    weight.push_back(width * weights[i] * inverse_beta.back());
  }
}

void DropoutTable::fill(const DropoutNodes& nodes, std::uint16_t x, double size, bool with_gradient) {
  const std::size_t days = nodes.begin.size() - 1;
  for (auto* column : {&weight, &by_r, &by_alpha, &by_s, &by_beta}) column->resize(days + 1);
  weight[days] = by_r[days] = by_alpha[days] = by_s[days] = by_beta[days] = 0;
  integrand.resize(nodes.size());
  if (x >= days) return;
  integrand_variants().chosen()(nodes, nodes.begin[x], size, integrand.data());
  const double s = nodes.parameters.s();
  std::vector<double>& falls = by_r;  // e^-E of a day, until its place is needed
  for (std::size_t day = x; day < days; ++day)
    falls[day] = -(size * nodes.log_alpha_step[day] + s * nodes.log_beta_step[day]);
  const std::span<double> later(falls.data() + x, days - x);
  elementary::exponential(later, later);
  for (std::size_t day = days; day-- > x;) {
    DropoutValues own;
    for (std::size_t i = nodes.begin[day]; i < nodes.begin[day + 1]; ++i) {
      own.weight += integrand[i];
      if (!with_gradient) continue;
      own.by_r += integrand[i] * nodes.log_alpha[i];
      own.by_alpha += integrand[i] * nodes.inverse_alpha[i];
      own.by_s += integrand[i] * nodes.log_beta[i];
      own.by_beta += integrand[i] * nodes.inverse_beta[i];
    }
    const double fall = falls[day];
    weight[day] = own.weight + fall * weight[day + 1];
    if (!with_gradient) continue;
    by_r[day] = own.by_r + fall * (by_r[day + 1] + nodes.log_alpha_step[day] * weight[day + 1]);
    by_alpha[day] = own.by_alpha + fall * by_alpha[day + 1];
    by_s[day] = own.by_s + fall * (by_s[day + 1] + nodes.log_beta_step[day] * weight[day + 1]);
    by_beta[day] = own.by_beta + fall * by_beta[day + 1];
  }
}

}  // namespace spendlens::value
