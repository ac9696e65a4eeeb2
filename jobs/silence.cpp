#include "silence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "spendlens/core/error.hpp"

namespace spendlens::jobs {

namespace {

constexpr double kDefaultSeconds = 30;
constexpr std::size_t kMaxNamed = 8;

double silence_seconds() {
  const char* set = std::getenv("SPENDLENS_SILENCE_SECONDS");
  if (set == nullptr || *set == '\0') return kDefaultSeconds;
  const std::string_view text(set);
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || !(seconds >= 1 && seconds <= 1e6))
    throw UsageError(
        fmt::format("SPENDLENS_SILENCE_SECONDS={} is not a number of seconds from 1 to 1000000", text.substr(0, 40)));
  return seconds;
}

void tell(const comm::Silence& silence) {
  const std::vector<int> named(silence.ranks.begin(), silence.ranks.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                                  silence.ranks.size(), kMaxNamed)));
  const std::string more =
      silence.ranks.size() > kMaxNamed ? fmt::format(" and {} more", silence.ranks.size() - kMaxNamed) : "";
  spdlog::warn(
      "has waited {:.0f} s for {} {}{} of {}: still at work there, stopped, or out of reach; the job goes on when that does",
      silence.seconds, silence.ranks.size() == 1 ? "rank" : "ranks", fmt::join(named, ", "), more, silence.size);
}

}  // namespace

void tell_of_silence(comm::Session& session) { session.on_silence(silence_seconds(), tell); }

}  // namespace spendlens::jobs
