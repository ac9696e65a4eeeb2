// The lowest rank that waits names the ranks that do not come, and the collective ends as always when they do.
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "spendlens/comm/session.hpp"

namespace {

/// One rank comes late to a barrier; whether this rank was told of it as it should be.
bool told_of(spendlens::comm::Session& session, int late) {
  spendlens::comm::Communicator& communicator = session.communicator();
  std::vector<int> named;
  session.on_silence(1, [&](const spendlens::comm::Silence& silence) { named = silence.ranks; });
  communicator.barrier();
  if (communicator.rank() == late) std::this_thread::sleep_for(std::chrono::seconds(6));
  communicator.barrier();
  const int teller = late == 0 ? 1 : 0;
  const bool right =
      communicator.rank() == teller && communicator.size() > 1 ? named == std::vector<int>{late} : named.empty();
  if (!right)
    std::fprintf(stderr, "rank %d, where rank %d was late: %zu ranks named\n", communicator.rank(), late, named.size());
  return right;
}

}  // namespace

int main(int argc, char** argv) {
  spendlens::comm::Session session(&argc, &argv);
  bool right = told_of(session, session.communicator().size() - 1);
  right = told_of(session, 0) && right;
  return right ? 0 : 1;
}
