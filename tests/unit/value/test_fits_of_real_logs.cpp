#include <catch2/catch.hpp>
#include <cmath>

#include "real_log.hpp"
#include "spendlens/value/fit.hpp"
#include "spendlens/value/spend.hpp"

using namespace spendlens;
using namespace spendlens::test;
using namespace spendlens::value;
using Json = nlohmann::json;

namespace {

/// Parameters to a ten thousandth of a standard error, log-likelihoods to a millionth.
void check_estimates(const Json& expected, std::span<const double> parameters,
                     const std::vector<std::optional<double>>& errors, double log_likelihood) {
  CHECK(std::abs(log_likelihood - expected["log_likelihood"].get<double>()) < 1e-6);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    INFO("parameter " << i);
    const double error = expected["standard_errors"][i];
    CHECK(std::abs(parameters[i] - expected["parameters"][i].get<double>()) <= 1e-4 * error);
    REQUIRE(errors[i].has_value());
    CHECK(*errors[i] == Approx(error).epsilon(1e-4));
  }
}

void check_fits(const Json& expected, const RealLog& log) {
  for (const Model model : kModelsWithDropout) {
    INFO(model_name(model));
    const Json& of_model = expected["fits"][model_name(model)];
    const PurchaseFit fit = fit_purchases(model, log.columns());
    CHECK(fit_status_name(fit.status) == of_model["status"].get<std::string>());
    const std::size_t count = of_model["status"] == "no_dropout" ? 2 : 4;
    check_estimates(of_model, std::span(fit.parameters.values).first(count), fit.standard_errors, fit.log_likelihood);
    CHECK(std::abs(fit.twice_gain_over_nbd - of_model["twice_gain_over_nbd"].get<double>()) <
          (count == 2 ? 0.25 : 1e-6));
    CHECK(fit.distinct == of_model["distinct"].get<std::uint64_t>());
  }
  const Json& spend = expected["fits"]["gamma-gamma"];
  const SpendFit fit = fit_spend(log.columns());
  CHECK(fit.status == FitStatus::kConverged);
  CHECK(fit.customers == spend["customers"].get<std::uint64_t>());
  CHECK(fit.left_out_without_spend == spend["left_out_without_spend"].get<std::uint64_t>());
  check_estimates(spend, std::array{fit.parameters.p, fit.parameters.q, fit.parameters.v}, fit.standard_errors,
                  fit.log_likelihood);
}

void check_inputs(const Json& expected, const RealLog& log) {
  const CountedInputs inputs = count_inputs(log.columns());
  InputSums sums;
  sums.add(inputs);
  CHECK(sums.customers == expected["customers"].get<std::uint64_t>());
  CHECK(sums.repeat_customers == expected["repeat_customers"].get<std::uint64_t>());
  CHECK(sums.repeat_purchase_days == expected["repeat_purchase_days"].get<std::uint64_t>());
  CHECK(sums.largest_x == expected["largest_x"].get<int>());
  CHECK(sums.longest_T == expected["longest_T_days"].get<int>());
  CHECK(inputs.size() == expected["distinct_x_tx_T"].get<std::size_t>());
  SpendSums spend;
  for (std::size_t i = 0; i < log.x.size(); ++i) spend.add(log.x[i], log.repeat_spend[i]);
  CHECK(decimal_text(spend.repeat_spend, 2) == expected["repeat_spend"].get<std::string>());
  CHECK(std::abs(*spend.correlation() - std::stod(expected["correlation_of_x_and_mean_spend"].get<std::string>())) <
        6e-7);
}

}  // namespace

TEST_CASE("CDNOW's fits are those of an independent implementation") {
  const auto directory = expected_values();
  if (directory.empty()) return;
  const Json expected = read_json(directory / "cdnow_master-clv.json");
  const RealLog log(directory / "cdnow_master-clv.csv.gz");
  check_inputs(expected["inputs"], log);
  check_fits(expected, log);
}

TEST_CASE("the one-in-ten sample of CDNOW has the fits of an independent implementation") {
  const auto directory = expected_values();
  if (directory.empty()) return;
  const Json expected = read_json(directory / "cdnow_sample-clv.json");
  const RealLog log(directory / "cdnow_master-clv.csv.gz", sample_ids(directory));
  check_inputs(expected["inputs"], log);
  check_fits(expected, log);
}

TEST_CASE("Online Retail shows no departures, as an independent implementation finds") {
  const auto directory = expected_values();
  if (directory.empty()) return;
  const Json expected = read_json(directory / "online_retail-clv.json");
  const RealLog log(directory / "online_retail-clv.csv.gz");
  check_inputs(expected["inputs"], log);
  check_fits(expected, log);
}
