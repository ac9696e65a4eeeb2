#include <catch2/catch.hpp>

#include "gzip_file.hpp"
#include "ingest/parse/record_walk.hpp"
#include "ingest/source/for_each_block.hpp"
#include "reference_records.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

const std::string kHeader = "customer_id,timestamp,\"amount\"\n";

struct Seen {
  RejectPlace place;
  std::string record;
  bool malformed = false;

  friend auto operator<=>(const Seen&, const Seen&) = default;
};

std::vector<Seen> sequential(const std::vector<std::string>& texts) {
  std::vector<Seen> seen;
  for (std::size_t file = 0; file < texts.size(); ++file)
    for (const test::ReferenceRecord& record :
         test::reference_records(texts[file], kHeader.size(), 2, kMaxRecordBytes)) {
      const std::string bytes = texts[file].substr(record.begin, record.end - record.begin);
      if (!test::is_blank_record(bytes))
        seen.push_back({{static_cast<std::uint32_t>(file), record.line}, bytes, record.malformed});
    }
  return seen;
}

/// What all ranks read of the files, by place; every rank's own part must ascend already.
std::vector<Seen> parallel(const std::vector<std::string>& paths, int ranks, std::uint64_t block_bytes) {
  const test::ScratchDirectory scratch;
  std::vector<std::vector<Seen>> of_rank(static_cast<std::size_t>(ranks));
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    const RecordScanner scanner(',');
    ImportOptions options;
    options.transactions = paths;
    const Inputs inputs = open_inputs(communicator, options, scratch.path(), scanner, false);
    auto& seen = of_rank[static_cast<std::size_t>(communicator.rank())];
    for_each_block(
        communicator, inputs, {scanner, block_bytes},
        [&](const Block& block) {
          for_each_record(block, scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
            seen.push_back({place, std::string(record), malformed});
          });
        },
        [] {});
  });
  std::vector<Seen> all;
  for (const auto& seen : of_rank) {
    if (!std::is_sorted(seen.begin(), seen.end())) return {};
    all.insert(all.end(), seen.begin(), seen.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("Plain and gzip files in any mix and on any number of ranks give every record once with its place") {
  std::mt19937 random(21);
  for (int trial = 0; trial < 12; ++trial) {
    const test::ScratchDirectory scratch;
    std::vector<std::string> texts, paths;
    for (std::size_t file = 0; file < 1 + random() % 5; ++file) {
      texts.push_back(kHeader + test::sound_text(random, random() % 300));
      paths.push_back(scratch.file("log-" + std::to_string(file)));
      const std::size_t cut = random() % texts.back().size();
      const bool packed = random() % 3 != 0;
      test::write_bytes(
          paths.back(),
          packed ? test::gzip(texts.back().substr(0, cut)) + test::gzip(texts.back().substr(cut)) : texts.back());
    }
    const auto expected = sequential(texts);
    for (const int ranks : {1, 2, 3, 4})
      for (const std::uint64_t block_bytes : {std::uint64_t{1}, std::uint64_t{50}, std::uint64_t{1} << 20}) {
        const bool equal = parallel(paths, ranks, block_bytes) == expected;
        CHECK(equal);
      }
  }
}

TEST_CASE("Long gzip records with line ends and an unclosed quote are cut as plain ones are") {
  const test::ScratchDirectory scratch;
  std::mt19937 random(22);
  std::string text = kHeader;
  for (int i = 0; i < 3000; ++i) text += test::sound_text(random, 10);
  const std::string long_field(700'000, 'x');
  const std::size_t half = text.find('\n', text.size() / 2) + 1;
  text.insert(half, "\"" + long_field + "\n" + long_field + "\",a\n\"" + long_field + "\nb\",c\n" + long_field +
                        long_field + "\n");
  test::write_bytes(scratch.file("log.gz"), test::gzip(text));
  for (const int ranks : {1, 3}) {
    const bool equal = parallel({scratch.file("log.gz")}, ranks, 100'000) == sequential({text});
    CHECK(equal);
  }
}

TEST_CASE("A header after a byte order mark is passed over in gzip files too") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("log.gz"), test::gzip("\xEF\xBB\xBF" + kHeader + "a,b,c\n"));
  const auto seen = parallel({scratch.file("log.gz")}, 2, 10);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].record == "a,b,c\n");
  CHECK(seen[0].place.line == 2);
}

TEST_CASE("The digest of the input depends on its bytes, not on the ranks") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("a.csv"), kHeader + "a,b,c\n");
  const auto digest_on = [&](int ranks) {
    std::vector<std::string> digests(static_cast<std::size_t>(ranks));
    test::run_ranks(ranks, [&](comm::Communicator& communicator) {
      ImportOptions options;
      options.transactions = {scratch.file("a.csv")};
      digests[static_cast<std::size_t>(communicator.rank())] =
          open_inputs(communicator, options, scratch.path(), RecordScanner(','), false).source.digest;
    });
    return digests;
  };
  const std::string digest = digest_on(1).front();
  CHECK(digest.size() == 32);
  CHECK(digest_on(3) == std::vector<std::string>(3, digest));
  test::flip_bit(scratch.file("a.csv"), kHeader.size());
  CHECK(digest_on(1).front() != digest);
}

TEST_CASE("A truncated gzip file is refused on all ranks") {
  const test::ScratchDirectory scratch;
  std::mt19937 random(23);
  std::string text = kHeader;
  while (text.size() < 5'000'000)
    text += test::quote_rich_text(random, 1000, "abcdefghijklmnopqrstuvwxyz0123456789") + "\n";
  const std::string bytes = test::gzip(text);
  test::write_bytes(scratch.file("log.gz"), bytes.substr(0, bytes.size() - 9));
  for (const int ranks : {1, 3})
    CHECK_THROWS_WITH(parallel({scratch.file("log.gz")}, ranks, 100'000),
                      Catch::Contains("log.gz") && Catch::Contains("truncated"));
}
