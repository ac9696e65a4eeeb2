#include "audit/result/result_rows.hpp"

#include <catch2/catch.hpp>

#include <set>

#include "scratch_directory.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::audit;

namespace {

/// A file with the columns of a list, all of one length but those in `longer`.
template <class Fields>
store::FileSpec spec_of(const Fields& fields, const std::string& group, std::uint64_t length,
                        const std::set<std::string>& longer = {}) {
  store::FileSpec spec;
  for_each_field(fields, [&]<class Field>(const Field& field) {
    spec.columns.push_back({path_in(group, field),
                            store::element_type<typename Field::Value>(),
                            length + (longer.count(field.name) != 0 ? 1 : 0),
                            "",
                            "",
                            {}});
  });
  return spec;
}

}  // namespace

TEST_CASE("Rows come back as they were written, whatever type their columns have in the file") {
  const test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  const std::vector<ScoreCutRow> written = {{}, {1, 2, 3, 4, -5, 6}};
  store::ColumnFileWriter writer(communicator, scratch.file("f.h5"), spec_of(kScoreCutColumns, kScoreCutsGroup, 3));
  write_rows(writer, kScoreCutsGroup, kScoreCutColumns, 1, std::span<const ScoreCutRow>(written));
  writer.publish();
  const auto read =
      read_rows<ScoreCutRow>(store::ColumnFileReader(scratch.file("f.h5")), kScoreCutsGroup, kScoreCutColumns);
  REQUIRE(read.size() == 3);
  CHECK(read[2].kind == 3);
  CHECK(read[2].position == 4);
  CHECK(read[2].numerator == -5);
  CHECK(read[2].denominator == 6);
}

TEST_CASE("A stream's dates are null where they are not known, and its price step where there is none") {
  const test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  signals::Stream gym;
  gym.customer = 7;
  gym.payee = 3;
  gym.kind = StreamKind::kBill;
  gym.cadence = signals::Cadence::kYearly;
  gym.state = signals::StreamState::kLate;
  gym.amount = 29'95;
  gym.first = 19'000;
  gym.last = 20'000;
  gym.next = 20'365;
  gym.price_step = {19'500, 25'00, 29'95};
  const std::vector<signals::Stream> written = {signals::Stream{}, gym};
  store::ColumnFileWriter writer(communicator, scratch.file("f.h5"), spec_of(kStreamColumns, kStreamGroup, 2));
  write_rows(writer, kStreamGroup, kStreamColumns, 0, std::span<const signals::Stream>(written));
  writer.publish();
  const store::ColumnFileReader reader(scratch.file("f.h5"));
  constexpr std::uint32_t kNoDate = 0xFFFF'FFFF;
  CHECK(reader.read_all<std::uint64_t>("/stream/customer_row") == std::vector<std::uint64_t>{0, 7});
  CHECK(reader.read_all<std::uint8_t>("/stream/cadence") == std::vector<std::uint8_t>{4, 8});
  CHECK(reader.read_all<std::uint8_t>("/stream/state") == std::vector<std::uint8_t>{0, 1});
  CHECK(reader.read_all<std::uint32_t>("/stream/last") == std::vector<std::uint32_t>{kNoDate, 20'000});
  CHECK(reader.read_all<std::uint32_t>("/stream/next") == std::vector<std::uint32_t>{kNoDate, 20'365});
  CHECK(reader.read_all<std::uint32_t>("/stream/price_step_date") == std::vector<std::uint32_t>{kNoDate, 19'500});
  CHECK(reader.read_all<Minor>("/stream/price_step_from") == std::vector<Minor>{kNoMoney, 25'00});
  CHECK(reader.read_all<Minor>("/stream/price_step_to") == std::vector<Minor>{kNoMoney, 29'95});
}

TEST_CASE("Of rows as columns those are written that are there and that the file keeps") {
  const test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  const std::vector<std::uint8_t> groups = {1, 4};
  const std::vector<std::uint8_t> deciles = {9, 10};
  store::FileSpec spec = spec_of(kLens2Columns, kLens2Group, 2);
  spec.columns.pop_back();  // period2_decile
  store::ColumnFileWriter writer(communicator, scratch.file("f.h5"), spec);
  Lens2Views early;
  early.group = groups;
  Lens2Views late;
  late.period1_decile = deciles;
  late.period2_decile = deciles;

  write_views(writer, kLens2Group, kLens2Columns, 0, early);
  write_views(writer, kLens2Group, kLens2Columns, 0, late);
  writer.publish();

  const store::ColumnFileReader reader(scratch.file("f.h5"));
  CHECK(reader.read_all<std::uint8_t>("/lens2/group") == groups);
  CHECK(reader.read_all<std::uint8_t>("/lens2/period1_decile") == deciles);
  CHECK_FALSE(reader.layout().has("/lens2/period2_decile"));
}

TEST_CASE("A table whose columns differ in length is refused by the name of the column") {
  const test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  store::ColumnFileWriter(communicator, scratch.file("f.h5"),
                          spec_of(kScoreCutColumns, kScoreCutsGroup, 2, {"numerator"}))
      .publish();
  const store::ColumnFileReader reader(scratch.file("f.h5"));
  CHECK_THROWS_WITH(read_rows<ScoreCutRow>(reader, kScoreCutsGroup, kScoreCutColumns),
                    Catch::Contains("/score_cuts/numerator is not as long as the others"));
}
