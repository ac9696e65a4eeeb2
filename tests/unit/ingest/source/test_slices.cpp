#include <catch2/catch.hpp>

#include "ingest/parse/record_walk.hpp"
#include "ingest/source/for_each_block.hpp"
#include "ingest/source/slices.hpp"
#include "reference_records.hpp"
#include "scratch_directory.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;

namespace {

struct Seen {
  std::uint64_t line = 0;
  std::string record;
  bool malformed = false;

  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> sequential(const std::string& text, std::size_t data_begin, std::size_t max_bytes) {
  std::vector<Seen> seen;
  for (const test::ReferenceRecord& record : test::reference_records(text, data_begin, 2, max_bytes)) {
    const std::string bytes = text.substr(record.begin, record.end - record.begin);
    if (!test::is_blank_record(bytes)) seen.push_back({record.line, bytes, record.malformed});
  }
  return seen;
}

/// What `ranks` ranks read of the file, one after the other.
std::vector<Seen> parallel(const std::string& path, const std::string& text, std::size_t data_begin, int ranks,
                           const ingest::SourceOptions& options) {
  ingest::Inputs inputs;
  inputs.files.emplace_back();
  inputs.files.back().path = path;
  inputs.files.back().bytes = text.size();
  inputs.files.back().data_begin = data_begin;
  std::vector<std::vector<Seen>> of_rank(static_cast<std::size_t>(ranks));
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    auto& seen = of_rank[static_cast<std::size_t>(communicator.rank())];
    ingest::for_each_block(
        communicator, inputs, options,
        [&](const ingest::Block& block) {
          ingest::for_each_record(block, options.scanner,
                                  [&](std::string_view record, ingest::RejectPlace place, bool malformed) {
                                    seen.push_back({place.line, std::string(record), malformed});
                                  });
        },
        [] {});
  });
  std::vector<Seen> all;
  for (const auto& seen : of_rank) all.insert(all.end(), seen.begin(), seen.end());
  return all;
}

void check_all_ranks(const std::string& text, std::size_t data_begin, std::size_t max_bytes,
                     std::uint64_t block_bytes) {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("log.csv");
  test::write_bytes(path, text);
  const std::vector<Seen> expected = sequential(text, data_begin, max_bytes);
  for (int ranks = 1; ranks <= 9; ++ranks) {
    const bool equal =
        parallel(path, text, data_begin, ranks, {ingest::RecordScanner(',', max_bytes), block_bytes}) == expected;
    if (!equal)
      UNSCOPED_INFO("text '" << text.substr(0, 2000) << "', limit " << max_bytes << ", blocks of " << block_bytes
                             << ", " << ranks << " ranks");
    REQUIRE(equal);
  }
}

}  // namespace

TEST_CASE("Slices of a file full of quotes are what a reader from its beginning sees") {
  std::mt19937 random(7);
  for (int trial = 0; trial < 150; ++trial)
    check_all_ranks("h\n" + test::quote_rich_text(random, random() % 200), 2, 1 + random() % 50, 1 + random() % 100);
}

TEST_CASE("Slices of sound records with quoted line ends are what a reader from the beginning sees") {
  std::mt19937 random(8);
  for (int trial = 0; trial < 150; ++trial) {
    const std::size_t max_bytes = trial % 3 == 0 ? ingest::kMaxRecordBytes : 5 + random() % 60;
    check_all_ranks("h\n" + test::sound_text(random, random() % 40), 2, max_bytes, 1 + random() % 300);
  }
}

TEST_CASE("A single record, and none, are read by one rank") {
  check_all_ranks("h\n", 2, 100, 10);
  check_all_ranks("h", 1, 100, 10);
  check_all_ranks("h\na", 2, 100, 10);
  check_all_ranks("h\n\"a\nb\nc\nd\ne\nf\ng\nh\"\n", 2, 100, 10);
  check_all_ranks("h\n\"a\nb\nc\nd\ne\nf\ng\nh\n", 2, 100, 10);
}

TEST_CASE("Records longer than a stretch of the reader and over the limit are read whole") {
  std::mt19937 random(9);
  std::string text = "h\n";
  for (int i = 0; i < 12'000; ++i) text += test::sound_text(random, 10);
  const std::size_t half = text.find('\n', text.size() / 2) + 1;
  const std::string long_field(1'200'000, 'x');
  text.insert(half,
              "\"" + long_field.substr(0, 900'000) + "\n\",a\n" + long_field + "\n\"" + long_field + "\n\",b\nplain\n");
  check_all_ranks(text, 2, ingest::kMaxRecordBytes, 500'000);
}

TEST_CASE("Slices lie end to end and name the physical line of their first byte") {
  const test::ScratchDirectory scratch;
  std::string text = "h\n";
  for (int i = 0; i < 100; ++i) text += "a,\"b\nc\"\n";
  test::write_bytes(scratch.file("log.csv"), text);
  std::vector<ingest::Slice> slices(4);
  test::run_ranks(4, [&](comm::Communicator& communicator) {
    slices[static_cast<std::size_t>(communicator.rank())] =
        ingest::slice_file(communicator, scratch.file("log.csv"), text.size(), 2, 2, ingest::RecordScanner(','));
  });
  CHECK(slices.front().begin == 2);
  CHECK(slices.back().end == text.size());
  for (std::size_t rank = 0; rank < 4; ++rank) {
    CHECK(slices[rank].end > slices[rank].begin);
    CHECK((slices[rank].begin - 2) % 8 == 0);
    CHECK(slices[rank].first_line == 2 + (slices[rank].begin - 2) / 4);
    if (rank > 0) CHECK(slices[rank].begin == slices[rank - 1].end);
  }
}
