#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "spendlens/core/elementary.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/holdout.hpp"
#include "spendlens/value/scores.hpp"

using namespace spendlens;
using namespace spendlens::value;

namespace {

/// Closed forms with 2F1 and an integral, in 60 digits (mpmath): the chance to be a customer still, and expected
/// purchases of one who is.
struct KnownExpectation {
  double r, alpha, third, fourth;
  int x, t_x, T;
  double weeks;
  double pareto_alive, pareto_expected, bg_alive, bg_expected, mbg_alive, mbg_expected;
};

// clang-format off
const KnownExpectation kKnown[] = {
    {0.55, 10.6, 0.6, 11.7, 0, 0, 280, 39, 0.29314817847022102559, 0.35420421339976777748, 1.0, 0.41243014340714205745, 0.89193986139104313276, 0.41324247266381384765},
    {0.55, 10.6, 0.6, 11.7, 2, 100, 280, 52.142857142857146, 0.39625334209991626633, 2.0958480066113426979, 0.77605111984020253336, 2.4531302821972937766, 0.78894775978980158169, 2.4632356414103143631},
    {0.55, 10.6, 0.6, 11.7, 30, 260, 280, 12, 0.91218072665134410027, 6.7949353017007611643, 0.91993198526112236996, 6.8933731272357585208, 0.92170174134291358298, 6.9008434158420900196},
    {0.55, 10.6, 0.6, 11.7, 600, 690, 700, 52, 0.29003323334608186844, 250.48471734332539389, 0.29273434881056506464, 250.68750185583490257, 0.29307320873180075902, 250.72969433345075157},
    {0.25, 4.4, 1.8, 2.5, 0, 0, 280, 39, 3.7404057018230231725e-3, 0.12144623225430703844, 1.0, 0.18156854071557581444, 0.43797003672972413473, 0.18749702202290741791},
    {0.25, 4.4, 1.8, 2.5, 2, 100, 280, 52.142857142857146, 0.055778692669288420188, 1.2732858726595225074, 0.21714977009112917454, 1.7478809299491195052, 0.26288259172998698189, 1.8329310066741044384},
    {0.25, 4.4, 1.8, 2.5, 30, 260, 280, 12, 0.69520896356624661616, 6.5300162691858978474, 0.7005999137718402108, 6.7020500430335136568, 0.70711406801606031245, 6.7363832549269586748},
    {0.25, 4.4, 1.8, 2.5, 600, 690, 700, 52, 0.075766226429544017494, 206.13727407367128619, 0.078806430762446855977, 207.61374381102595871, 0.078927106518402507017, 207.71750484333706597},
    {3.0, 25.0, 0.05, 40.0, 0, 0, 280, 39, 0.83754554883039442601, 1.7810805669332515514, 1.0, 1.7973694881807579891, 0.97850230437292679707, 1.7974320947332749018},
    {3.0, 25.0, 0.05, 40.0, 2, 100, 280, 52.142857142857146, 0.91996749785390543634, 3.9569451577621158509, 0.98510426758025247717, 3.9999995277889688621, 0.98545376890533927825, 4.0002446663543856895},
    {3.0, 25.0, 0.05, 40.0, 30, 260, 280, 12, 0.99583948830422877411, 6.0705764215317753708, 0.99681604775804751182, 6.0790749349271209422, 0.99686139003030040966, 6.0792557473872158427},
    {3.0, 25.0, 0.05, 40.0, 600, 690, 700, 52, 0.92965914442425445184, 248.77433647199235043, 0.92584339325291935705, 248.66926680227370463, 0.92595068287894661459, 248.67229476107469899},
};
// clang-format on

void check(Model model, const KnownExpectation& at, double alive, double expected) {
  INFO(model_name(model) << " r " << at.r << " x " << at.x << " T " << at.T);
  const PurchaseParameters parameters{model, {at.r, at.alpha, at.third, at.fourth}};
  const auto x = static_cast<std::uint16_t>(at.x);
  const auto t_x = static_cast<std::uint16_t>(at.t_x);
  const auto T = static_cast<std::uint16_t>(at.T);
  CHECK(reference_p_alive(parameters, 800, x, t_x, T) == Approx(alive).epsilon(1e-10));
  CHECK(expected_if_alive(parameters, x, T, at.weeks) == Approx(expected).epsilon(1e-11));
}

/// Numbers in (0, 1), the same on every machine.
class Draws {
 public:
  double next() {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    return (static_cast<double>(state_ >> 12) + 0.5) * 0x1p-52;
  }
  /// Of an exponential distribution.
  double waiting(double rate) { return -elementary::natural_log(next()) / rate; }

 private:
  std::uint64_t state_ = 42;
};

}  // namespace

TEST_CASE("p_alive and expected purchases are the closed forms of 60 digits") {
  for (const KnownExpectation& at : kKnown) {
    check(Model::kParetoNbd, at, at.pareto_alive, at.pareto_expected);
    check(Model::kBgNbd, at, at.bg_alive, at.bg_expected);
    check(Model::kMbgNbd, at, at.mbg_alive, at.mbg_expected);
  }
}

