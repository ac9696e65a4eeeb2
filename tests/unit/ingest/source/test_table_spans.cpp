#include <catch2/catch.hpp>

#include "ingest/source/table_spans.hpp"

using namespace spendlens::ingest;

namespace {

TableFacts table(std::uint64_t rows, std::vector<std::uint64_t> group_begins = {}) {
  TableFacts facts;
  facts.num_rows = rows;
  facts.group_begins = std::move(group_begins);
  return facts;
}

std::vector<std::uint64_t> every(std::uint64_t step, std::uint64_t rows) {
  std::vector<std::uint64_t> begins;
  for (std::uint64_t row = 0; row < rows; row += step) begins.push_back(row);
  return begins;
}

std::vector<const TableFacts*> pointers(const std::vector<TableFacts>& files) {
  std::vector<const TableFacts*> all;
  for (const TableFacts& file : files) all.push_back(&file);
  return all;
}

}  // namespace

TEST_CASE("The ranks' spans are all rows once, in their order") {
  const std::vector<std::vector<TableFacts>> cases = {
      {},
      {table(0)},
      {table(1)},
      {table(3, every(1, 3))},
      {table(1000, every(7, 1000))},
      {table(1'000'000, every(122'880, 1'000'000))},
      {table(5), table(0), table(100, every(9, 100)), table(2), table(700)}};
  for (const auto& files : cases)
    for (const std::uint64_t ranks : {1U, 2U, 3U, 7U, 64U}) {
      std::vector<std::uint64_t> next(files.size(), 0);
      std::uint64_t last_file = 0;
      for (std::uint64_t rank = 0; rank < ranks; ++rank)
        for (const TableSpan& span : spans_of_rank(pointers(files), rank, ranks)) {
          REQUIRE(span.file >= last_file);
          last_file = span.file;
          REQUIRE(span.first == next[span.file]);
          REQUIRE(span.count > 0);
          next[span.file] += span.count;
        }
      for (std::size_t file = 0; file < files.size(); ++file) CHECK(next[file] == files[file].num_rows);
    }
}

TEST_CASE("A cut goes to a row group that begins near it, and only there") {
  const std::vector<TableFacts> near = {table(1000, {0, 480})};
  CHECK(spans_of_rank(pointers(near), 0, 2).front().count == 480);
  const std::vector<TableFacts> far = {table(1000, {0, 200})};
  CHECK(spans_of_rank(pointers(far), 0, 2).front().count == 500);
  const std::vector<TableFacts> files = {table(490), table(510)};
  CHECK(spans_of_rank(pointers(files), 1, 2).front().file == 1);
  CHECK(spans_of_rank(pointers(files), 1, 2).front().first == 0);
}
