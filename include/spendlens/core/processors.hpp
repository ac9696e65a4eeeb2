#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spendlens {

/// What the operating system lets this process use of the machine.
struct Processors {
  std::vector<int> affinity;    ///< numbers of the processors that it may run on, ascending; at least one
  std::optional<double> quota;  ///< processors' worth of time that its cgroup and those above grant; null: no limit
  std::string cgroup;           ///< where the quota is counted: processes of a host with the same text here share it

  /// Threads that can run at once: at least 1.
  [[nodiscard]] int usable() const;
};

/// Those of the calling thread, as they are now. Never throws for what the system does not tell: that is no limit.
[[nodiscard]] Processors present_processors();

/// The quota alone, and where it is counted: of cgroups as /proc/self describes them below `root` (empty but in tests),
/// version 1 and 2.
void read_quota(const std::string& root, Processors& into);

}  // namespace spendlens