TEST_CASE("a fit finds the parameters that customers were made with, and p_alive is who was alive") {
  // r = s = 1: both rates are exponential. A day is short beside 1 / rate.
  const double alpha = 40, beta = 60;
  Draws draws;
  std::vector<std::uint16_t> x, t_x, T;
  std::vector<bool> alive;
  for (int customer = 0; customer < 20'000; ++customer) {
    const double rate = draws.waiting(alpha) / 7;
    const double leaves = draws.waiting(draws.waiting(beta) / 7);
    const int seen = static_cast<int>(draws.next() * 1000);
    int last = 0, repeats = 0;
    for (double day = draws.waiting(rate); day < std::min<double>(leaves, seen); day += draws.waiting(rate))
      if (const int date = static_cast<int>(day) + 1; date > last && date <= seen) last = date, ++repeats;
    x.push_back(static_cast<std::uint16_t>(repeats));
    t_x.push_back(static_cast<std::uint16_t>(last));
    T.push_back(static_cast<std::uint16_t>(seen));
    alive.push_back(leaves > seen);
  }
  const std::vector<Minor> no_spend(x.size(), 0);
  const InputColumns columns{x, t_x, T, no_spend};
  const PurchaseFit fit = fit_purchases(Model::kParetoNbd, columns);
  REQUIRE(fit.status == FitStatus::kConverged);
  const double truth[] = {1, alpha, 1, beta};
  for (std::size_t i = 0; i < 4; ++i) {
    INFO(parameter_names(Model::kParetoNbd)[i] << " " << fit.parameters.values[i] << " +- " << *fit.standard_errors[i]);
    CHECK(std::abs(fit.parameters.values[i] - truth[i]) < 3 * *fit.standard_errors[i]);
  }
  const ScoreColumns scores = score_customers({fit.parameters, {}, 0, {}}, columns);
  for (double from = 0; from < 1; from += 0.2) {
    double expected = 0, actual = 0, customers = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      if (scores.p_alive[i] >= from && scores.p_alive[i] < from + 0.2)
        expected += scores.p_alive[i], actual += alive[i], ++customers;
    INFO("p_alive from " << from << ", " << customers << " customers");
    if (customers >= 200) CHECK(std::abs(expected - actual) / customers < 0.05);
  }
}

TEST_CASE("the default holdout is the last third in whole weeks") {
  CHECK(default_calibration_end(0, 545) == 546 - 25 * 7);
  CHECK(default_calibration_end(0, 3000) == 3001 - 52 * 7);
  CHECK_FALSE(default_calibration_end(0, 26 * 7).has_value());
  CHECK_FALSE(default_calibration_end(5, 5).has_value());
}

TEST_CASE("a holdout is added up by hand") {
  // Two customers with x = 2, t_x = 20, T = 70 days: one came on 3 dates in the 35 days of the holdout, one did not.
  KeyCounts counts;
  counts.add(key_of(2, 20, 70, 3), 1, 4000);
  counts.add(key_of(2, 20, 70, 0), 1, 2000);
  const auto entries = counts.sorted();
  const PurchaseParameters nbd{Model::kNbd, {1, 5}};  // (1 + 2) 5 / (5 + 10) = 1 each
  const HoldoutSums sums = compare_holdout(entries, nbd, SpendParameters{2, 3, 10}, 70, 35, 2);
  CHECK(as_score(sums.all.predicted) == Approx(2));
  CHECK(sums.all.purchase_days == 3);
  CHECK(sums.all.bought == 1);
  CHECK(*sums.bias_pct() == Approx(-100.0 / 3));
  CHECK(sums.mean_absolute_error() == Approx(1.5));
  CHECK(sums.root_mean_square_error() == Approx(std::sqrt(2.5)));
  CHECK(sums.by_x[2].customers == 2);
  CHECK(sums.by_p_alive[9].customers == 2);
  CHECK(as_score(sums.predicted_spend) == Approx(100 * (2 * (10 + 40) / 6.0 + 2 * (10 + 20) / 6.0)));
  const HoldoutSums naive = compare_naive(entries, 35);
  CHECK(as_score(naive.all.predicted) == Approx(2));
  std::vector<int128> twice = sums.numbers();  // as ranks add them up
  for (std::size_t i = 0; i < twice.size(); ++i) twice[i] += sums.numbers()[i];
  CHECK(HoldoutSums::of(twice).all.customers == 4);
  CHECK(HoldoutSums::of(sums.numbers()).numbers() == sums.numbers());
}

TEST_CASE("tracking counts whole weeks from the first customer on") {
  std::vector<std::uint64_t> acquired(20, 0);
  std::vector<std::uint64_t> repeat_days(20, 0);
  acquired[2] = 10;
  repeat_days[8] = 3;
  repeat_days[9] = 1;
  const auto weeks = track({Model::kNbd, {1, 5}}, acquired, repeat_days);
  REQUIRE(weeks.size() == 2);  // days 2 to 8, 9 to 15
  CHECK(weeks[0].actual == 3);
  CHECK(weeks[1].actual == 1);
  CHECK(weeks[0].expected == Approx(10 * (6 / 7.0) / 5));
  CHECK(weeks[0].expected + weeks[1].expected == Approx(10 * (13 / 7.0) / 5));
}
