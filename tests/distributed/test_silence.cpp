// The lowest rank that waits names the ranks that do not come, and the collective ends as always when they do. The late
// rank sleeps until it has been named, as on a loaded machine ranks that wait may answer late and be named once as
// well.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>
#include <vector>

#include "spendlens/comm/session.hpp"

namespace {

volatile std::sig_atomic_t named_at_last = 0;

void sleep_until_named() {
  for (int tenth = 0; tenth < 1200 && named_at_last == 0; ++tenth)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

/// Whether `ranks`, which `teller` was told of, has the late one and all that were to tell before `teller`.
bool may_be_told(const std::vector<int>& ranks, int teller, int late) {
  const auto has = [&](int rank) { return std::find(ranks.begin(), ranks.end(), rank) != ranks.end(); };
  for (int rank = 0; rank < teller; ++rank)
    if (!has(rank)) return false;
  return has(late);
}

/// One rank comes late to a barrier; whether this rank was told of it as it should be.
bool told_of(spendlens::comm::Session& session, int late) {
  spendlens::comm::Communicator& communicator = session.communicator();
  const int rank = communicator.rank();
  const std::int64_t late_process =
      communicator.all_reduce_value<std::int64_t>(rank == late ? getpid() : 0, spendlens::comm::ReduceOp::kSum);
  bool right = true;
  bool exact = false;
  session.on_silence(1, [&](const spendlens::comm::Silence& silence) {
    right = right && may_be_told(silence.ranks, rank, late);
    if (silence.ranks != std::vector<int>{late} || exact) return;
    exact = true;
    kill(static_cast<pid_t>(late_process), SIGUSR1);
  });
  named_at_last = 0;
  communicator.barrier();
  if (rank == late) sleep_until_named();
  communicator.barrier();
  const int teller = late == 0 ? 1 : 0;
  if (rank == teller && communicator.size() > 1) right = right && exact;
  if (!right) std::fprintf(stderr, "rank %d, where rank %d was late: not told of it as it should be\n", rank, late);
  return right;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGUSR1, [](int) { named_at_last = 1; });
  spendlens::comm::Session session(&argc, &argv);
  bool right = told_of(session, session.communicator().size() - 1);
  right = told_of(session, 0) && right;
  return right ? 0 : 1;
}
