#include <catch2/catch.hpp>

#include "random_rows.hpp"
#include "raw_segment.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::open_ledger;
using test::RawSegment;

namespace {

const ColumnSet kMerchantOnly{Column::kMerchant};

/// A ledger with one segment "s".
struct OneSegment {
  OneSegment() { test::write_segment(scratch.path(), "s", test::random_rows(50, 3), test::all_columns()); }
  test::ScratchDirectory scratch;
  [[nodiscard]] RawSegment raw() const { return RawSegment(scratch.file("s.h5")); }
  void check_refused(const std::string& message) const {
    CHECK_THROWS_AS(open_ledger(scratch.path()), InputError);
    CHECK_THROWS_WITH(open_ledger(scratch.path()), Catch::Contains(message) && Catch::Contains("s.h5"));
  }
  template <class Edit>
  void check_change(const std::string& message, const Edit& edit) const {
    RawSegment changed = raw();
    const RawSegment original = changed;
    edit(changed);
    changed.write();
    INFO(message);
    check_refused(message);
    original.write();
  }
};

}  // namespace

TEST_CASE("A ledger tells what its segments hold together") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "b", {{"long-id", 86'400 * 5, -1, "x", "", 0, 0, 0, 0, ""}}, kMerchantOnly);
  test::write_segment(
      scratch.path(), "a",
      {{"c", 86'400 * 9 + 5, -1, "y", "FOOD", 0, 0, 0, 0, ""}, {"c", 86'400 * 7, -1, "a", "", 0, 0, 0, 0, ""}},
      test::all_columns());
  const Ledger ledger = open_ledger(scratch.path());

  REQUIRE(ledger.segments().size() == 2);
  CHECK(ledger.segments()[0].name == "a");
  CHECK(ledger.currency() == "EUR");
  CHECK(ledger.timezone() == "UTC");
  CHECK(ledger.num_transactions() == 3);
  CHECK(ledger.id_width() == 7);
  CHECK(ledger.first_day() == 5);
  CHECK(ledger.last_day() == 9);
  CHECK(ledger.merchants() == std::vector<std::string>{"a", "x", "y"});
  CHECK(ledger.categories() == std::vector<std::string>{"FOOD"});
  CHECK(ledger.segments()[0].merchant_code == std::vector<std::uint32_t>{0, 2});
  CHECK(ledger.segments()[1].merchant_code == std::vector<std::uint32_t>{1});
  CHECK(ledger.columns().has(Column::kCategory));
  CHECK_FALSE(ledger.segments()[1].columns.has(Column::kCategory));
}

TEST_CASE("Every rank opens the same ledger") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(50, 3), test::all_columns());
  const Ledger expected = open_ledger(scratch.path());
  test::run_ranks(3, [&](comm::Communicator& communicator) {
    const Ledger ledger = Ledger::open(communicator, scratch.path());
    if (ledger.merchants() != expected.merchants() ||
        ledger.segments()[0].customer_index != expected.segments()[0].customer_index)
      throw InternalError("another ledger");
  });
}

TEST_CASE("A ledger without transactions has no days") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", {}, {});
  const Ledger ledger = open_ledger(scratch.path());
  CHECK(ledger.num_transactions() == 0);
  CHECK_FALSE(ledger.first_day().has_value());
  CHECK_FALSE(ledger.last_day().has_value());
}

TEST_CASE("The snapshot that counts is that of the segment with the latest rows, of equal ones the last by name") {
  const test::ScratchDirectory scratch;
  const auto counts = [&scratch] {
    const Ledger ledger = open_ledger(scratch.path());
    const Segment* segment = ledger.snapshot_segment();
    CHECK(ledger.columns().has(Column::kSnapshot) == (segment != nullptr));
    return segment == nullptr ? std::string("none") : segment->name;
  };
  const auto row_at = [](Timestamp timestamp) { return test::Row{"c", timestamp, -1, "", "", 0, 0, 0, 0, ""}; };
  test::write_segment(scratch.path(), "bare", {row_at(900)}, {});
  CHECK(counts() == "none");
  test::write_snapshot(scratch.path(), "no-rows-b", {}, {{"c", "a"}});
  CHECK(counts() == "no-rows-b");
  test::write_snapshot(scratch.path(), "no-rows-a", {}, {});
  CHECK(counts() == "no-rows-b");
  test::write_snapshot(scratch.path(), "a", {row_at(300)}, {});
  CHECK(counts() == "a");
  test::write_snapshot(scratch.path(), "b", {row_at(200)}, {{"c", "a"}});
  CHECK(counts() == "a");
  test::write_snapshot(scratch.path(), "a2", {row_at(300)}, {});
  CHECK(counts() == "a2");
}

TEST_CASE("A directory without segments is not a ledger, and the message says what to do") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("log.csv"), "x");
  test::write_bytes(scratch.file("s.h5.tmp"), "left over");
  for (const std::string& directory : {scratch.path(), scratch.file("none"), scratch.file("log.csv")}) {
    INFO(directory);
    CHECK_THROWS_AS(open_ledger(directory), InputError);
    CHECK_THROWS_WITH(open_ledger(directory),
                      Catch::Contains(directory + " is not a ledger") && Catch::Contains("spendlens import"));
  }
}

