#include "spendlens/core/processors.hpp"

#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

namespace spendlens {

namespace {

std::vector<std::string> words_of(std::string line, const char* separators) {
  for (char& c : line)
    if (std::string_view(separators).find(c) != std::string_view::npos) c = ' ';
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// The processors of OpenMP's places. With OMP_PROC_BIND or OMP_PLACES OpenMP has bound the calling thread to a single
/// place: only the places tell what there was.
std::vector<int> processors_of_places() {
  std::vector<int> numbers;
  for (int place = 0; place < omp_get_num_places(); ++place) {
    std::vector<int> ids(static_cast<std::size_t>(omp_get_place_num_procs(place)));
    omp_get_place_proc_ids(place, ids.data());
    numbers.insert(numbers.end(), ids.begin(), ids.end());
  }
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());  // not of ranges, for clang 14
  return numbers;
}

/// The processors of the affinity; the kernel refuses a set that is smaller than the machine, hence the growing one.
std::vector<int> affinity() {
  if (auto numbers = processors_of_places(); !numbers.empty()) return numbers;
  for (int most = CPU_SETSIZE; most <= CPU_SETSIZE * 64; most *= 2) {
    std::vector<cpu_set_t> set(static_cast<std::size_t>(most / CPU_SETSIZE));
    const std::size_t bytes = set.size() * sizeof(cpu_set_t);
    if (sched_getaffinity(0, bytes, set.data()) != 0) continue;
    std::vector<int> numbers;
    for (int i = 0; i < most; ++i)
      if (CPU_ISSET_S(static_cast<std::size_t>(i), bytes, set.data())) numbers.push_back(i);
    if (!numbers.empty()) return numbers;
  }
  std::vector<int> all(std::max(1U, std::thread::hardware_concurrency()));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  return all;
}

/// Processors' worth of time that one cgroup grants; "max" and -1 are no limit.
std::optional<double> quota_of(const std::string& folder, bool version_2) {
  double quota = 0;
  double period = 0;
  if (version_2) {
    if (!(std::ifstream(folder + "/cpu.max") >> quota >> period)) return std::nullopt;
  } else if (!(std::ifstream(folder + "/cpu.cfs_quota_us") >> quota) ||
             !(std::ifstream(folder + "/cpu.cfs_period_us") >> period)) {
    return std::nullopt;
  }
  if (quota <= 0 || period <= 0) return std::nullopt;
  return quota / period;
}

/// The mount of the hierarchy of cgroups with the controller of processor time, and which part of it is mounted: a
/// container sees a part.
struct Mount {
  std::string folder;
  std::string part;
};
std::optional<Mount> mount_of(const std::string& root, bool version_2) {
  std::ifstream mounts(root + "/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const auto dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    const auto before = words_of(line.substr(0, dash), " ");
    const auto after = words_of(line.substr(dash + 3), " ,");
    if (before.size() < 5 || after.empty() || after[0] != (version_2 ? "cgroup2" : "cgroup")) continue;
    if (version_2 || std::ranges::find(after, "cpu") != after.end()) return Mount{root + before[4], before[3]};
  }
  return std::nullopt;
}

/// The least quota of the cgroup `path` and of all above it, as far as they are to be seen.
std::optional<double> least_quota(const Mount& mount, std::string path, bool version_2) {
  if (mount.part != "/" && path.starts_with(mount.part)) path.erase(0, mount.part.size());
  std::optional<double> least;
  for (;;) {
    if (const auto quota = quota_of(mount.folder + path, version_2); quota && (!least || *quota < *least))
      least = quota;
    if (path.empty()) return least;
    path.erase(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
  }
}

}  // namespace

void read_quota(const std::string& root, Processors& into) {
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "4:cpu,cpuacct:/a/b" is version 1, "0::/a/b" version 2
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = words_of(line.substr(first + 1, second - first - 1), ",");
    const bool version_2 = controllers.empty();
    if (!version_2 && std::ranges::find(controllers, "cpu") == controllers.end()) continue;
    into.cgroup += line + "\n";
    const auto mount = mount_of(root, version_2);
    const auto quota = mount ? least_quota(*mount, line.substr(second + 1), version_2) : std::nullopt;
    if (quota && (!into.quota || *quota < *into.quota)) into.quota = quota;
  }
}

Processors present_processors() {
  Processors processors;
  processors.affinity = affinity();
  read_quota("", processors);
  return processors;
}

int Processors::usable() const {
  const int allowed = std::max(1, static_cast<int>(affinity.size()));
  if (!quota || *quota >= allowed) return allowed;
  return std::max(1, static_cast<int>(std::ceil(*quota)));
}

}  // namespace spendlens
