#include <catch2/catch.hpp>
#include <cmath>

#include "real_log.hpp"
#include "spendlens/value/scores.hpp"

using namespace spendlens;
using namespace spendlens::test;
using namespace spendlens::value;
using Json = nlohmann::json;

namespace {

/// Whether a number is a text's to 1e-10, as far as the text has digits.
bool is_near(double found, const std::string& expected) {
  const double wanted = std::stod(expected);
  return std::abs(found - wanted) <= 1e-10 * std::abs(wanted) + 1e-14;
}

struct Differences {
  std::size_t alive = 0;
  std::size_t purchases = 0;
  std::size_t discounted = 0;
  std::size_t money = 0;
};

void check_scores(const std::filesystem::path& directory, const std::string& name) {
  const RealLog log(directory / (name + "-clv.csv.gz"));
  const Json stated = read_json(directory / (name + "-clv.json"))["stated_parameters"];
  for (const Model model : kModelsWithDropout) {
    INFO(model_name(model));
    ScoreModel with{parameters_of(model, stated[model_name(model)]), {}, 0, {}};
    const Json& spend = stated["gamma-gamma"];
    with.spend = SpendParameters{spend[0], spend[1], spend[2]};
    const ScoreColumns scores = score_customers(with, log.columns());
    Differences differences;
    const std::string prefix = std::string(model_name(model)) + ":";
    for (std::size_t i = 0; i < log.x.size(); ++i) {
      differences.alive += !is_near(scores.p_alive[i], log.cell(i, prefix + "p_alive"));
      differences.purchases +=
          !is_near(scores.expected_purchases[0][i], log.cell(i, prefix + "expected_purchases_90d"));
      differences.purchases +=
          !is_near(scores.expected_purchases[1][i], log.cell(i, prefix + "expected_purchases_365d"));
      differences.discounted += !is_near(scores.discounted_purchases[i], log.cell(i, prefix + "discounted_purchases"));
      differences.money += std::abs(scores.clv[i] - RealLog::minor(log.cell(i, prefix + "clv"))) > 1;
      differences.money += std::abs(scores.expected_spend[i] - RealLog::minor(log.cell(i, "expected_spend"))) > 1;
    }
    CHECK(differences.alive == 0);
    CHECK(differences.purchases == 0);
    CHECK(differences.discounted == 0);
    CHECK(differences.money == 0);
  }
}

}  // namespace

TEST_CASE("CDNOW's scores with stated parameters are those of an independent implementation") {
  const auto directory = expected_values();
  if (!directory.empty()) check_scores(directory, "cdnow_master");
}

TEST_CASE("Online Retail's scores with stated parameters are those of an independent implementation") {
  const auto directory = expected_values();
  if (!directory.empty()) check_scores(directory, "online_retail");
}
