#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "forced_instruction_set.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/scores.hpp"
#include "spendlens/value/spend.hpp"

using namespace spendlens;
using namespace spendlens::test;
using namespace spendlens::value;

namespace {

/// Customers of all kinds, the same on every machine.
struct MadeUp {
  std::vector<std::uint16_t> x, t_x, T;
  std::vector<Minor> repeat_spend;

  explicit MadeUp(std::size_t count, std::uint64_t longest = 400) {
    std::uint64_t state = 7;
    const auto below = [&state](std::uint64_t bound) {
      state = state * 6364136223846793005 + 1442695040888963407;
      return (state >> 33) % bound;
    };
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t seen = below(longest) + 1;
      const std::uint64_t last = below(3) == 0 ? 0 : below(seen) + 1;
      const std::uint64_t repeats = last == 0 ? 0 : below(std::min<std::uint64_t>(last, 9)) + 1;
      x.push_back(static_cast<std::uint16_t>(repeats));
      t_x.push_back(static_cast<std::uint16_t>(last));
      T.push_back(static_cast<std::uint16_t>(i % 50 == 0 ? kNoPurchase : seen));
      repeat_spend.push_back(repeats == 0 ? 0 : static_cast<Minor>(repeats * (100 + below(9000))));
      if (i % 50 == 0) x.back() = t_x.back() = 0, repeat_spend.back() = 0;
    }
  }
  [[nodiscard]] InputColumns columns() const { return {x, t_x, T, repeat_spend}; }
};

PurchaseParameters some_parameters(Model model) { return {model, {0.7, 9.5, 0.9, 3.5}}; }

std::span<const double> values_of(const PurchaseParameters& parameters) {
  return std::span(parameters.values).first(parameter_names(parameters.model).size());
}

}  // namespace

TEST_CASE("sums of a likelihood are those of plain loops, under every instruction set, on any threads") {
  const MadeUp customers(300);
  const CountedInputs inputs = count_inputs(customers.columns());
  InputSums all;
  all.add(inputs);
  for (const Model model : kModels) {
    const PurchaseParameters at = some_parameters(model);
    const LikelihoodSums expected = reference_likelihood_of(inputs, all)(model, values_of(at), Asked::kGradient);
    for (const InstructionSet set : available_instruction_sets())
      for (const int threads : {1, 2, 3}) {
        INFO(model_name(model) << ", " << instruction_set_name(set) << ", " << threads << " threads");
        const ForcedInstructionSet forced(set);
        CHECK(likelihood_of(inputs, all, threads)(model, values_of(at), Asked::kGradient) == expected);
      }
  }
}

TEST_CASE("equal customers may be counted together or one by one, on one rank or several") {
  const MadeUp customers(2000, 30);
  const CountedInputs counted = count_inputs(customers.columns());
  const CountedInputs single = count_inputs(customers.columns(), false);
  CHECK(counted.size() < single.size());
  InputSums all;
  all.add(counted);
  InputSums same;
  same.add(single);
  CHECK(all == same);
  CountedInputs parts[2];
  for (std::size_t i = 0; i < single.size(); ++i)
    parts[i % 3 == 0].add(key_of(single.x[i], single.t_x[i], single.T[i]), 1);
  for (const Model model : kModels) {
    const PurchaseParameters at = some_parameters(model);
    const LikelihoodSums sums = likelihood_of(counted, all, 2)(model, values_of(at), Asked::kGradient);
    CHECK(likelihood_of(single, all, 1)(model, values_of(at), Asked::kGradient) == sums);
    LikelihoodSums of_parts;
    for (const CountedInputs& part : parts)
      of_parts += likelihood_of(part, all, 1)(model, values_of(at), Asked::kGradient);
    CHECK(of_parts == sums);
    CHECK(LikelihoodSums::of(sums.numbers()) == sums);
  }
}

