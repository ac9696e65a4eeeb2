#include <catch2/catch.hpp>

#include <atomic>

#include "random_rows.hpp"
#include "raw_segment.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/check.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::open_ledger;
using test::RawSegment;

namespace {

void check_ledger(const std::string& directory) {
  comm::LocalCommunicator communicator;
  const Ledger ledger = open_ledger(directory);
  for (const Segment& segment : ledger.segments()) check_segment(communicator, segment);
}

/// A good segment, to be tampered with in one way after the other.
class Tampering {
 public:
  Tampering() {
    std::vector<test::Row> rows = test::random_rows(300, 11);
    for (int i = 0; i < 3; ++i)
      rows.push_back({"first", static_cast<Timestamp>(100 + i), -1, "shop 0", "", 0, 0, 0, 0, "account-0"});
    test::write_segment(scratch_.path(), "s", rows, test::all_columns());
  }
  [[nodiscard]] RawSegment raw() const { return RawSegment(scratch_.file("s.h5")); }
  [[nodiscard]] std::string directory() const { return scratch_.path(); }

  template <class Edit>
  void check(const std::string& message, const Edit& edit) const {
    RawSegment changed = raw();
    const RawSegment original = changed;
    edit(changed);
    changed.write();
    INFO(message);
    CHECK_THROWS_AS(check_ledger(scratch_.path()), InputError);
    CHECK_THROWS_WITH(check_ledger(scratch_.path()), Catch::Contains(message) && Catch::Contains("s.h5"));
    original.write();
  }
  template <class T>
  void check_value(const std::string& message, const std::string& column, std::size_t row, T value) const {
    check(message, [&](RawSegment& changed) { changed.set<T>(column, row, value); });
  }

 private:
  test::ScratchDirectory scratch_;
};

}  // namespace

TEST_CASE("Sound segments pass on any number of ranks") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "full", test::random_rows(500, 1), test::all_columns());
  test::write_segment(scratch.path(), "bare", test::random_rows(300, 2), {});
  test::write_segment(scratch.path(), "empty", {}, test::all_columns());
  test::write_snapshot(scratch.path(), "snapshot", test::random_rows(300, 3), test::random_accounts(400, 3));
  test::write_snapshot(scratch.path(), "snapshot-alone", {}, test::random_accounts(100, 4));
  test::write_snapshot(scratch.path(), "snapshot-of-nobody", {}, {});
  test::write_segment(scratch.path(), "one", {{"c", 0, 0, "", "", 0, 0, 0, 0, ""}}, {});
  for (const int ranks : {1, 2, 5}) {
    test::run_ranks(ranks, [&](comm::Communicator& communicator) {
      const Ledger ledger = Ledger::open(communicator, scratch.path());
      for (const Segment& segment : ledger.segments()) check_segment(communicator, segment);
    });
  }
}

TEST_CASE("Damage to data is found, on every rank") {
  const Tampering tampering;
  const std::string path = tampering.directory() + "/s.h5";
  test::flip_bit(path, test::file_bytes(path).size() - 3);
  // The file is smaller than a block, so that opening finds it already.
  CHECK_THROWS_AS(check_ledger(tampering.directory()), InputError);
}

TEST_CASE("Customers that are not as they must be are found") {
  const Tampering tampering;
  tampering.check_value<std::uint64_t>("is not that of the id", "/customer/hash", 4, 12345);
  tampering.check("is not that of the id", [](RawSegment& raw) { raw.set_text("/customer/id", 2, "c99x"); });
  tampering.check("has an empty id", [](RawSegment& raw) { raw.set_text("/customer/id", 2, ""); });
  tampering.check("has a NUL inside", [](RawSegment& raw) { raw.set_text("/customer/id", 2, std::string("a\0b", 3)); });
  tampering.check("is there twice", [](RawSegment& raw) {
    raw.set_text("/customer/id", 5, "c1").set<std::uint64_t>("/customer/hash", 5, text_hash("c1"));
    raw.set_text("/customer/id", 6, "c1").set<std::uint64_t>("/customer/hash", 6, text_hash("c1"));
    raw.set_text("/customer/id", 4, "c1").set<std::uint64_t>("/customer/hash", 4, text_hash("c1"));
    for (std::size_t row = 0; row < 4; ++row)
      raw.set_text("/customer/id", row, "c1").set<std::uint64_t>("/customer/hash", row, text_hash("c1"));
  });
  tampering.check("comes too late", [](RawSegment& raw) {
    const auto last = raw.get<std::uint64_t>("/customer/hash", 9);
    std::string id = "c0";
    for (int i = 1; text_hash(id) <= last; ++i) id = std::string("c").append(std::to_string(i));
    raw.set_text("/customer/id", 8, id).set<std::uint64_t>("/customer/hash", 8, text_hash(id));
  });
}

