// The MPI communicator keeps the same contract as the others.
#include <cstdio>

#include "communicator_contract.hpp"
#include "spendlens/comm/session.hpp"

int main(int argc, char** argv) {
  spendlens::comm::Session session(&argc, &argv);
  const auto breaches = spendlens::test::communicator_breaches(session.communicator());
  for (const std::string& breach : breaches)
    std::fprintf(stderr, "rank %d: %s\n", session.communicator().rank(), breach.c_str());
  return breaches.empty() ? 0 : 1;
}