TEST_CASE("gradients are the differences of the likelihood") {
  const MadeUp customers(500);
  const CountedInputs inputs = count_inputs(customers.columns());
  InputSums all;
  all.add(inputs);
  const double step = 1e-5;
  for (const Model model : kModels) {
    const PurchaseParameters at = some_parameters(model);
    const PurchaseObjective objective = likelihood_of(inputs, all, 1);
    const LikelihoodSums here = objective(model, values_of(at), Asked::kGradient);
    for (std::size_t i = 0; i < values_of(at).size(); ++i) {
      INFO(model_name(model) << " by " << parameter_names(model)[i]);
      PurchaseParameters above = at;
      PurchaseParameters below = at;
      above.values[i] *= std::exp(step);
      below.values[i] *= std::exp(-step);
      const double difference = as_number(objective(model, values_of(above), Asked::kLikelihood).log_likelihood -
                                          objective(model, values_of(below), Asked::kLikelihood).log_likelihood) /
                                (2 * step);
      CHECK(as_number(here.gradient[i]) == Approx(difference).epsilon(1e-5).margin(1e-4));
    }
  }
}

TEST_CASE("second derivatives of spend are the differences of its gradient, and all are those of plain loops") {
  const MadeUp customers(700);
  const std::array at = {3.0, 2.5, 20.0};
  const auto sums_at = [&](std::span<const double> values, int threads) {
    return spend_likelihood(values, Asked::kSecond, customers.x, customers.repeat_spend, 9, threads);
  };
  const LikelihoodSums here = sums_at(at, 1);
  CHECK(here == reference_spend_likelihood(at, customers.x, customers.repeat_spend));
  for (const InstructionSet set : available_instruction_sets()) {
    const ForcedInstructionSet forced(set);
    for (const int threads : {1, 3}) CHECK(sums_at(at, threads) == here);
  }
  const double step = 1e-5;
  for (std::size_t i = 0, next = 0; i < 3; ++i) {
    auto above = at;
    auto below = at;
    above[i] *= std::exp(step);
    below[i] *= std::exp(-step);
    const LikelihoodSums more = sums_at(above, 1);
    const LikelihoodSums less = sums_at(below, 1);
    CHECK(as_number(here.gradient[i]) ==
          Approx(as_number(more.log_likelihood - less.log_likelihood) / (2 * step)).epsilon(1e-5).margin(1e-3));
    for (std::size_t j = i; j < 3; ++j, ++next)
      CHECK(as_number(here.second[next]) ==
            Approx(as_number(more.gradient[j] - less.gradient[j]) / (2 * step)).epsilon(1e-5).margin(1e-3));
  }
}

TEST_CASE("scores are those of plain loops, under every instruction set, on any threads") {
  const MadeUp customers(400);
  for (const Model model : kModels) {
    const ScoreModel with{some_parameters(model), SpendParameters{3, 2.5, 20}, 500, {}};
    const ScoreColumns expected = score_customers(with, customers.columns(), ParallelPolicy::always(1));
    for (std::size_t i = 0; i < customers.x.size(); ++i) {
      if (customers.T[i] == kNoPurchase) {
        CHECK(std::isnan(expected.p_alive[i]));
        CHECK(expected.clv[i] == kNoMoney);
        continue;
      }
      CHECK(expected.p_alive[i] ==
            reference_p_alive(with.purchases, 500, customers.x[i], customers.t_x[i], customers.T[i]));
      CHECK(expected.expected_purchases[1][i] ==
            expected.p_alive[i] * expected_if_alive(with.purchases, customers.x[i], customers.T[i], 365 / 7.0));
    }
    for (const InstructionSet set : available_instruction_sets())
      for (const int threads : {1, 3}) {
        const ForcedInstructionSet forced(set);
        const ScoreColumns scores = score_customers(with, customers.columns(), ParallelPolicy::always(threads));
        CHECK(scores.clv == expected.clv);
        CHECK(std::memcmp(scores.p_alive.data(), expected.p_alive.data(), 8 * scores.p_alive.size()) == 0);
      }
  }
}

TEST_CASE("inputs that no customer can have are refused with the customer's index") {
  MadeUp customers(10);
  customers.x[3] = 5;
  customers.t_x[3] = 4;
  customers.T[3] = 9;
  CHECK_THROWS_WITH(fit_purchases(Model::kNbd, customers.columns()), Catch::Matchers::Contains("customer 3"));
  CHECK_THROWS_AS(require_parameters({Model::kNbd, {0, 1}}), UsageError);
  CHECK_THROWS_AS(require_rules({{365, 90}, 12, 0.1, 1}), UsageError);
}
