#include <catch2/catch.hpp>

#include <atomic>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/block_sums.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using store::BlockSums;

namespace {

constexpr std::size_t kBlock = BlockSums::kBlockBytes;

/// A file of two blocks and a bit, with its sums beside it.
void write_with_sums(const std::string& path) {
  std::string bytes(2 * kBlock + 1000, '\0');
  for (std::size_t i = 0; i < bytes.size(); i += 97) bytes[i] = static_cast<char>(i / 97);
  test::write_bytes(path, bytes);
  comm::LocalCommunicator communicator;
  test::write_bytes(path + ".sum", store::compute_block_sums(communicator, path).text());
}

void verify_all(const std::string& path) {
  comm::LocalCommunicator communicator;
  store::verify_all_blocks(communicator, path);
}

}  // namespace

TEST_CASE("Sums are read back from their text") {
  const BlockSums sums{kBlock + 1, {{1, 2}, {0xFFFF'FFFF'FFFF'FFFF, 0}}};
  CHECK(sums.text() ==
        "spendlens-sum 1\nsize 16777217\nblock 16777216\n"
        "00000000000000010000000000000002\nffffffffffffffff0000000000000000\n");
  CHECK(BlockSums::parse(sums.text(), "f.sum") == sums);
}

TEST_CASE("What is to be known of a file beside its bytes stands behind them") {
  BlockSums sums{1, {{1, 2}}};
  const std::string of_bytes = sums.text();
  sums.facts = {{"source_name", "two words.csv"}, {"empty", ""}};
  CHECK(sums.text() == of_bytes + "fact empty \nfact source_name two words.csv\n");
  CHECK(sums.text_of_bytes() == of_bytes);
  CHECK(BlockSums::parse(sums.text(), "f.sum") == sums);
  for (const char* const line :
       {"fact\n", "fact name\n", "name value\n", "fact a b\n00000000000000010000000000000002\n"}) {
    INFO(line);
    CHECK_THROWS_AS(BlockSums::parse(of_bytes + line, "f.sum"), InputError);
  }
}

TEST_CASE("A text that is no sum file is refused with the file's name") {
  const std::string digest = "00000000000000010000000000000002\n";
  for (const std::string& text :
       {std::string(), std::string("spendlens-sum 2\nsize 1\nblock 16777216\n") + digest,
        "spendlens-sum 1\nsize x\nblock 16777216\n" + digest, "spendlens-sum 1\nsize 1\nblock 4096\n" + digest,
        std::string("spendlens-sum 1\nsize 1\nblock 16777216\n"),
        "spendlens-sum 1\nsize 1\nblock 16777216\n" + digest + digest,
        std::string("spendlens-sum 1\nsize 1\nblock 16777216\nzz\n"),
        std::string("spendlens-sum 1\nsize 18446744073709551615\nblock 16777216\n")}) {
    INFO(text);
    CHECK_THROWS_AS(BlockSums::parse(text, "f.sum"), InputError);
    CHECK_THROWS_WITH(BlockSums::parse(text, "f.sum"), Catch::Contains("f.sum"));
  }
}

TEST_CASE("The sum of a small file is what xxhsum prints") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("f"), "a small file");
  comm::LocalCommunicator communicator;

  const BlockSums sums = store::compute_block_sums(communicator, scratch.file("f"));

  CHECK(sums.file_bytes == 12);
  REQUIRE(sums.blocks.size() == 1);
  // printf 'a small file' | xxhsum -H2
  CHECK(digest_text(sums.blocks[0]) == "9fe66539261fe3a12105737dfc66885f");
}

TEST_CASE("Any number of ranks computes the same sums") {
  const test::ScratchDirectory scratch;
  write_with_sums(scratch.file("f"));
  const BlockSums expected = BlockSums::parse(test::file_bytes(scratch.file("f.sum")), "f.sum");
  REQUIRE(expected.blocks.size() == 3);

  test::run_ranks(5, [&](comm::Communicator& communicator) {
    const BlockSums sums = store::compute_block_sums(communicator, scratch.file("f"));
    if (!(sums == expected)) throw InternalError("another sum");
  });
}

TEST_CASE("An empty file has sums too") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("f"), "");
  comm::LocalCommunicator communicator;
  test::write_bytes(scratch.file("f.sum"), store::compute_block_sums(communicator, scratch.file("f")).text());
  CHECK_NOTHROW(store::verify_metadata(scratch.file("f")));
  CHECK_NOTHROW(verify_all(scratch.file("f")));
}

