// What every Communicator promises, tried on threads here and under a launcher in tests/distributed.
#include <catch2/catch.hpp>

#include "communicator_contract.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;

TEST_CASE("One rank keeps the contract of Communicator") {
  comm::LocalCommunicator communicator;
  CHECK(test::communicator_breaches(communicator).empty());
}

TEST_CASE("Ranks as threads keep the contract of Communicator") {
  for (const int size : {1, 2, 3, 7}) {
    test::run_ranks(size, [](comm::Communicator& communicator) {
      const auto breaches = test::communicator_breaches(communicator);
      if (!breaches.empty()) throw std::runtime_error(breaches.front());
    });
  }
}
