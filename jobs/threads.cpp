#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "command_line.hpp"
#include "record.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/processors.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/core/threads.hpp"

namespace spendlens::jobs {

namespace {

/// What a rank must know of another to share a host's processors with it.
struct RankPlace {
  std::string host;
  std::string cgroup;
  std::vector<int> affinity;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, host, cgroup, affinity);
  }
};

std::vector<RankPlace> places_of_ranks(comm::Communicator& communicator, const Processors& mine) {
  char host[256] = {};
  (void)::gethostname(host, sizeof host - 1);
  const std::string packed = comm::pack(RankPlace{host, mine.cgroup, mine.affinity});
  const comm::Gathered gathered = communicator.all_gather(std::as_bytes(std::span(packed)));
  std::vector<RankPlace> places;
  for (int rank = 0; rank < communicator.size(); ++rank) places.push_back(comm::unpack<RankPlace>(gathered.from(rank)));
  return places;
}

/// Ranks that are bound to processors of their own have these; those that may run on the same ones share them evenly.
int share_of_processors(comm::Communicator& communicator) {
  const Processors mine = present_processors();
  const std::vector<RankPlace> places = places_of_ranks(communicator, mine);
  const RankPlace& here = places[static_cast<std::size_t>(communicator.rank())];
  std::map<int, int> ranks_on;
  int ranks_in_cgroup = 0;
  for (const RankPlace& place : places) {
    if (place.host != here.host) continue;
    for (const int processor : place.affinity) ++ranks_on[processor];
    ranks_in_cgroup += place.cgroup == here.cgroup ? 1 : 0;
  }
  constexpr double kRounding = 1e-9;
  double share = 0;
  for (const int processor : mine.affinity) share += 1.0 / ranks_on[processor];
  double threads = std::floor(share + kRounding);
  if (mine.quota) threads = std::min(threads, std::ceil(*mine.quota / ranks_in_cgroup - kRounding));
  return std::max(1, static_cast<int>(threads));
}

/// The first number of OMP_NUM_THREADS ("4,2" is a list for nested teams); 0 where it says none. OpenMP itself tells of
/// what is no number.
int threads_of_environment() {
  const char* set = std::getenv("OMP_NUM_THREADS");
  if (set == nullptr) return 0;
  std::string_view text(set);
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  int threads = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
  const bool too_many = error == std::errc::result_out_of_range && !text.starts_with('-');
  if (too_many || threads > kMaxThreads)
    throw UsageError(fmt::format("OMP_NUM_THREADS={} is more than the {} threads that a rank may have",
                                 text.substr(0, 40), kMaxThreads));
  return std::max(0, threads);
}

}  // namespace

int start_threads(comm::Communicator& communicator, int asked) {
  int threads = asked;
  comm::agree(communicator, [&] {
    if (asked > kMaxThreads)
      throw UsageError(
          fmt::format("--threads {} is more than the {} threads that a rank may have", asked, kMaxThreads));
    if (asked <= 0) threads = threads_of_environment();
  });
  const int share = share_of_processors(communicator);
  if (threads <= 0) threads = std::min(share, kMaxThreads);
  comm::agree(communicator, [&] { start_team(threads); });
  command_record().threads = threads;
  return threads;
}

}  // namespace spendlens::jobs
