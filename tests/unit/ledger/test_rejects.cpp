#include <catch2/catch.hpp>

#include <filesystem>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/store/block_sums.hpp"

using namespace spendlens;
using namespace spendlens::ledger;

namespace {

/// A ledger whose segment july and its rejects are `old`, with a new version and its rejects announced.
struct Announced {
  test::ScratchDirectory scratch;
  std::string ledger = scratch.path();

  Announced() {
    std::filesystem::create_directories(ledger + "/rejects/.next");
    publish("old");
    test::write_bytes(ledger + "/rejects/july.csv", "old");
    test::write_bytes(ledger + "/rejects/july.accounts.csv", "old");
    test::write_bytes(ledger + "/rejects/july.refused.csv", "refused");
    test::write_bytes(ledger + "/rejects/june.csv", "of another");
    {
      RejectsPublication publication(ledger, "july");
      test::write_bytes(publication.next_path(0), "new");
      publication.announce(sums_of_text("new"));
      std::filesystem::copy(ledger + "/.rejects", ledger + "/journal");
      std::filesystem::copy(ledger + "/rejects/.next", ledger + "/next", std::filesystem::copy_options::recursive);
    }
    // As a killed writer leaves it, whose destructor does not run.
    std::filesystem::rename(ledger + "/journal", ledger + "/.rejects");
    std::filesystem::rename(ledger + "/next", ledger + "/rejects/.next");
  }

  store::BlockSums sums_of_text(const std::string& text) {
    comm::LocalCommunicator communicator;
    test::write_bytes(scratch.file("text"), text);
    return store::compute_block_sums(communicator, scratch.file("text"));
  }
  void publish(const std::string& text) {
    test::write_bytes(ledger + "/july.h5", text);
    test::write_bytes(ledger + "/july.h5.sum", sums_of_text(text).text());
  }
  std::string rejects(const std::string& name) const {
    const std::string path = ledger + "/rejects/" + name;
    return std::filesystem::exists(path) ? test::file_bytes(path) : "none";
  }
  bool nothing_is_left() const {
    return !std::filesystem::exists(ledger + "/.rejects") && !std::filesystem::exists(ledger + "/rejects/.next");
  }
};

}  // namespace

TEST_CASE("Rejects of a version that was not published are thrown away, and the old ones stay") {
  const Announced announced;

  finish_rejects(announced.ledger);

  CHECK(announced.rejects("july.csv") == "old");
  CHECK(announced.rejects("july.accounts.csv") == "old");
  CHECK(announced.rejects("july.refused.csv") == "refused");
  CHECK(announced.nothing_is_left());
}

TEST_CASE("Rejects of a version that was published take their places, and the old ones of every kind go") {
  Announced announced;
  announced.publish("new");

  SECTION("from the beginning") {}
  SECTION("where some were in place already") {
    std::filesystem::rename(announced.ledger + "/rejects/.next/july.csv", announced.ledger + "/rejects/july.csv");
  }
  finish_rejects(announced.ledger);

  CHECK(announced.rejects("july.csv") == "new");
  CHECK(announced.rejects("july.accounts.csv") == "none");
  CHECK(announced.rejects("july.refused.csv") == "none");
  CHECK(announced.rejects("june.csv") == "of another");
  CHECK(announced.nothing_is_left());
}

TEST_CASE("A journal of rejects that names anything but its segment's files is damaged") {
  const Announced announced;
  for (const char* text :
       {"", "spendlens-rejects 1\nsegment july\nsums 1\nplace ../july.csv\nend\n",
        "spendlens-rejects 1\nsegment ../july\nsums 1\nend\n", "spendlens-rejects 1\nsegment july\nsums 1\n"}) {
    test::write_bytes(announced.ledger + "/.rejects", text);
    CHECK_THROWS_AS(finish_rejects(announced.ledger), InputError);
  }
}

TEST_CASE("A folder of rejects on their way that was never announced goes") {
  const Announced announced;
  std::filesystem::remove(announced.ledger + "/.rejects");

  finish_rejects(announced.ledger);

  CHECK(announced.rejects("july.csv") == "old");
  CHECK(announced.nothing_is_left());
}
