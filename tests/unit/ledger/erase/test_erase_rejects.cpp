#include <catch2/catch.hpp>
#include <filesystem>

#include "ledger/erase/erase_rejects.hpp"
#include "scratch_directory.hpp"

using namespace spendlens;

namespace {

/// What a rejects file is after the ids "a" and `x"y` were erased.
std::string left_of(const std::string& text, std::uint64_t records) {
  const test::ScratchDirectory scratch;
  std::filesystem::create_directory(scratch.file("rejects"));
  test::write_bytes(scratch.file("rejects/july.csv"), text);
  ledger::IdSet ids({"a", "x\"y"});
  const auto erased = ledger::erase_rejects(scratch.path(), ids);
  CHECK(erased.size() == (records > 0 ? 1 : 0));
  if (!erased.empty()) CHECK(erased.front().rows == records);
  return test::file_bytes(scratch.file("rejects/july.csv"));
}

}  // namespace

TEST_CASE("Records that name an erased customer go, with all of their lines, and no others") {
  CHECK(left_of("id,when\nb,1\na,2\nab,3\n", 1) == "id,when\nb,1\nab,3\n");
  CHECK(left_of("id,when\nb,1\n", 0) == "id,when\nb,1\n");
  CHECK(left_of("id,note\nb,\"one\ntwo of a\nthree\"\nc,4\n", 1) == "id,note\nc,4\n");
  CHECK(left_of("id,note\na,\"one\ntwo\"\nc,4\n", 1) == "id,note\nc,4\n");
  CHECK(left_of("id;note\nb;5\" disk\na;2\nc;4\" disk\n", 1) == "id;note\nb;5\" disk\nc;4\" disk\n");
  CHECK(left_of("id,note\nb,\"never closed\na,2\nc,3\n", 1) == "id,note\nb,\"never closed\nc,3\n");
  CHECK(left_of("id,note\n\"x\"\"y\",1\nc,2", 1) == "id,note\nc,2");
}

TEST_CASE("A file longer than what is read at once is gone through whole") {
  std::string text = "id,note\n";
  std::string left = text;
  for (int i = 0; i < 300'000; ++i) {
    const std::string line = "c" + std::to_string(i) + ",\"some\nlines\"\n";
    text += line;
    left += line;
    if (i % 100'000 == 7) text += "a,\"some\nlines\"\n";
  }
  CHECK(left_of(text, 3) == left);
}
