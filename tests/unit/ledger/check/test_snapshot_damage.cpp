#include <catch2/catch.hpp>

#include <functional>
#include <limits>

#include "raw_segment.hpp"
#include "scratch_directory.hpp"
#include "small_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/check.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::Account;
using test::RawSegment;
using test::Row;

namespace {

/// Two customers of the same kind: accounts a, b and ccc, liabilities of b (two aprs) and ccc (none), rows that name
/// a and ccc.
void write_sound_segment(const std::string& directory) {
  std::vector<Row> rows;
  std::vector<Account> accounts;
  test::Liability card;
  card.aprs = {0.1, 0.2};
  card.interest_rate = 0.2;
  card.minimum_payment_amount = 2500;
  card.last_payment_amount = 2500;
  card.last_statement_balance = -100;
  card.is_overdue = 1;
  card.next_payment_due_date = 86'400;
  test::Liability loan;
  loan.type = LiabilityType::kStudentLoan;
  for (const std::string customer : {"one", "two"}) {
    rows.push_back({customer, 1, -1, "", "", 0, 0, 0, 0, "a"});
    rows.push_back({customer, 2, -1, "", "", 0, 0, 0, 0, "ccc"});
    accounts.push_back({customer, "a", AccountSubtype::kChecking, -5, 0});
    accounts.push_back({customer, "b", AccountSubtype::kCreditCard, 5, kNoMoney, 100'000, card});
    accounts.push_back({customer, "ccc", AccountSubtype::kStudent, kNoMoney, kNoMoney, kNoMoney, loan});
  }
  test::write_snapshot(directory, "s", rows, accounts);
}

struct Damage {
  std::string message;
  std::function<void(RawSegment&)> edit;
};

template <class T>
Damage value(const std::string& message, const std::string& column, std::size_t row, T changed) {
  return {message, [=](RawSegment& raw) { raw.set<T>(column, row, changed); }};
}

std::vector<Damage> offset_damages() {
  const std::uint64_t far = 1'000'000'000'000;
  return {value<std::uint64_t>("/account/offset", "/account/offset", 0, 1),
          value<std::uint64_t>("/account/offset of row 1 is out of range: 1000000000000", "/account/offset", 1, far),
          value<std::uint64_t>("/account/offset of row 2 is out of range: 5", "/account/offset", 2, 5),
          value<std::uint64_t>("/account/offset", "/account/offset", 2, far),
          value<std::uint64_t>("/liability/offset", "/liability/offset", 1, far),
          value<std::uint64_t>("/liability/offset of row 2 is out of range: 3", "/liability/offset", 2, 3),
          value<std::uint64_t>("/liability/apr_offset of row 0 is out of range: 1", "/liability/apr_offset", 0, 1),
          value<std::uint64_t>("/liability/apr_offset", "/liability/apr_offset", 2, far),
          value<std::uint64_t>("/liability/apr_offset of row 4 is out of range: 5", "/liability/apr_offset", 4, 5),
          value<std::uint64_t>("/account_ref/offset", "/account_ref/offset", 1, far),
          value<std::uint64_t>("/account_ref/offset", "/account_ref/offset", 2, 3)};
}

std::vector<Damage> id_damages() {
  const auto id = [](const std::string& column, std::size_t row, const std::string& text) {
    return Damage{column + " of row " + std::to_string(row) + " is empty, has a NUL inside or does not ascend",
                  [=](RawSegment& raw) { raw.set_text(column, row, text); }};
  };
  return {id("/account/id", 0, ""), id("/account/id", 1, "a"), id("/account/id", 5, "b"),
          id("/account/id", 4, std::string("b\0x", 3))};
}

std::vector<Damage> account_damages() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  return {
      value<std::uint8_t>("/account/type of row 0 is out of range: 5", "/account/type", 0, 5),
      value<std::uint8_t>("/account/subtype of row 5 is out of range: 10", "/account/subtype", 5, 10),
      value<std::uint8_t>("/account/type of row 1 is not the type of subtype credit_card", "/account/type", 1, 0),
      value<Minor>("/account/balance_current of row 2", "/account/balance_current", 2, INT64_MIN),
      value<Minor>("/account/balance_available of row 2", "/account/balance_available", 2, kMaxOrderMinor + 1),
      value<Minor>("/account/balance_limit of row 1 is out of range: -1", "/account/balance_limit", 1, -1),
      value<std::uint16_t>("but the customer has only 3", "/liability/account", 3, 3),
      value<std::uint16_t>("but the customer has only 3", "/liability/account", 0, kNoAccount),
      value<std::uint16_t>("/liability/account of row 1 does not ascend", "/liability/account", 1, 1),
      value<std::uint8_t>("/liability/type of row 1 is out of range: 3", "/liability/type", 1, 3),
      value<double>("/liability/interest_rate of row 1", "/liability/interest_rate", 1, -0.1),
      value<double>("/liability/interest_rate of row 1 is out of range: inf", "/liability/interest_rate", 1, 1 / 0.0),
      value<Minor>("/liability/minimum_payment_amount of row 0", "/liability/minimum_payment_amount", 0, -1),
      value<Minor>("/liability/last_payment_amount of row 0", "/liability/last_payment_amount", 0, -1),
      value<Minor>("/liability/last_statement_balance", "/liability/last_statement_balance", 0, -kMaxOrderMinor - 1),
      value<std::uint8_t>("/liability/is_overdue of row 3 is out of range: 2", "/liability/is_overdue", 3, 2),
      value<Timestamp>("/liability/next_payment_due_date", "/liability/next_payment_due_date", 0, 86'401),
      value<Timestamp>("/liability/next_payment_due_date", "/liability/next_payment_due_date", 0, 4'291'747'200U),
      value<double>("/liability/apr of row 3 is out of range: 1.5", "/liability/apr", 3, 1.5),
      value<double>("/liability/apr of row 3 is out of range: -0.1", "/liability/apr", 3, -0.1),
      value<double>("/liability/apr of row 3 is out of range: nan", "/liability/apr", 3, nan)};
}

/// Damages a sound segment in each way and hands the ledger on.
template <class Use>
void for_each_damage(const std::vector<Damage>& damages, const Use& use) {
  const test::ScratchDirectory scratch;
  write_sound_segment(scratch.path());
  for (const Damage& damage : damages) {
    RawSegment raw(scratch.file("s.h5"));
    const RawSegment original = raw;
    damage.edit(raw);
    raw.write();
    INFO(damage.message);
    use(test::open_ledger(scratch.path()), damage.message);
    original.write();
  }
}

void read_all(const Ledger& ledger, bool with_rows) {
  WantedColumns wanted;
  wanted.columns.add(Column::kAccount, with_rows);
  wanted.columns.add(Column::kSnapshot);
  BatchReader reader(ledger, batches_of(ledger, {0, kHashPrefixes}, 1), wanted);
  while (reader.next() != nullptr) continue;
}

void check(const Ledger& ledger) {
  comm::LocalCommunicator communicator;
  check_segment(communicator, ledger.segments().front());
}

const auto kReaderRefuses = [](const Ledger& ledger, const std::string& message) {
  CHECK_THROWS_AS(read_all(ledger, true), InputError);
  CHECK_THROWS_WITH(read_all(ledger, true), Catch::Contains(message) && Catch::Contains("'s'"));
};
const auto kCheckRefuses = [](const Ledger& ledger, const std::string& message) {
  CHECK_THROWS_AS(check(ledger), InputError);
  CHECK_THROWS_WITH(check(ledger), Catch::Contains(message) && Catch::Contains("s.h5"));
};

}  // namespace

TEST_CASE("A sound snapshot is read and passes the check") {
  const test::ScratchDirectory scratch;
  write_sound_segment(scratch.path());
  const Ledger ledger = test::open_ledger(scratch.path());
  CHECK_NOTHROW(read_all(ledger, true));
  CHECK_NOTHROW(check(ledger));
}

TEST_CASE("A damaged snapshot is refused by the reader with segment and row, never read beyond its bounds") {
  for_each_damage(offset_damages(), kReaderRefuses);
  for_each_damage(id_damages(), kReaderRefuses);
  for_each_damage(account_damages(), kReaderRefuses);
}

TEST_CASE("A damaged snapshot is found by the check") {
  for_each_damage(offset_damages(), kCheckRefuses);
  for_each_damage(id_damages(), kCheckRefuses);
  for_each_damage(account_damages(), kCheckRefuses);
}

TEST_CASE("Damaged accounts of rows are refused by the reader, and only where they are wanted") {
  const std::vector<Damage> damages = {
      value<std::uint16_t>("/transaction/account of row 3 is 2, but the customer has only 2", "/transaction/account", 3,
                           2),
      {"/account_ref/id of row 1", [](RawSegment& raw) { raw.set_text("/account_ref/id", 1, "a"); }},
      {"/account_ref/id of row 2", [](RawSegment& raw) { raw.set_text("/account_ref/id", 2, ""); }}};
  for_each_damage(damages, [](const Ledger& ledger, const std::string& message) {
    kReaderRefuses(ledger, message);
    CHECK_NOTHROW(read_all(ledger, false));
    CHECK_THROWS_AS(check(ledger), InputError);
  });
}

TEST_CASE("Counts of accounts and liabilities that do not fit are found") {
  const std::vector<Damage> damages = {
      {"/import/accounts: the import counted 9 rows stored, there are 6",
       [](RawSegment& raw) { raw.set_integer("/import/accounts/rows_stored", 9); }},
      {"/import/accounts: rows_read is not rows_stored + rows_rejected",
       [](RawSegment& raw) { raw.set_integer("/import/accounts/rows_read", 9); }},
      {"/import/accounts: the rejected rows by reason do not add up",
       [](RawSegment& raw) { raw.set<std::uint64_t>("/import/accounts/rejected", 0, 9); }},
      {"/import/liabilities: the import counted 3 rows stored, there are 4",
       [](RawSegment& raw) { raw.set_integer("/import/liabilities/rows_stored", 3); }}};
  for_each_damage(damages, kCheckRefuses);
}
