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
  SegmentMetadata facts = test::facts_of({}, {});
  SegmentPart part{
      .num_customers = 1, .num_transactions = 1, .id_width = 2, .first_timestamp = 100, .last_timestamp = 100};
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

TEST_CASE("Any number of ranks and runs writes the same bytes of a snapshot") {
  const test::ScratchDirectory scratch;
  const auto rows = test::random_rows(300, 1);
  auto accounts = test::random_accounts(300, 1);
  test::write_snapshot(scratch.path(), "one", rows, accounts);
  std::reverse(accounts.begin(), accounts.end());
  test::write_snapshot(scratch.path(), "three", rows, accounts, {3, 1});
  test::write_snapshot(scratch.path(), "seven", rows, accounts, {7, 4});
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
assert list(t['timestamp']) == [100, 50] and list(t['amount']) == [-5, -7] and list(t['merchant']) == [0, 255], t
assert list(t['account']) == [0, 255] and list(t['flags']) == [1, 0], t
d = frame(f['import'])
assert dict(zip(d['reason'], d['rejected'])) == {b'bad amount': 1, b'bad date': 2}, d
assert f['import'].attrs['rows_read'] == 7 and f['import'].attrs['rows_rejected'] == 3
assert f['customer/id'][0] == b'b' and list(f['customer/transaction_offset'][:]) == [0, 2]
assert f['customer/first_timestamp'][0] == 50
assert f.attrs['currency'] == 'EUR' and f.attrs['format'] == 'spendlens-segment' and 'source_name' not in f.attrs
assert f.attrs['customers'] == 1 and f.attrs['first_timestamp'] == 50 and f.attrs['last_timestamp'] == 100
assert list(f['dictionary/merchant'][:]) == [b'shop'] and f['account_ref/id'][0] == b'acc'
assert len(f['index/customer_offset']) == 65537 and f['index/transaction_offset'][-1] == 2
assert f['transaction/amount'].attrs['units'] == 'minor units'
)",
                                       scratch.path());
  INFO(result.output);
  CHECK(result.succeeded);
}

TEST_CASE("h5py reads a snapshot: columns, names of codes, counts") {
  const test::ScratchDirectory scratch;
  test::Liability card;
  card.aprs = {0.2, 0.25};
  card.is_overdue = 1;
  card.next_payment_due_date = 86'400;
  test::write_snapshot(scratch.path(), "s", {},
                       {{"b", "acc", AccountSubtype::kCreditCard, 123, kNoMoney, 50'000, card}, {"b", "ab"}});
  const auto result = test::run_python(SPENDLENS_PYTHON, R"(
import h5py, numpy
f = h5py.File('s.h5', 'r')
a, l = f['account'], f['liability']
assert f.attrs['customers'] == 1 and f.attrs['transactions'] == 0 and f.attrs['accounts'] == 2 and f.attrs['liabilities'] == 1
assert f['customer/first_timestamp'][0] == 4294967295 and f.attrs['last_timestamp'] == 0
assert list(a['offset'][:]) == [0, 2] and list(a['id'][:]) == [b'ab', b'acc'], list(a['id'][:])
names = lambda c: [c.attrs['values'][code] for code in c[:]]
assert names(a['type']) == ['depository', 'credit'] and names(a['subtype']) == ['checking', 'credit_card']
none = 2147483647
assert list(a['balance_current'][:]) == [0, 123] and list(a['balance_limit'][:]) == [none, 50000]
assert list(l['offset'][:]) == [0, 1] and list(l['account'][:]) == [1] and names(l['type']) == ['credit_card']
assert numpy.isnan(l['interest_rate'][0]) and l['minimum_payment_amount'][0] == none and names(l['is_overdue']) == ['true']
assert list(l['apr_offset'][:]) == [0, 2] and list(l['apr'][:]) == [0.2, 0.25] and l['next_payment_due_date'][0] == 86400
i = f['import/accounts']
assert i.attrs['rows_read'] == 6 and i.attrs['rows_stored'] == 2 and i.attrs['rows_rejected'] == 4
assert list(i['reason'][:]) == [b'bad subtype'] and list(i['rejected'][:]) == [4]
assert f['import/liabilities'].attrs['rows_stored'] == 1 and len(f['import/liabilities/reason']) == 0
)",
                                       scratch.path());
  INFO(result.output);
  CHECK(result.succeeded);
}

TEST_CASE("A snapshot that is missing, not announced or does not fit is an internal error") {
  SmallWrite small;
  small.facts.columns.add(Column::kSnapshot);
  small.part.num_accounts = 1;
  const auto append = [&small](const std::optional<Snapshot>& snapshot) {
    SegmentWriter writer = small.writer();
    small.run.snapshot = snapshot;
    writer.append(small.run.view());
    writer.publish();
  };
  const Snapshot good = test::snapshot_of({"ab"}, {{"ab", "x"}});
  CHECK_THROWS_AS(append(std::nullopt), InternalError);
  CHECK_THROWS_AS(append(test::snapshot_of({"ab"}, {})), InternalError);
  CHECK_THROWS_AS(append(test::snapshot_of({"ab"}, {{"ab", "x"}, {"ab", "y"}})), InternalError);
  CHECK_THROWS_AS(append(test::snapshot_of({"ab"}, {{"ab", "longer than announced"}})), InternalError);
  CHECK_THROWS_AS(append(test::snapshot_of({}, {})), InternalError);
  Snapshot uneven = good;
  uneven.balance_limit.clear();
  CHECK_THROWS_AS(append(uneven), InternalError);
  CHECK_NOTHROW(append(good));
  small.facts.columns.remove(Column::kSnapshot);
  CHECK_THROWS_AS(append(good), InternalError);
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
    SegmentMetadata facts = test::facts_of({}, {Column::kMerchant});
    facts.merchants = {"b", "a"};
    try {
      const SegmentWriter writer(communicator, scratch.path(), "s", facts, {});
    } catch (const InternalError&) {
      ++failed;
    }
  });
  CHECK(failed == 2);
}
