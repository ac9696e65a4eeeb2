#include <algorithm>
#include <memory>

#include "spendlens/core/elementary.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/value/fit.hpp"
#include "value/likelihood_kernel.hpp"
#include "value/rounded_sum.hpp"

namespace spendlens::value {

namespace {

PurchaseParameters parameters_at(Model model, std::span<const double> values) {
  PurchaseParameters parameters{model, {}};
  std::ranges::copy(values, parameters.values.begin());
  return parameters;
}

void add_terms(double value, std::span<const double> gradient, std::uint64_t count, LikelihoodSums& sums) {
  if (!add_rounded(value, kLikelihoodUnits, count, sums.log_likelihood)) ++sums.not_finite;
  for (std::size_t i = 0; i < gradient.size(); ++i)
    if (!add_rounded(gradient[i], kLikelihoodUnits, count, sums.gradient[i])) ++sums.not_finite;
}

/// For little work threads would wait longer for each other than they work.
int threads_for(std::size_t inputs, int num_threads) {
  constexpr std::size_t kInputsOfThread = 8192;
  return static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(num_threads), 1 + inputs / kInputsOfThread));
}

/// Entries [begin, end) of the inputs, all of one x.
struct SizeRange {
  std::size_t begin;
  std::size_t end;
};

/// The likelihood of counted inputs: one x after the other, each by one thread.
class Likelihood {
 public:
  Likelihood(const CountedInputs& inputs, const InputSums& all, int num_threads)
      : inputs_(inputs),
        num_threads_(threads_for(inputs.size(), num_threads)),
        largest_x_(all.largest_x),
        longest_T_(all.longest_T) {
    for (std::size_t begin = 0, end = 0; begin < inputs.size(); begin = end) {
      while (end < inputs.size() && inputs.x[end] == inputs.x[begin]) ++end;
      ranges_.push_back({begin, end});
    }
    // Those with most work first, so that threads end together.
    std::ranges::stable_sort(ranges_, std::greater{}, [](const SizeRange& range) { return range.end - range.begin; });
    scratch_.resize(num_parts(ranges_.size(), num_threads_));
  }

  [[nodiscard]] LikelihoodSums operator()(Model model, std::span<const double> values, Asked asked) {
    const PurchaseParameters parameters = parameters_at(model, values);
    const DayTables days(parameters, std::size_t{longest_T_} + 1);
    const std::vector<SizeTerms> sizes = size_terms(parameters, largest_x_);
    const bool integrals = model == Model::kParetoNbd;
    const DropoutNodes nodes(parameters, largest_x_, integrals ? longest_T_ : std::uint16_t{0});
    for (Scratch& scratch : scratch_) scratch.sums = {};
    for_each_task(ranges_.size(), num_threads_, [&](std::size_t task, std::size_t worker) {
      const SizeRange& range = ranges_[task];
      const std::uint16_t x = inputs_.x[range.begin];
      Scratch& scratch = scratch_[worker];
      if (integrals) scratch.dropout.fill(nodes, x, sizes[x].size, asked != Asked::kLikelihood);
      add_range(parameters, days, sizes[x], range, asked, scratch);
    });
    LikelihoodSums sums;
    for (const Scratch& scratch : scratch_) sums += scratch.sums;
    return sums;
  }

 private:
  struct Scratch {
    DropoutTable dropout;
    BlockTerms terms;
    LikelihoodSums sums;
  };

  void add_range(const PurchaseParameters& parameters, const DayTables& days, const SizeTerms& size,
                 const SizeRange& range, Asked asked, Scratch& scratch) const {
    const double log_beta = parameters.model == Model::kParetoNbd ? elementary::natural_log(parameters.beta()) : 0;
    const std::size_t derivatives = asked == Asked::kLikelihood ? 0 : parameter_names(parameters.model).size();
    for (std::size_t begin = range.begin; begin < range.end; begin += kBlock) {
      const SizeBlock block{parameters,
                            log_beta,
                            size,
                            days,
                            scratch.dropout,
                            inputs_.t_x.data() + begin,
                            inputs_.T.data() + begin,
                            std::min(kBlock, range.end - begin)};
      block_terms(block, scratch.terms);
      for (std::size_t i = 0; i < block.count; ++i) {
        std::array<double, kMostParameters> gradient{};
        for (std::size_t p = 0; p < derivatives; ++p) gradient[p] = scratch.terms.gradient[p][i];
        add_terms(scratch.terms.value[i], std::span(gradient).first(derivatives), inputs_.customers[begin + i],
                  scratch.sums);
      }
    }
  }

  const CountedInputs& inputs_;
  int num_threads_;
  std::uint16_t largest_x_;
  std::uint16_t longest_T_;
  std::vector<SizeRange> ranges_;
  std::vector<Scratch> scratch_;
};

/// One customer's terms, all made anew.
PurchaseTerms reference_terms(const PurchaseParameters& at, std::uint16_t x, std::uint16_t t_x, std::uint16_t T,
                              const InputSums& all) {
  const DayTables days(at, std::size_t{all.longest_T} + 1);
  const SizeTerms size = size_terms(at, x)[x];
  const auto on = [&](std::uint16_t day) {
    return terms::DayValues{days.log_alpha[day], days.inverse_alpha[day], days.log_beta[day], days.inverse_beta[day]};
  };
  if (at.model == Model::kNbd || (at.model == Model::kBgNbd && x == 0)) return terms::nbd(at, size, on(T));
  if (at.model != Model::kParetoNbd) return terms::leaving_by_chance(at, size, on(t_x), on(T));
  const DropoutNodes nodes(at, all.largest_x, all.longest_T);
  DropoutTable dropout;
  dropout.fill(nodes, x, size.size, true);
  return terms::leaving_any_time(at, elementary::natural_log(at.beta()), size, on(t_x), on(T), dropout.at(t_x),
                                 dropout.at(T));
}

}  // namespace

PurchaseObjective likelihood_of(const CountedInputs& inputs, const InputSums& all, int num_threads) {
  const auto likelihood = std::make_shared<Likelihood>(inputs, all, num_threads);
  return [likelihood](Model model, std::span<const double> values, Asked asked) {
    return (*likelihood)(model, values, asked);
  };
}

PurchaseObjective reference_likelihood_of(const CountedInputs& inputs, const InputSums& all) {
  return [&inputs, all](Model model, std::span<const double> values, Asked) {
    LikelihoodSums sums;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const PurchaseTerms terms =
          reference_terms(parameters_at(model, values), inputs.x[i], inputs.t_x[i], inputs.T[i], all);
      add_terms(terms.value, std::span(terms.gradient).first(values.size()), inputs.customers[i], sums);
    }
    return sums;
  };
}

}  // namespace spendlens::value
