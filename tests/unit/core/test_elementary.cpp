#include "spendlens/core/elementary.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "elementary_values.hpp"
#include "forced_instruction_set.hpp"
#include "spendlens/core/hashing.hpp"

using namespace spendlens;
using namespace spendlens::test;

namespace {

using Scalar = double (*)(double);
using Spans = void (*)(std::span<const double>, std::span<double>);

double unit_in_last_place(double value) {
  const double magnitude = std::abs(value);
  return magnitude < std::numeric_limits<double>::min() ? std::numeric_limits<double>::denorm_min()
                                                        : std::nextafter(magnitude, HUGE_VAL) - magnitude;
}

/// The largest error, in units in the last place.
double largest_error(Scalar function, const std::vector<KnownValue>& known) {
  double largest = 0;
  for (const KnownValue& at : known) {
    const double error = std::abs((function(at.argument) - at.value) - at.rest) / unit_in_last_place(at.value);
    INFO("argument " << at.argument << ", error " << error);
    CHECK_FALSE(std::isnan(error));
    largest = std::max(largest, error);
  }
  return largest;
}

/// Doubles of all magnitudes between bounds, the same with every library.
std::vector<double> arguments_between(double low, double high, std::size_t count) {
  std::vector<double> arguments(count);
  std::uint64_t state = 1;
  for (double& argument : arguments) {
    state = state * 6364136223846793005 + 1442695040888963407;
    const double share = static_cast<double>(state >> 11) * 0x1p-53;
    argument = low + (high - low) * (state % 3 == 0 ? share * share * share * share : share);
  }
  return arguments;
}

struct Function {
  const char* name;
  Scalar scalar;
  Spans spans;
  double low;
  double high;
};

const std::vector<Function> kFunctions = {
    {"exponential", elementary::exponential, elementary::exponential, -750, 711},
    {"exponential_minus_one", elementary::exponential_minus_one, elementary::exponential_minus_one, -50, 711},
    {"natural_log", elementary::natural_log, elementary::natural_log, 0, 1e6},
    {"log_one_plus", elementary::log_one_plus, elementary::log_one_plus, -1, 1e6},
    {"log_gamma", elementary::log_gamma, elementary::log_gamma, 1e-9, 40},
    {"digamma", elementary::digamma, elementary::digamma, 1e-9, 40},
    {"trigamma", elementary::trigamma, elementary::trigamma, 1e-9, 40}};

Digest digest_of(const std::vector<double>& values) { return digest(std::as_bytes(std::span(values))); }

}  // namespace

TEST_CASE("exponentials and logarithms are within their bounds of values of 60 digits") {
  CHECK(largest_error(elementary::exponential, k_exponential) < 1);
  CHECK(largest_error(elementary::exponential_minus_one, k_exponential_minus_one) < 1.5);
  CHECK(largest_error(elementary::natural_log, k_natural_log) < 1);
  CHECK(largest_error(elementary::log_one_plus, k_log_one_plus) < 1);
}

TEST_CASE("the gamma function's logarithm and its derivatives are within their bounds of values of 60 digits") {
  CHECK(largest_error(elementary::log_gamma, k_log_gamma) < 8);
  CHECK(largest_error(elementary::trigamma, k_trigamma) < 8);
  for (const KnownValue& at : k_digamma) {
    INFO("argument " << at.argument);
    CHECK(std::abs((elementary::digamma(at.argument) - at.value) - at.rest) <=
          4e-15 * std::max(1.0, std::abs(at.value)));
  }
}

TEST_CASE("elementary functions end where numbers do") {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(elementary::exponential(-746) == 0);
  CHECK(elementary::exponential(-infinity) == 0);
  CHECK(elementary::exponential(-745) == std::numeric_limits<double>::denorm_min());
  CHECK(elementary::exponential(0) == 1);
  CHECK(elementary::exponential(710) == infinity);
  CHECK(elementary::exponential_minus_one(-1000) == -1);
  CHECK(elementary::exponential_minus_one(0) == 0);
  CHECK(elementary::exponential_minus_one(infinity) == infinity);
  CHECK(elementary::natural_log(0) == -infinity);
  CHECK(elementary::natural_log(1) == 0);
  CHECK(elementary::natural_log(infinity) == infinity);
  CHECK(elementary::log_one_plus(0) == 0);
  CHECK(elementary::log_one_plus(-1) == -infinity);
  CHECK(elementary::log_one_plus(infinity) == infinity);
  CHECK(elementary::log_gamma(1) == 0);
  CHECK(elementary::log_gamma(2) == 0);
  CHECK(elementary::log_gamma(infinity) == infinity);
  for (const Function& function : kFunctions) {
    INFO(function.name);
    CHECK(std::isnan(function.scalar(nan)));
  }
  CHECK(std::isnan(elementary::natural_log(-1)));
  CHECK(std::isnan(elementary::log_one_plus(-2)));
}

TEST_CASE("millions of results have the same bits under every instruction set, one by one too") {
  for (const Function& function : kFunctions) {
    const std::vector<double> arguments = arguments_between(function.low, function.high, 1'000'003);
    std::vector<double> results(arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) results[i] = function.scalar(arguments[i]);
    const Digest one_by_one = digest_of(results);
    for (const InstructionSet set : available_instruction_sets()) {
      INFO(function.name << " with " << instruction_set_name(set));
      const ForcedInstructionSet forced(set);
      std::fill(results.begin(), results.end(), 0.0);
      function.spans(arguments, results);
      CHECK(digest_of(results) == one_by_one);
    }
  }
}

TEST_CASE("elementary functions give these bits on every machine") {
  std::string digests;
  for (const Function& function : kFunctions) {
    const std::vector<double> arguments = arguments_between(function.low, function.high, 100'003);
    std::vector<double> results(arguments.size());
    function.spans(arguments, results);
    digests += digest_text(digest_of(results)).substr(0, 8) + " ";
  }
  CHECK(digests == "d1c4e257 72d14467 aad8e463 ae391db0 217ac136 e5f17959 30d4da69 ");
}
