#include <catch2/catch.hpp>

#include <atomic>

#include "spendlens/comm/agree.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;

TEST_CASE("One rank throws its own error again") {
  comm::LocalCommunicator communicator;
  CHECK_THROWS_WITH(comm::agree(communicator, [] { throw InputError("bad row"); }), "bad row");
  CHECK_THROWS_AS(comm::agree(communicator, [] { throw InputError("bad row"); }), InputError);
}

TEST_CASE("An exception that is no Error is an internal error") {
  comm::LocalCommunicator communicator;
  CHECK_THROWS_AS(comm::agree(communicator, [] { throw std::out_of_range("vector"); }), InternalError);
}

TEST_CASE("Running out of memory says what to do") {
  comm::LocalCommunicator communicator;
  CHECK_THROWS_WITH(comm::agree(communicator, [] { throw std::bad_alloc(); }), Catch::Contains("--memory"));
}

TEST_CASE("All ranks throw the error of the one that failed") {
  std::atomic<int> thrown{0};
  test::run_ranks(3, [&](comm::Communicator& communicator) {
    try {
      comm::agree(communicator, [&] {
        if (communicator.rank() == 2) throw IoError("disk full");
      });
    } catch (const IoError& error) {
      if (std::string(error.what()) == "disk full (rank 2 of 3)") ++thrown;
    }
  });
  CHECK(thrown == 3);
}

TEST_CASE("The largest answer of all ranks comes back on each, and a failure comes first") {
  std::atomic<int> right{0};
  test::run_ranks(3, [&](comm::Communicator& communicator) {
    if (comm::agree_on_max(communicator, [&] { return std::int64_t{communicator.rank() == 1 ? 7 : 2}; }) == 7) ++right;
    try {
      (void)comm::agree_on_max(communicator, [&]() -> std::int64_t {
        if (communicator.rank() == 0) throw IoError("disk full");
        return 9;
      });
    } catch (const IoError&) {
      ++right;
    }
  });
  CHECK(right == 6);
}
