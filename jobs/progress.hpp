#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "command_line.hpp"

namespace spendlens::jobs {

/// Progress of long work on standard error: one updating line on a terminal that takes escape sequences, a line of the
/// log every 30 seconds elsewhere, nothing when quiet. Used by rank 0.
class ProgressLine {
 public:
  /// `unit` as in "rows".
  ProgressLine(std::string stage, std::string unit, const CommonOptions& common);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// `total` 0: not known.
  void update(std::uint64_t done, std::uint64_t total);

 private:
  using Clock = std::chrono::steady_clock;

  std::string stage_;
  std::string unit_;
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace spendlens::jobs
