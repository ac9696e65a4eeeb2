#include <catch2/catch.hpp>
#include <cmath>

#include "spendlens/core/elementary.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/scores.hpp"
#include "spendlens/value/spend.hpp"

using namespace spendlens;
using namespace spendlens::value;

namespace {

struct Customers {
  std::vector<std::uint16_t> x, t_x, T;
  std::vector<Minor> repeat_spend;

  Customers& add(int repeats, int last, int seen, Minor spend = 0) {
    x.push_back(static_cast<std::uint16_t>(repeats));
    t_x.push_back(static_cast<std::uint16_t>(last));
    T.push_back(static_cast<std::uint16_t>(seen));
    repeat_spend.push_back(spend);
    return *this;
  }
  [[nodiscard]] InputColumns columns() const { return {x, t_x, T, repeat_spend}; }
};

double alive(const PurchaseParameters& parameters, int x, int t_x, int T) {
  const Customers one = Customers().add(x, t_x, T);
  double result = 0;
  p_alive(parameters, static_cast<std::uint16_t>(T), one.columns(), 1, std::span(&result, 1));
  CHECK(result == reference_p_alive(parameters, static_cast<std::uint16_t>(T), one.x[0], one.t_x[0], one.T[0]));
  return result;
}

double log_likelihood(const PurchaseParameters& parameters, int x, int t_x, int T) {
  const Customers one = Customers().add(x, t_x, T);
  const CountedInputs inputs = count_inputs(one.columns());
  InputSums sums;
  sums.add(inputs);
  return as_number(
      likelihood_of(inputs, sums, 1)(parameters.model, parameters.values, Asked::kLikelihood).log_likelihood);
}

const PurchaseParameters kBg{Model::kBgNbd, {1, 5, 1, 3}};
const PurchaseParameters kMbg{Model::kMbgNbd, {1, 5, 1, 3}};
const PurchaseParameters kPareto{Model::kParetoNbd, {1, 5, 1, 3}};

}  // namespace

/// t_x = 0 with x = 1 cannot be, as x <= t_x in days: the formula holds all the same.
double alive_a_week_later(const PurchaseParameters& parameters) { return reference_p_alive(parameters, 7, 1, 0, 7); }

TEST_CASE("case 19: the chance to be a customer still") {
  CHECK(alive(kBg, 0, 0, 70) == 1);
  CHECK(alive(kBg, 1, 70, 70) == Approx(0.75).epsilon(1e-14));
  CHECK(alive(kMbg, 0, 0, 0) == Approx(0.75).epsilon(1e-14));
  CHECK(alive(kPareto, 3, 70, 70) == 1);
  CHECK(alive_a_week_later({Model::kBgNbd, {1, 1, 1, 1}}) == Approx(0.2).epsilon(1e-14));
  const PurchaseParameters ones{Model::kParetoNbd, {1, 1, 1, 1}};
  CHECK(alive(ones, 0, 0, 7) == Approx(0.4).epsilon(1e-13));
}

TEST_CASE("case 20: log-likelihoods") {
  CHECK(log_likelihood({Model::kBgNbd, {0.25, 4, 0.8, 2.5}}, 0, 0, 280) == Approx(-0.59947382).epsilon(1e-8));
  // A customer's is rounded to a multiple of 2^-40.
  CHECK(log_likelihood({Model::kBgNbd, {1, 1, 1, 1}}, 1, 0, 7) == Approx(std::log(0.625)).epsilon(0).margin(0x1p-41));
  for (const Model model : kModels) CHECK(log_likelihood({model, {1, 1, 1, 1}}, 0, 0, 0) == 0);
}

TEST_CASE("case 21: expectations where the usual closed forms are 0/0") {
  CHECK(expected_if_alive({Model::kBgNbd, {1, 1, 1, 1}}, 0, 0, 1) == Approx(std::log(2)).epsilon(1e-14));
  CHECK(expected_if_alive({Model::kParetoNbd, {1, 1, 1, 1}}, 0, 0, 1) == Approx(std::log(2)).epsilon(1e-14));
  CHECK(expected_if_alive({Model::kNbd, {1, 4}}, 3, 28, 6) == Approx(3).epsilon(1e-15));
  CHECK(expected_if_alive({Model::kBgNbd, {1, 4, 1e-13, 1}}, 3, 28, 6) == Approx(3).epsilon(1e-11));
}

TEST_CASE("case 22: spend of a purchase day") {
  CHECK(minor_of(expected_spend({2, 3, 10}, 0, 0)) == 1000);
  CHECK(minor_of(expected_spend({2, 3, 10}, 2, 4000)) == 1667);
  CHECK(std::isnan(expected_spend({2, 1, 10}, 0, 0)));
  CHECK(minor_of(expected_spend({2, 1, 10}, 1, 1500)) == 2500);
  CHECK(minor_of(std::nan("")) == kNoMoney);
}

TEST_CASE("case 23: value is discounted month by month") {
  ScoreModel model{{Model::kNbd, {1, 1}}, SpendParameters{2, 3, 10}, 0, {{7}, 2, 4095, 1}};
  const Customers one = Customers().add(0, 0, 0);
  const ScoreColumns scores = score_customers(model, one.columns());
  CHECK(scores.discounted_purchases[0] == Approx(4.348214 * 0.75).epsilon(1e-6));
  CHECK(scores.clv[0] == 3261);
  CHECK(scores.expected_purchases[0][0] == Approx(1).epsilon(1e-14));
}

TEST_CASE("case 24: what cannot be fitted says why") {
  Customers one_time;
  for (int i = 0; i < 500; ++i) one_time.add(0, 0, 100 + i);
  Customers few = one_time;
  for (int i = 0; i < 49; ++i) few.add(1 + i % 3, 50 + i, 100 + i, 1000 + i);
  Customers recent;
  for (int i = 0; i < 100; ++i) recent.add(1 + i * i % 17, 200 + i, 200 + i, 500 + i);
  for (const Model model : kModels) {
    INFO(model_name(model));
    CHECK(fit_purchases(model, one_time.columns()).status == FitStatus::kTooFewRepeatCustomers);
    CHECK(fit_purchases(model, Customers().columns()).status == FitStatus::kNoCustomers);
    CHECK(fit_purchases(model, few.columns()).status == FitStatus::kTooFewRepeatCustomers);
    const PurchaseFit fit = fit_purchases(model, recent.columns());
    CHECK(fit.status == (model == Model::kNbd ? FitStatus::kConverged : FitStatus::kNoDropout));
    CHECK(fit.parameters.model == Model::kNbd);
    const ScoreColumns scores = score_customers({fit.parameters, {}, 0, {}}, recent.columns());
    for (const double chance : scores.p_alive) CHECK(chance == 1);
  }
  CHECK(fit_spend(one_time.columns()).status == FitStatus::kNoCustomers);
  CHECK(fit_spend(few.columns()).status == FitStatus::kTooFewRepeatCustomers);
}

TEST_CASE("case 24: customers all alike are at a bound, with the rate that they have") {
  Customers alike;
  for (int i = 0; i < 100; ++i) alike.add(12, 364, 364, 12'000);
  for (const Model model : kModels) {
    INFO(model_name(model));
    const PurchaseFit fit = fit_purchases(model, alike.columns());
    CHECK(fit.status == FitStatus::kAtBound);
    CHECK(fit.parameters.r() / fit.parameters.alpha() == Approx(12.0 / 52).epsilon(1e-4));
    CHECK(score_customers({fit.parameters, {}, 0, {}}, alike.columns()).p_alive[0] == 1);
  }
}