TEST_CASE("Leftovers of unfinished jobs are passed over") {
  const OneSegment one;
  test::write_bytes(one.scratch.file("t.h5.tmp"), "x");
  test::write_bytes(one.scratch.file("s.h5.sum.next"), test::file_bytes(one.scratch.file("s.h5.sum")));
  std::filesystem::create_directory(one.scratch.file("rejects"));
  CHECK(open_ledger(one.scratch.path()).segments().size() == 1);
}

TEST_CASE("Segments that disagree on currency or time zone are refused by name") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", {}, {});
  test::write_segment(scratch.path(), "b", {}, {}, {1, 1, "USD"});
  CHECK_THROWS_WITH(open_ledger(scratch.path()), Catch::Contains("'a' is in EUR") && Catch::Contains("'b' in USD"));
  test::write_segment(scratch.path(), "b", {}, {}, {1, 1, "EUR", "Europe/Paris"});
  CHECK_THROWS_WITH(open_ledger(scratch.path()), Catch::Contains("Europe/Paris"));
}

TEST_CASE("A truncated segment is refused") {
  const OneSegment one;
  const std::string bytes = test::file_bytes(one.scratch.file("s.h5"));
  test::write_bytes(one.scratch.file("s.h5"), bytes.substr(0, bytes.size() - 100));
  one.check_refused("cut off");
}

TEST_CASE("Segments that do not keep the format are refused with what is wrong") {
  const OneSegment one;
  const auto change = [&one](const std::string& message, const auto& edit) { one.check_change(message, edit); };
  change("no segment", [](RawSegment& raw) { raw.set_text_attribute("format", "spendlens-audit"); });
  change("version 3 of the format, this program reads version 2; use a newer",
         [](RawSegment& raw) { raw.set_integer("version", 3); });
  change("version 1 of the format, this program reads version 2; import or generate it again",
         [](RawSegment& raw) { raw.set_integer("version", 1); });
  change("'/customer/hash' is missing", [](RawSegment& raw) { raw.remove("/customer/hash"); });
  change("'/transaction/amount' is of type u64",
         [](RawSegment& raw) { raw.retype("/transaction/amount", store::element_type<std::uint64_t>()); });
  change("'/transaction/flags' has 49 elements", [](RawSegment& raw) { raw.cut("/transaction/flags", 49); });
  change("'/customer/transaction_offset' has 1", [](RawSegment& raw) { raw.cut("/customer/transaction_offset", 1); });
  change("are not as its attributes say", [](RawSegment& raw) { raw.set_integer("customers", 1); });
  change("'first_timestamp' is out of range", [](RawSegment& raw) { raw.set_integer("first_timestamp", 1ULL << 40); });
  change("'/index/customer_offset' does not ascend",
         [](RawSegment& raw) { raw.set<std::uint64_t>("/index/customer_offset", 65'535, 1ULL << 60); });
  change("'/index/transaction_offset' does not ascend",
         [](RawSegment& raw) { raw.set<std::uint64_t>("/index/transaction_offset", 65'536, 1); });
  change("'/dictionary/merchant' does not ascend",
         [](RawSegment& raw) { raw.set_text("/dictionary/merchant", 0, "zz"); });
  change("'/dictionary/category' is missing", [](RawSegment& raw) { raw.remove("/dictionary/category"); });
  change("'/account_ref/offset' is missing", [](RawSegment& raw) { raw.remove("/account_ref/offset"); });
  CHECK_NOTHROW(open_ledger(one.scratch.path()));
}

TEST_CASE("Snapshots that do not keep the format are refused with what is wrong") {
  const OneSegment one;
  test::write_snapshot(one.scratch.path(), "s", {}, test::random_accounts(40, 1));
  const auto change = [&one](const std::string& message, const auto& edit) { one.check_change(message, edit); };
  for (const std::string column :
       {"/account/offset", "/account/id", "/account/type", "/account/subtype", "/account/balance_current",
        "/account/balance_available", "/account/balance_limit", "/liability/offset", "/liability/account",
        "/liability/type", "/liability/interest_rate", "/liability/minimum_payment_amount",
        "/liability/last_payment_amount", "/liability/last_statement_balance", "/liability/is_overdue",
        "/liability/next_payment_due_date", "/liability/apr_offset", "/liability/apr"})
    change("'" + column + "' is missing", [&column](RawSegment& raw) { raw.remove(column); });
  change("'/account/balance_limit' has 2", [](RawSegment& raw) { raw.cut("/account/balance_limit", 2); });
  change("'/liability/apr_offset' has 1", [](RawSegment& raw) { raw.cut("/liability/apr_offset", 1); });
  change("'/liability/apr' is of type u64",
         [](RawSegment& raw) { raw.retype("/liability/apr", store::element_type<std::uint64_t>()); });
  change("numbers of accounts and liabilities", [](RawSegment& raw) { raw.set_integer("accounts", 1); });
  change("numbers of accounts and liabilities", [](RawSegment& raw) { raw.set_integer("liabilities", 1); });
  CHECK_NOTHROW(open_ledger(one.scratch.path()));
}