TEST_CASE("An undamaged file passes") {
  const test::ScratchDirectory scratch;
  write_with_sums(scratch.file("f"));
  CHECK_NOTHROW(store::verify_metadata(scratch.file("f")));
  CHECK_NOTHROW(verify_all(scratch.file("f")));
}

TEST_CASE("A file that was cut off, grew or lost its sums is refused") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f");
  write_with_sums(path);
  const std::string bytes = test::file_bytes(path);

  test::write_bytes(path, bytes.substr(0, bytes.size() - 1));
  CHECK_THROWS_WITH(store::verify_metadata(path), Catch::Contains("cut off") && Catch::Contains(path));
  test::write_bytes(path, bytes + "x");
  CHECK_THROWS_WITH(store::verify_metadata(path), Catch::Contains("too long"));
  test::write_bytes(path, bytes);
  std::filesystem::remove(path + ".sum");
  CHECK_THROWS_AS(store::verify_metadata(path), InputError);
  CHECK_THROWS_WITH(store::verify_metadata(path), Catch::Contains("no checksums"));
}

TEST_CASE("A changed bit in the metadata is found at once, one in the data by the full check with its place") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f");
  write_with_sums(path);

  test::flip_bit(path, kBlock + 5);
  CHECK_NOTHROW(store::verify_metadata(path));
  CHECK_THROWS_AS(verify_all(path), InputError);
  CHECK_THROWS_WITH(verify_all(path), Catch::Contains("bytes 16777216 and 33554432"));
  test::flip_bit(path, 100);
  CHECK_THROWS_AS(store::verify_metadata(path), InputError);
  CHECK_THROWS_WITH(store::verify_metadata(path), Catch::Contains("first 16 MiB"));
}

TEST_CASE("Every rank is told of the damage that one finds") {
  const test::ScratchDirectory scratch;
  write_with_sums(scratch.file("f"));
  test::flip_bit(scratch.file("f"), 2 * kBlock + 10);
  std::atomic<int> told{0};
  test::run_ranks(3, [&](comm::Communicator& communicator) {
    try {
      store::verify_all_blocks(communicator, scratch.file("f"));
    } catch (const InputError&) {
      ++told;
    }
  });
  CHECK(told == 3);
}

TEST_CASE("Of old and new sums that agree on size and first block those that match all of the file serve") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f");
  comm::LocalCommunicator communicator;
  const std::string old(kBlock + 5, 'a');
  std::string changed = old;
  changed.back() = 'b';
  test::write_bytes(path, old);
  test::write_bytes(path + ".sum", store::compute_block_sums(communicator, path).text());
  test::write_bytes(scratch.file("new"), changed);
  test::write_bytes(path + ".sum.next", store::compute_block_sums(communicator, scratch.file("new")).text());
  CHECK_NOTHROW(verify_all(path));
  std::filesystem::rename(scratch.file("new"), path);  // and killed before the sums' rename
  CHECK_NOTHROW(verify_all(path));
  store::recover_sums(path);
  CHECK_FALSE(std::filesystem::exists(path + ".sum.next"));
  CHECK_NOTHROW(verify_all(path));
}

TEST_CASE("While a file is being replaced its new sums serve, before and after the file's rename") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f");
  comm::LocalCommunicator communicator;
  test::write_bytes(path, "old");
  test::write_bytes(path + ".sum", store::compute_block_sums(communicator, path).text());
  test::write_bytes(scratch.file("new"), "newer");
  test::write_bytes(path + ".sum.next", store::compute_block_sums(communicator, scratch.file("new")).text());

  CHECK_NOTHROW(store::verify_metadata(path));
  std::filesystem::rename(scratch.file("new"), path);
  CHECK_NOTHROW(store::verify_metadata(path));
  CHECK_NOTHROW(verify_all(path));
  std::filesystem::rename(path + ".sum.next", path + ".sum");
  CHECK_NOTHROW(store::verify_metadata(path));
}
