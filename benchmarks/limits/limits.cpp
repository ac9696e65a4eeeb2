// What the machine allows: reading files once, and adding up two columns in memory. Prints one line of JSON.
//   limits read [--processes N] [--cold] FILE...
//   limits sum [--rows N] [--threads N]
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "limits/column_sum.hpp"
#include "limits/read_files.hpp"

namespace {

using namespace spendlens::benchmarks;

struct Options {
  std::uint64_t rows = 20'000'000;
  int processes = 1;
  int threads = 1;
  bool cold = false;
  std::vector<std::string> files;
};

std::uint64_t number_of(std::string_view text, std::uint64_t limit) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > limit)
    throw std::invalid_argument("a whole number from 1 to " + std::to_string(limit) + " is needed, not '" +
                                std::string(text) + "'");
  return number;
}

Options options_of(const std::vector<std::string_view>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto value = [&] {
      if (i + 1 == words.size()) throw std::invalid_argument(std::string(words[i]) + " needs a value");
      return words[++i];
    };
    if (words[i] == "--rows")
      options.rows = number_of(value(), std::uint64_t{1} << 36);
    else if (words[i] == "--processes")
      options.processes = static_cast<int>(number_of(value(), 1024));
    else if (words[i] == "--threads")
      options.threads = static_cast<int>(number_of(value(), 1024));
    else if (words[i] == "--cold")
      options.cold = true;
    else if (words[i].starts_with("--"))
      throw std::invalid_argument("there is no option " + std::string(words[i]));
    else
      options.files.emplace_back(words[i]);
  }
  return options;
}

void print_read(const Options& options) {
  if (options.files.empty()) throw std::invalid_argument("read needs files");
  if (options.cold) evict(options.files);
  const double seconds = read_once(options.files, options.processes);
  std::printf("{\"bytes\": %llu, \"seconds\": %.6f}\n", static_cast<unsigned long long>(size_of(options.files)),
              seconds);
}

void print_sum(const Options& options) {
  // Each thread writes its part first, so that its pages are near it.
  const auto timestamp = std::make_unique_for_overwrite<std::uint32_t[]>(options.rows);
  const auto amount = std::make_unique_for_overwrite<std::int64_t[]>(options.rows);
#pragma omp parallel for num_threads(options.threads) schedule(static)
  for (std::uint64_t i = 0; i < options.rows; ++i) {
    timestamp[i] = static_cast<std::uint32_t>(1'700'000'000 + i % 86'400);
    amount[i] = static_cast<std::int64_t>(i % 10'000) - 9'000;
  }
  const auto start = std::chrono::steady_clock::now();
  const ColumnSums sums = sum_columns({timestamp.get(), options.rows}, {amount.get(), options.rows}, options.threads);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("{\"rows\": %llu, \"bytes\": %llu, \"seconds\": %.6f, \"sums\": [%llu, %lld]}\n",
              static_cast<unsigned long long>(options.rows),
              static_cast<unsigned long long>(options.rows * kBytesPerSummedRow), seconds,
              static_cast<unsigned long long>(sums.timestamps), static_cast<long long>(sums.amounts));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    if (words.empty())
      throw std::invalid_argument(
          "usage: limits read [--processes N] [--cold] FILE... | limits sum [--rows N] [--threads N]");
    const Options options = options_of({words.begin() + 1, words.end()});
    if (words[0] == "read")
      print_read(options);
    else if (words[0] == "sum")
      print_sum(options);
    else
      throw std::invalid_argument("it is read or sum, not " + std::string(words[0]));
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "limits: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "limits: %s\n", error.what());
    return 5;
  }
}
