#include "progress.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "spendlens/core/money.hpp"
#include "terminal.hpp"

namespace spendlens::jobs {

namespace {

constexpr std::chrono::milliseconds kTerminalInterval{200};
constexpr std::chrono::milliseconds kLogInterval{30'000};

}  // namespace

ProgressLine::ProgressLine(std::string stage, std::string unit, const CommonOptions& common)
    : stage_(std::move(stage)),
      unit_(std::move(unit)),
      quiet_(common.quiet),
      terminal_(isatty(STDERR_FILENO) == 1 && takes_escape_sequences(STDERR_FILENO, common.color)) {}

ProgressLine::~ProgressLine() {
  if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::update(std::uint64_t done, std::uint64_t total) {
  const auto now = Clock::now();
  if (quiet_ || now - last_ < (terminal_ ? kTerminalInterval : kLogInterval)) return;
  last_ = now;
  shown_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done) / seconds;
  std::string line = fmt::format("{}: {} {}, {} {}/s", stage_, grouped_text(done), unit_,
                                 grouped_text(static_cast<int128>(rate)), unit_);
  if (total > 0 && done > 0) {
    done = std::min(done, total);
    line += fmt::format(", {} %, {:.0f} s left", done * 100 / total, static_cast<double>(total - done) / rate);
  }
  if (!terminal_) return spdlog::info(line);
  std::fputs(("\r\033[K" + line).c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace spendlens::jobs