TEST_CASE("Offsets that do not hold together are found") {
  const Tampering tampering;
  const std::string column = "/customer/transaction_offset";
  const std::uint64_t last = tampering.raw().get<std::uint64_t>("/index/customer_offset", 65'536);
  tampering.check_value<std::uint64_t>("starts at 1, not at 0", column, 0, 1);
  tampering.check_value<std::uint64_t>("decreases at customer row 2", column, 3, 0);
  tampering.check_value<std::uint64_t>("ends at 302, not at 303", column, last, 302);
  tampering.check_value<std::uint64_t>("goes beyond", column, last, 304);
  tampering.check_value<std::uint64_t>("/account_ref/offset starts at 1", "/account_ref/offset", 0, 1);
}

TEST_CASE("Rows that are not as they must be are found with customer and row") {
  const Tampering tampering;
  tampering.check_value<std::uint32_t>("row 3: merchant 6 is not in the dictionary", "/transaction/merchant", 3, 6);
  tampering.check_value<std::uint16_t>("category 4 is not in the dictionary", "/transaction/category", 3, 4);
  tampering.check_value<std::uint16_t>("account 9 is not among the customer's", "/transaction/account", 3, 9);
  tampering.check_value<std::uint32_t>("timestamp 4291747200 is out of range", "/transaction/timestamp", 3,
                                       4'291'747'200U);
  tampering.check_value<std::int64_t>("amount 10000000000001 is out of range", "/transaction/amount", 3,
                                      10'000'000'000'001);
  tampering.check_value<std::int64_t>("margin -10000000000001 is out of range", "/transaction/margin", 3,
                                      -10'000'000'000'001);
  tampering.check_value<std::uint8_t>("flags 3 have unknown bits", "/transaction/flags", 3, 3);
  tampering.check_value<std::uint32_t>("first_timestamp is 5", "/customer/first_timestamp", 3, 5);
}

TEST_CASE("Rows of a customer that do not ascend are found, in whatever column") {
  const Tampering tampering;
  const RawSegment raw = tampering.raw();
  std::size_t customer = 0;
  while (raw.get<std::uint64_t>("/customer/hash", customer) != text_hash("first")) ++customer;
  const std::size_t row = raw.get<std::uint64_t>("/customer/transaction_offset", customer);
  REQUIRE(raw.get<std::uint32_t>("/transaction/timestamp", row + 2) == 102);
  const std::string message = "customer 'first', row " + std::to_string(row + 1) + ": it comes too late";
  tampering.check_value<std::uint32_t>(message, "/transaction/merchant", row, 1);
  tampering.check_value<std::uint32_t>(message, "/transaction/timestamp", row, 102);
  const auto tie = [&](const auto& edit) {
    tampering.check(message, [&](RawSegment& changed) {
      changed.set<std::uint32_t>("/transaction/timestamp", row + 1, 100);
      edit(changed);
    });
  };
  tie([&](RawSegment& changed) { changed.set<std::int64_t>("/transaction/amount", row, 0); });
  tie([&](RawSegment& changed) { changed.set<std::uint16_t>("/transaction/category", row + 1, 0); });
  tie([&](RawSegment& changed) { changed.set<std::uint16_t>("/transaction/account", row, kNoAccount); });
  tie([&](RawSegment& changed) { changed.set<std::uint8_t>("/transaction/flags", row, 1); });
  tie([&](RawSegment& changed) { changed.set<std::uint32_t>("/transaction/quantity", row, 1); });
  tie([&](RawSegment& changed) { changed.set<std::int64_t>("/transaction/margin", row, 1); });
  tie([&](RawSegment& changed) { changed.set<std::uint16_t>("/transaction/product_count", row, 1); });
}

TEST_CASE("Accounts, dictionaries, indexes, ranges and counts that do not fit are found") {
  const Tampering tampering;
  tampering.check("account ids of customer", [](RawSegment& raw) { raw.set_text("/account_ref/id", 0, ""); });
  tampering.check("dictionary/merchant' does not ascend",
                  [](RawSegment& raw) { raw.set_text("/dictionary/merchant", 2, "shop 0"); });
  tampering.check("empty text in row 0", [](RawSegment& raw) { raw.set_text("/dictionary/category", 0, ""); });
  const auto at_least_one = [](const char* column) {
    return [column](RawSegment& raw) {
      for (std::size_t prefix = 1; prefix <= 65'536; ++prefix)
        raw.set(column, prefix, std::max<std::uint64_t>(1, raw.get<std::uint64_t>(column, prefix)));
    };
  };
  tampering.check("/index/customer_offset says 1 for prefix 1", at_least_one("/index/customer_offset"));
  tampering.check("/index/transaction_offset says 1 for prefix 1", at_least_one("/index/transaction_offset"));
  tampering.check("its attributes say that its rows are from 7 to",
                  [](RawSegment& raw) { raw.set_integer("first_timestamp", 7); });
  tampering.check("its rows are from 100 to 7", [](RawSegment& raw) { raw.set_integer("last_timestamp", 7); });
  tampering.check("its turnover is 7, its rows' is", [](RawSegment& raw) { raw.set_integer("turnover", 7); });
  tampering.check("do not add up to rows_rejected",
                  [](RawSegment& raw) { raw.set<std::uint64_t>("/import/rejected", 0, 9); });
  tampering.check("counted 1 rows stored", [](RawSegment& raw) { raw.set_integer("/import/rows_stored", 1); });
  tampering.check("rows_read is not", [](RawSegment& raw) { raw.set_integer("/import/lines_folded", 1); });
  tampering.check("different lengths", [](RawSegment& raw) { raw.cut("/import/reason", 1); });
  CHECK_NOTHROW(check_ledger(tampering.directory()));
}

TEST_CASE("What one rank finds is told to all") {
  const Tampering tampering;
  RawSegment raw = tampering.raw();
  raw.set<std::uint8_t>("/transaction/flags", 300, 3).write();
  std::atomic<int> told{0};
  test::run_ranks(4, [&](comm::Communicator& communicator) {
    const Ledger ledger = Ledger::open(communicator, tampering.directory());
    try {
      check_segment(communicator, ledger.segments()[0]);
    } catch (const InputError&) {
      ++told;
    }
  });
  CHECK(told == 4);
}
