#include <catch2/catch.hpp>

#include "ledger/read/filter_batch.hpp"
#include "spendlens/ledger/schema.hpp"

using namespace spendlens;
using namespace spendlens::ledger;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Offsets = std::vector<std::uint64_t>;

/// Customers a (rows 0 to 2), b (no row, one account), c (row 3), d (rows 4 and 5, two accounts with a liability each).
Batch four_customers() {
  Batch batch;
  batch.id_width = 2;
  batch.id = {'a', 0, 'b', 0, 'c', 0, 'd', 0};
  batch.hash = {1, 2, 3, 4};
  batch.first_timestamp = {10, kNoTimestamp, 40, 50};
  batch.offset = {0, 3, 3, 4, 6};
  batch.timestamp = {10, 20, 30, 40, 50, 60};
  batch.amount = {-1, -2, -3, -4, -5, -6};
  batch.dimension[1] = {0, 1, kNoDimension, 1, 0, 1};
  batch.account_ref_offset = {0, 1, 1, 1, 3};
  batch.account_ref = {'1', '2', '3'};
  batch.attributes.num_attributes = 2;
  batch.attributes.code = {0, 0, 0, 1, 0, kNoAttribute, 0, 1};
  Snapshot& snapshot = batch.snapshot;
  snapshot.account_offset = {0, 0, 1, 1, 3};
  snapshot.account_id = {'7', '8', '9'};
  snapshot.account_type = {0, 1, 2};
  snapshot.account_subtype = {0, 1, 2};
  snapshot.balance_current = {700, 800, 900};
  snapshot.balance_available = snapshot.balance_limit = snapshot.balance_current;
  snapshot.liability_offset = {0, 0, 0, 0, 2};
  snapshot.liability_account = {0, 1};
  snapshot.liability_type = {0, 1};
  snapshot.apr_offset = {0, 1, 3};
  snapshot.apr = {0.1, 0.2, 0.3};
  return batch;
}

RowFilter orders_with(std::vector<std::uint8_t> keeps) { return {{{true, 1, std::move(keeps)}}}; }
RowFilter customers_with(std::vector<std::uint8_t> keeps) { return {{{false, 1, std::move(keeps)}}}; }

}  // namespace

TEST_CASE("Orders go by their dimension, and customers with them unless they have accounts") {
  Batch batch = four_customers();
  filter_batch(orders_with({1, 0, 0}), batch);  // the first text alone
  CHECK(batch.id == std::vector<char>{'a', 0, 'b', 0, 'd', 0});
  CHECK(batch.offset == Offsets{0, 1, 1, 2});
  CHECK(batch.timestamp == std::vector<Timestamp>{10, 50});
  CHECK(batch.amount == std::vector<Minor>{-1, -5});
  CHECK(batch.first_timestamp == std::vector<Timestamp>{10, kNoTimestamp, 50});
  CHECK(batch.attributes.code == std::vector<std::uint16_t>{0, 0, 0, 1, 0, 1});
  CHECK(batch.account_ref_offset == Offsets{0, 1, 1, 3});
  CHECK(batch.snapshot.account_offset == Offsets{0, 0, 1, 3});
  CHECK(batch.snapshot.account_id == std::vector<char>{'7', '8', '9'});

  batch = four_customers();
  filter_batch(orders_with({0, 0, 1}), batch);  // those without one
  CHECK(batch.hash == std::vector<std::uint64_t>{1, 2, 4});
  CHECK(batch.offset == Offsets{0, 1, 1, 1});
  CHECK(batch.first_timestamp == std::vector<Timestamp>{30, kNoTimestamp, kNoTimestamp});
}

TEST_CASE("Customers go by their attribute with all that is theirs") {
  Batch batch = four_customers();
  filter_batch(customers_with({0, 1, 0}), batch);
  CHECK(batch.id == std::vector<char>{'b', 0, 'd', 0});
  CHECK(batch.offset == Offsets{0, 0, 2});
  CHECK(batch.timestamp == std::vector<Timestamp>{50, 60});
  CHECK(batch.dimension[1] == std::vector<std::uint16_t>{0, 1});
  CHECK(batch.first_timestamp == std::vector<Timestamp>{kNoTimestamp, 50});
  CHECK(batch.account_ref == std::vector<char>{'2', '3'});
  CHECK(batch.snapshot.balance_current == std::vector<Minor>{700, 800, 900});

  batch = four_customers();
  filter_batch(customers_with({1, 0, 1}), batch);
  CHECK(batch.id == std::vector<char>{'a', 0, 'c', 0});
  CHECK(batch.offset == Offsets{0, 3, 4});
  CHECK(batch.snapshot.account_offset == Offsets{0, 0, 0});
  CHECK(batch.snapshot.account_type.empty());
  CHECK(batch.snapshot.liability_offset == Offsets{0, 0, 0});
  CHECK(batch.snapshot.liability_account.empty());
  CHECK(batch.snapshot.apr_offset == Offsets{0});
  CHECK(batch.snapshot.apr.empty());

  batch = four_customers();
  filter_batch(customers_with({0, 0, 0}), batch);
  CHECK(batch.num_customers() == 0);
  CHECK(batch.num_rows() == 0);
  CHECK(batch.offset == Offsets{0});
}
