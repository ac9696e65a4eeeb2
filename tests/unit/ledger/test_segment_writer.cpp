#include <catch2/catch.hpp>

#include <atomic>

#include "random_rows.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::Row;

namespace {

/// A writer for one customer "ab" with one row, with facts and part as the test changes them.
struct SmallWrite {
  test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  SegmentFacts facts = test::facts_of({}, {});
  SegmentPart part{.num_customers = 1, .num_transactions = 1, .id_width = 2, .first_timestamp = 100, .last_timestamp = 100};
  test::RunColumns run = test::columns_of({"ab"}, {Row{"ab", 100, -5, "", "", 0, 0, 0, 0, ""}}, {}, facts);

  [[nodiscard]] SegmentWriter writer() { return SegmentWriter(communicator, scratch.path(), "s", facts, part); }
};

}  // namespace

TEST_CASE("Any number of ranks and runs writes the same bytes") {
  const test::ScratchDirectory scratch;
  const auto rows = test::random_rows(500, 1);
  test::write_segment(scratch.path(), "one", rows, test::all_columns(), {1, 1});
  test::write_segment(scratch.path(), "three", rows, test::all_columns(), {3, 1});
  test::write_segment(scratch.path(), "seven", rows, test::all_columns(), {7, 4});
  const std::string expected = test::file_bytes(scratch.file("one.h5"));
  CHECK(test::file_bytes(scratch.file("three.h5")) == expected);
  CHECK(test::file_bytes(scratch.file("seven.h5")) == expected);
}

TEST_CASE("Rows in any order make the same bytes") {
  const test::ScratchDirectory scratch;
  auto rows = test::random_rows(300, 2);
  test::write_segment(scratch.path(), "a", rows, test::all_columns());
  std::reverse(rows.begin(), rows.end());
  test::write_segment(scratch.path(), "b", rows, test::all_columns());
  CHECK(test::file_bytes(scratch.file("a.h5")) == test::file_bytes(scratch.file("b.h5")));
}

TEST_CASE("pandas reads a segment's groups as frames") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "s",
                      {{"b", 100, -5, "shop", "FOOD", 1, 2, 3, 1, "acc"}, {"b", 50, -7, "", "", 0, 1, 0, 1, ""}},
                      test::all_columns());
  const auto result = test::run_python(SPENDLENS_PYTHON, R"(
import h5py, pandas
f = h5py.File('s.h5', 'r')
frame = lambda g: pandas.DataFrame({c: g[c][:] for c in g})
t = frame(f['transaction'])
assert list(t['timestamp']) == [100, 50] and list(t['amount']) == [-5, -7] and list(t['merchant']) == [0, 4294967295], t
assert list(t['account']) == [0, 65535] and list(t['flags']) == [1, 0], t
d = frame(f['import'])
assert dict(zip(d['reason'], d['rejected'])) == {b'bad amount': 1, b'bad date': 2}, d
assert f['import'].attrs['rows_read'] == 7 and f['import'].attrs['rows_rejected'] == 3
assert f['customer/id'][0] == b'b' and list(f['customer/transaction_offset'][:]) == [0, 2]
assert f['customer/first_timestamp'][0] == 50
assert f.attrs['currency'] == 'EUR' and f.attrs['format'] == 'spendlens-segment' and f.attrs['source_name'] == 'log.csv'
assert f.attrs['customers'] == 1 and f.attrs['first_timestamp'] == 50 and f.attrs['last_timestamp'] == 100
assert list(f['dictionary/merchant'][:]) == [b'shop'] and f['account_ref/id'][0] == b'acc'
assert len(f['index/customer_offset']) == 65537 and f['index/transaction_offset'][-1] == 2
assert f['transaction/amount'].attrs['units'] == 'minor units'
)", scratch.path());
  INFO(result.output);
  CHECK(result.succeeded);
}

TEST_CASE("A segment appears only when it is published") {
  SmallWrite small;
  {
    SegmentWriter writer = small.writer();
    writer.append(small.run.view());
    CHECK_FALSE(std::filesystem::exists(small.scratch.file("s.h5")));
    CHECK(writer.bytes_written() > 0);
  }
  CHECK(small.scratch.num_entries() == 0);
}

TEST_CASE("Appending more than announced, or less, is an internal error") {
  SmallWrite small;
  SegmentWriter writer = small.writer();
  CHECK_THROWS_AS(writer.publish(), InternalError);
  writer.append(small.run.view());
  CHECK_THROWS_AS(writer.append(small.run.view()), InternalError);
}

TEST_CASE("Columns that do not fit each other are an internal error") {
  SmallWrite small;
  small.part.num_customers = 9;
  SegmentWriter writer = small.writer();
  test::RunColumns other = small.run;
  other.amount.clear();
  CHECK_THROWS_AS(writer.append(other.view()), InternalError);
  other = small.run;
  other.num_rows = {2};
  CHECK_THROWS_AS(writer.append(other.view()), InternalError);
  other = small.run;
  other.merchant = {0};
  CHECK_THROWS_AS(writer.append(other.view()), InternalError);
}

TEST_CASE("An id longer than announced is an internal error, a wider buffer is none") {
  SmallWrite small;
  small.run.id = {'a', 'b', '\0', '\0'};
  small.run.id_width = 4;
  {
    SegmentWriter writer = small.writer();
    CHECK_NOTHROW(writer.append(small.run.view()));
    CHECK_NOTHROW(writer.publish());
  }
  CHECK(test::open_ledger(small.scratch.path()).id_width() == 2);
  small.run.id = {'a', 'b', 'c', '\0'};
  SegmentWriter writer = small.writer();
  CHECK_THROWS_AS(writer.append(small.run.view()), InternalError);
}

TEST_CASE("A dictionary that is not sorted is an internal error on every rank") {
  const test::ScratchDirectory scratch;
  std::atomic<int> failed{0};
  test::run_ranks(2, [&](comm::Communicator& communicator) {
    SegmentFacts facts = test::facts_of({}, {true, false, false, false, false, false, false});
    facts.merchants = {"b", "a"};
    try {
      const SegmentWriter writer(communicator, scratch.path(), "s", facts, {});
    } catch (const InternalError&) {
      ++failed;
    }
  });
  CHECK(failed == 2);
}
