#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "audit/stage/run.hpp"

namespace spendlens::audit {

/// What a rank wishes between two batches; the largest next_action of all ranks counts.
enum class StreamAction : std::int64_t { kGoOn = 0, kCheckpoint = 1, kStop = 2 };

/// Tells when a checkpoint is due and when to stop. Local.
class StreamClock {
 public:
  explicit StreamClock(const Run& run) : run_(run) {}

  /// Throws what options.stop_requested throws.
  [[nodiscard]] StreamAction next_action() const;

 private:
  const Run& run_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Puts what is finished on the disk. Collective.
void save_checkpoint(Run& run);

/// Ends the runs, each with a checkpoint, where any rank is asked to stop. Collective. Throws Error(kStopped).
void stop_if_requested(std::span<Run> runs);

/// The same where the ranks have agreed to stop.
[[noreturn]] void stop_with_checkpoint(std::span<Run> runs);

}  // namespace spendlens::audit
