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
  signals::Subscription gym;
  gym.customer = 7;
  gym.merchant = 3;
  gym.cadence = 2;
  gym.average_amount = 29.95;
  gym.charge_count = 5;
  gym.last_charge = 20'000;
  gym.median_gap_days = 30.5;
  gym.state = signals::SubscriptionState::kLapsed;
  const std::vector<signals::Subscription> written = {signals::Subscription{}, gym};
  store::ColumnFileWriter writer(communicator, scratch.file("f.h5"),
                                 spec_of(kSubscriptionColumns, kSubscriptionGroup, 3));

  write_rows(writer, kSubscriptionGroup, kSubscriptionColumns, 1, std::span<const signals::Subscription>(written));
  writer.publish();
  const auto read = read_rows<signals::Subscription>(store::ColumnFileReader(scratch.file("f.h5")), kSubscriptionGroup,
                                                     kSubscriptionColumns);

  REQUIRE(read.size() == 3);
  CHECK(read[1] == written[0]);
  CHECK(read[2] == written[1]);
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
