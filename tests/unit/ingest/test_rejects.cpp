#include <catch2/catch.hpp>

#include "ingest/rejects.hpp"
#include "scratch_directory.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

TEST_CASE("The rejects of all ranks are one file in the order of the input, under the header") {
  const test::ScratchDirectory scratch;
  std::map<std::string, std::uint64_t> counts;
  test::run_ranks(3, [&](comm::Communicator& communicator) {
    const auto rank = static_cast<std::uint64_t>(communicator.rank());
    Rejects rejects(scratch.path(), communicator.rank());
    for (std::uint64_t line = 10 * rank; line < 10 * rank + 3; ++line)
      rejects.add({0, line}, reason::kInvalidAmount, "x", "early " + std::to_string(line) + "\n");
    rejects.add({1, rank}, reason::kInvalidAmount, "x", "second file " + std::to_string(rank) + "\r\n");
    rejects.add_late({0, 25 - rank}, reason::kDuplicateTransactionId, "t");
    rejects.add_late_record({0, 10 * rank + 5}, "late " + std::to_string(10 * rank + 5));
    rejects.flush();
    const auto total = rejects.total_counts(communicator);
    if (rank == 2) counts = total;
    communicator.barrier();
    if (rank == 0) Rejects::merge(scratch.path(), 3, "a,b\r\n", scratch.file("rejects.csv"));
  });
  CHECK(counts == std::map<std::string, std::uint64_t>{{"duplicate_transaction_id", 3}, {"invalid_amount", 12}});
  CHECK(test::file_bytes(scratch.file("rejects.csv")) ==
        "a,b\r\nearly 0\nearly 1\nearly 2\nlate 5\nearly 10\nearly 11\nearly 12\nlate 15\nearly 20\nearly 21\nearly "
        "22\nlate 25\n"
        "second file 0\r\nsecond file 1\r\nsecond file 2\r\n");
}

TEST_CASE("Many rejects pass through the buffers unchanged") {
  const test::ScratchDirectory scratch;
  std::string expected = "h\n";
  Rejects rejects(scratch.path(), 0);
  for (std::uint64_t line = 0; line < 3000; ++line) {
    const std::string record = std::to_string(line) + std::string(line % 500, 'x') + "\n";
    rejects.add({0, line}, reason::kInvalidAmount, "", record);
    expected += record;
  }
  rejects.flush();
  Rejects::merge(scratch.path(), 1, "h", scratch.file("rejects.csv"));
  CHECK((test::file_bytes(scratch.file("rejects.csv")) == expected));
}

TEST_CASE("The first ten of each reason are kept, in the order of the input over all ranks") {
  const test::ScratchDirectory scratch;
  std::vector<RejectSample> samples;
  test::run_ranks(2, [&](comm::Communicator& communicator) {
    Rejects rejects(scratch.path(), communicator.rank());
    for (std::uint64_t line = 0; line < 40; ++line)
      if (line % 2 == static_cast<std::uint64_t>(communicator.rank()))
        rejects.add_late({0, 100 - line}, reason::kOrderOfTwoCustomers, "o" + std::to_string(100 - line));
    rejects.add({1, 7}, reason::kInvalidAmount, "x", "r\n");
    const auto all = rejects.samples(communicator, {"a.csv", "b.csv"});
    if (communicator.rank() == 0) samples = all;
  });
  REQUIRE(samples.size() == 12);
  CHECK(samples[0].file == "b.csv");
  CHECK(samples[0].reason == "invalid_amount");
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(samples[2 + i].line == 61 + i);
    CHECK(samples[2 + i].detail == "o" + std::to_string(61 + i));
    CHECK(samples[2 + i].file == "a.csv");
  }
}

TEST_CASE("The offending text of a sample is one short readable line") {
  const test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  Rejects rejects(scratch.path(), 0);
  rejects.add({0, 1}, reason::kInvalidAmount, "a\nb\x01", "");
  rejects.add({0, 2}, reason::kInvalidAmount,
              "a\xFF"
              "b",
              "");
  rejects.add({0, 3}, reason::kInvalidAmount, std::string(59, 'x') + "\xC3\xA9y", "");
  rejects.add({0, 5}, reason::kInvalidAmount, "a\xC3", "");
  rejects.add({0, 4}, reason::kInvalidAmount, "Caf\xC3\xA9", "");
  const auto samples = rejects.samples(communicator, {"a.csv"});
  REQUIRE(samples.size() == 5);
  CHECK(samples[0].detail == "a?b?");
  CHECK(samples[1].detail == "a?b");
  CHECK(samples[2].detail == std::string(59, 'x') + "...");
  CHECK(samples[3].detail == "Caf\xC3\xA9");
  CHECK(samples[4].detail == "a?");
}
