#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "scratch_directory.hpp"
#include "spendlens/core/processors.hpp"

using namespace spendlens;
using spendlens::test::ScratchDirectory;

namespace {

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("The least quota of a cgroup of version 2 and of those above it counts") {
  const ScratchDirectory scratch;
  const std::string root = scratch.path();
  write(root + "/proc/self/cgroup", "0::/job/step\n");
  write(root + "/proc/self/mountinfo", "29 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n");
  write(root + "/sys/fs/cgroup/job/step/cpu.max", "max 100000\n");
  write(root + "/sys/fs/cgroup/job/cpu.max", "150000 100000\n");
  Processors processors{{0, 1, 2, 3}, {}, {}};

  read_quota(root, processors);

  REQUIRE(processors.quota.has_value());
  CHECK(*processors.quota == 1.5);
  CHECK(processors.usable() == 2);
  CHECK(processors.cgroup == "0::/job/step\n");
}

TEST_CASE("A quota of version 1 is found in a container, which sees its own cgroup as the root") {
  const ScratchDirectory scratch;
  const std::string root = scratch.path();
  write(root + "/proc/self/cgroup", "9:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/\n");
  write(root + "/proc/self/mountinfo",
        "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n");
  write(root + "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "100000\n");
  write(root + "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "50000\n");
  Processors processors{{0, 1, 2, 3}, {}, {}};

  read_quota(root, processors);

  REQUIRE(processors.quota.has_value());
  CHECK(*processors.quota == 2);
  CHECK(processors.usable() == 2);
}

TEST_CASE("Without a quota the affinity alone counts") {
  const ScratchDirectory scratch;
  Processors processors{{4, 5}, {}, {}};

  read_quota(scratch.path(), processors);

  CHECK_FALSE(processors.quota.has_value());
  CHECK(processors.usable() == 2);
  CHECK(present_processors().usable() >= 1);
}
