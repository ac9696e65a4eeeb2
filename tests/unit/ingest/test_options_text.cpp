#include <catch2/catch.hpp>

#include "ingest/options_text.hpp"

using namespace spendlens::ingest;

TEST_CASE("Only what differs from the defaults is said, and the sign convention always") {
  ImportOptions options;
  CHECK(options_text(options) == "--amounts spend-negative");
  options.spend_positive = true;
  options.delimiter = '\t';
  options.columns["amount"] = "Net amount";
  options.where.push_back({"kind", "it's", false});
  options.null_values.emplace();
  CHECK(options_text(options) == "--amounts spend-positive --delimiter tab --column 'amount=Net amount' --where 'kind!=it'\\''s' --null-values ''");
  options.constants["merchant"] = std::string(5000, 'x');
  CHECK(options_text(options).size() <= 4000);
}
