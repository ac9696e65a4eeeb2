// What the library's parallel path costs and gives: calculate_rfm, analyze_single_period and analyze_period_comparison,
// sequential and with workers, over ascending numbers of customers.
//   library [--customers N]... [--workers N] [--repeat N] [--json]
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "library/shop.hpp"
#include "spendlens/lenses/period_comparison.hpp"

namespace {

using namespace spendlens;
using benchmarks::Shop;

struct Options {
  std::vector<std::uint64_t> customers;
  int workers = 2;
  int repeat = 5;
  bool json = false;
};

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > 1'000'000'000)
    throw std::invalid_argument(fmt::format("a whole number above 0 is needed, not '{}'", text));
  return number;
}

Options options_of(const std::vector<std::string_view>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--json") {
      options.json = true;
      continue;
    }
    if (i + 1 == words.size()) throw std::invalid_argument(fmt::format("{} is no option, or needs a value", words[i]));
    if (words[i] == "--customers")
      options.customers.push_back(number_of(words[i + 1]));
    else if (words[i] == "--workers")
      options.workers = static_cast<int>(number_of(words[i + 1]));
    else if (words[i] == "--repeat")
      options.repeat = static_cast<int>(number_of(words[i + 1]));
    else
      throw std::invalid_argument(fmt::format("there is no option {}", words[i]));
    ++i;
  }
  if (options.customers.empty()) options.customers = {1'000, 10'000, 100'000, 1'000'000, 10'000'000};
  return options;
}

double seconds_of(const std::function<void()>& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Seconds of one call: the least of several, for what disturbs only adds.
struct Timing {
  double sequential = 1e9;
  double parallel = 1e9;
};

/// Both policies in turn, so that both see the same machine; small calls are repeated until they take a millisecond.
Timing time_call(const std::function<void(const ParallelPolicy&)>& call, const Options& options) {
  ParallelPolicy sequential;
  sequential.parallel = false;
  const ParallelPolicy parallel = ParallelPolicy::always(options.workers);
  const double once = seconds_of([&] { call(sequential); });
  call(parallel);
  const int calls = std::max(1, static_cast<int>(0.001 / once));
  const auto mean = [&](const ParallelPolicy& policy) {
    return seconds_of([&] {
             for (int i = 0; i < calls; ++i) call(policy);
           }) /
           calls;
  };
  Timing timing;
  for (int i = 0; i < options.repeat; ++i) {
    timing.sequential = std::min(timing.sequential, mean(sequential));
    timing.parallel = std::min(timing.parallel, mean(parallel));
  }
  return timing;
}

void print(const Options& options, std::string_view function, std::uint64_t customers, const Timing& timing) {
  if (options.json) {
    fmt::print(
        "{{\"function\": \"{}\", \"customers\": {}, \"workers\": {}, \"sequential_seconds\": {:.9f}, \"parallel_seconds\": {:.9f}}}\n",
        function, customers, options.workers, timing.sequential, timing.parallel);
  } else {
    fmt::print("{:<28} {:>11} customers {:>12.3f} ms {:>12.3f} ms {:>10.3f} ms {:>6.2f}\n", function,
               grouped_text(static_cast<std::int64_t>(customers), 0), 1e3 * timing.sequential, 1e3 * timing.parallel,
               1e3 * (timing.parallel - timing.sequential), timing.sequential / timing.parallel);
  }
  std::fflush(stdout);
}

void measure(const Options& options, std::uint64_t num_customers) {
  const Shop shop(num_customers, options.workers);
  const Period spring = parse_period("2025-Q2", 0, 0);
  const Period summer = parse_period("2025-Q3", 0, 0);
  print(options, "calculate_rfm", num_customers,
        time_call(
            [&](const ParallelPolicy& policy) { (void)rfm::calculate_rfm(shop.ids(), shop.orders(), summer, policy); },
            options));
  const rfm::RfmMetrics before = rfm::calculate_rfm(shop.ids(), shop.orders(), spring);
  const rfm::RfmMetrics now = rfm::calculate_rfm(shop.ids(), shop.orders(), summer);
  print(options, "analyze_single_period", num_customers,
        time_call(
            [&](const ParallelPolicy& policy) {
              (void)lenses::analyze_single_period(now, nullptr, lenses::kDefaultPercentiles, policy);
            },
            options));
  print(options, "analyze_period_comparison", num_customers,
        time_call(
            [&](const ParallelPolicy& policy) {
              (void)lenses::analyze_period_comparison(before, now, std::nullopt, nullptr, nullptr, policy);
            },
            options));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = options_of({argv + 1, argv + argc});
    if (!options.json)
      fmt::print("{:<28} {:>21} {:>15} {:>13}{:>2} {:>13} {:>6}\n", "", "", "sequential", "workers:", options.workers,
                 "difference", "ratio");
    for (const std::uint64_t customers : options.customers) measure(options, customers);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "library: " << error.what() << '\n';
    return 2;
  }
}
