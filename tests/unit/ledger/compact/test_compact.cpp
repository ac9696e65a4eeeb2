#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "random_rows.hpp"
#include "scratch_directory.hpp"
#include "small_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/compact.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::Row;

namespace {

/// One customer with one row, and an archetype.
void write_with_archetype(const std::string& directory, const std::string& name, const std::string& customer,
                          std::vector<std::string> archetypes, std::uint8_t archetype) {
  const std::vector<Row> rows = {{customer, 10, -1, "", "", 0, 0, 0, 0, ""}};
  const ColumnSet columns;
  SegmentMetadata facts = test::facts_of(rows, columns);
  facts.columns.add(Column::kArchetype);
  facts.archetypes = std::move(archetypes);
  comm::LocalCommunicator communicator;
  const test::RunColumns columns_of_run = test::columns_of({customer}, rows, {}, facts);
  SegmentPart part;
  test::announce(columns_of_run, part);
  SegmentRun run = columns_of_run.view();
  run.archetype = std::span(&archetype, 1);
  SegmentWriter writer(communicator, directory, name, facts, part);
  writer.append(run);
  writer.publish();
}

CompactOptions options(const std::string& directory) {
  CompactOptions all;
  all.ledger = directory;
  all.into = "all";
  all.memory_bytes = 10'000;
  return all;
}

CompactReport fold(const std::string& directory) {
  comm::LocalCommunicator communicator;
  return compact(communicator, options(directory));
}

}  // namespace

TEST_CASE("Segments whose archetypes are not the same cannot be folded, and stay") {
  const test::ScratchDirectory scratch;
  write_with_archetype(scratch.path(), "a", "x", {"saver", "spender"}, 1);
  write_with_archetype(scratch.path(), "b", "x", {"spender", "saver"}, 1);
  CHECK_THROWS_WITH(fold(scratch.path()), Catch::Contains("different archetypes"));
  CHECK(std::filesystem::exists(scratch.file("a.h5")));
  CHECK(std::filesystem::exists(scratch.file("b.h5")));
  CHECK_FALSE(std::filesystem::exists(scratch.file("all.h5")));
}

TEST_CASE("Where segments call a customer differently the first one by name is believed") {
  const test::ScratchDirectory scratch;
  write_with_archetype(scratch.path(), "a", "x", {"saver", "spender"}, kNoArchetype);
  write_with_archetype(scratch.path(), "b", "x", {"saver", "spender"}, 1);
  write_with_archetype(scratch.path(), "c", "x", {"saver", "spender"}, 0);
  fold(scratch.path());
  const Ledger ledger = test::open_ledger(scratch.path());
  REQUIRE(ledger.segments().size() == 1);
  BatchReader reader(ledger, {{0, kHashPrefixes}}, {{Column::kArchetype}});
  CHECK(reader.next()->archetype == std::vector<std::uint8_t>{1});
}

TEST_CASE("A folded segment's history is that of its rows") {
  const test::ScratchDirectory scratch;
  const ColumnSet columns{Column::kCategory, Column::kFlags};
  test::write_segment(scratch.path(), "a",
                      {{"p", 50, -1, "", "TRANSFER_OUT_X", 0, 0, 0, 0, ""}, {"q", 70, -1, "", "FOOD", 1, 0, 0, 0, ""}},
                      columns);
  test::write_segment(scratch.path(), "b",
                      {{"p", 60, 0, "", "FOOD", 0, 0, 0, 0, ""}, {"r", 80, 5, "", "", 0, 0, 0, 0, ""}}, columns);
  fold(scratch.path());
  const Ledger ledger = test::open_ledger(scratch.path());
  const store::ColumnFileReader& file = *ledger.segments().front().file;
  const auto history = file.read_all<std::uint8_t>("/customer/history");
  const auto settled = file.read_all<Timestamp>("/customer/first_settled");
  std::map<std::string, std::pair<int, Timestamp>> found;
  BatchReader reader(ledger, {{0, kHashPrefixes}}, {});
  const Batch& batch = *reader.next();
  for (std::size_t c = 0; c < batch.num_customers(); ++c)
    found[std::string(batch.customer_id(c))] = {history[c], settled[c]};
  namespace bit = history_bit;
  CHECK(found == std::map<std::string, std::pair<int, Timestamp>>{
                     {"p", {bit::kOutflow | bit::kPurchase, 50}},
                     {"q", {bit::kPendingOutflow | bit::kPendingPurchase, kNoTimestamp}},
                     {"r", {0, 80}}});
}

TEST_CASE("Folding gives the same bytes on one, two and three ranks") {
  std::vector<std::string> bytes;
  for (const int ranks : {1, 2, 3}) {
    const test::ScratchDirectory scratch;
    for (unsigned seed = 1; seed < 5; ++seed)
      test::write_segment(scratch.path(), "s" + std::to_string(seed), test::random_rows(300, seed),
                          test::all_columns());
    test::run_ranks(ranks,
                    [&](comm::Communicator& communicator) { (void)compact(communicator, options(scratch.path())); });
    std::ifstream file(scratch.file("all.h5"), std::ios::binary);
    bytes.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    REQUIRE(bytes.back().size() > 1000);
    CHECK(bytes.back() == bytes.front());
  }
}
