#include <catch2/catch.hpp>

#include "ingest/exchange/run_spool.hpp"
#include "scratch_directory.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

/// Each customer has one account with a liability of `seed` aprs.
void add_snapshot(FinishedRun& run, std::uint32_t seed, std::size_t customers) {
  run.has_snapshot = true;
  ledger::Snapshot& snapshot = run.snapshot;
  snapshot.account_width = 4 + seed;
  snapshot.account_offset = snapshot.liability_offset = snapshot.apr_offset = {0};
  for (std::size_t c = 0; c < customers; ++c) {
    snapshot.account_id.insert(snapshot.account_id.end(), snapshot.account_width, 'i');
    snapshot.account_type.push_back(1);
    snapshot.balance_current.push_back(seed);
    snapshot.liability_type.push_back(2);
    snapshot.interest_rate.push_back(0.5);
    snapshot.apr.insert(snapshot.apr.end(), seed, 0.25);
    snapshot.account_offset.push_back(c + 1);
    snapshot.liability_offset.push_back(c + 1);
    snapshot.apr_offset.push_back(snapshot.apr.size());
  }
}

FinishedRun run_of(std::uint32_t seed, std::size_t customers) {
  FinishedRun run;
  run.id_width = 3 + seed % 5;
  run.account_width = 2;
  for (std::size_t c = 0; c < customers; ++c) {
    run.id.insert(run.id.end(), run.id_width, static_cast<char>('a' + c));
    run.hash.push_back(seed * 1000 + c);
    run.first_timestamp.push_back(seed + 10);
    run.num_rows.push_back(2);
    run.num_account_refs.push_back(c);
    run.account_ref.insert(run.account_ref.end(), 2 * c, 'x');
    for (std::uint32_t row = 0; row < 2; ++row) {
      run.timestamp.push_back(seed + 10 + row);
      run.amount.push_back(-static_cast<Minor>(seed) * 100 - row);
      run.merchant.push_back(seed);
      run.category.push_back(static_cast<std::uint16_t>(row));
      run.quantity.push_back(row);
    }
  }
  if (seed % 2 == 1) add_snapshot(run, seed, customers);
  return run;
}

std::vector<std::vector<std::byte>> columns_of(const FinishedRun& run) {
  std::vector<std::vector<std::byte>> columns;
  FinishedRun::for_each_column(run, [&](const auto& column) {
    const auto bytes = std::as_bytes(std::span(column));
    columns.emplace_back(bytes.begin(), bytes.end());
  });
  return columns;
}

}  // namespace

TEST_CASE("Runs come back as they were, in memory or spilled") {
  for (const std::uint64_t budget : {std::uint64_t{0}, std::uint64_t{400}, std::uint64_t{1} << 20}) {
    const test::ScratchDirectory scratch;
    RunSpool spool(scratch.file("runs"), budget);
    for (std::uint32_t seed = 0; seed < 8; ++seed) spool.add(run_of(seed, seed % 4));
    CHECK(scratch.num_entries() == (budget < 1000 ? 1 : 0));
    REQUIRE(spool.size() == 8);
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
      const FinishedRun run = spool.take(seed);
      const FinishedRun expected = run_of(seed, seed % 4);
      CHECK(columns_of(run) == columns_of(expected));
      CHECK(run.id_width == expected.id_width);
      CHECK(run.account_width == expected.account_width);
      CHECK(run.has_snapshot == expected.has_snapshot);
      CHECK(run.snapshot.account_width == expected.snapshot.account_width);
    }
  }
}

TEST_CASE("A spool tells what its runs add up to, whatever was spilled") {
  for (const std::uint64_t budget : {std::uint64_t{0}, std::uint64_t{1} << 20}) {
    const test::ScratchDirectory scratch;
    RunSpool spool(scratch.file("runs"), budget);
    spool.add(run_of(4, 3));
    spool.add(run_of(1, 2));
    const ledger::SegmentPart& part = spool.part();
    CHECK(part.num_customers == 5);
    CHECK(part.num_transactions == 10);
    CHECK(part.num_account_refs == 0 + 1 + 2 + 0 + 1);
    CHECK(part.id_width == 7);
    CHECK(part.account_width == 2);
    CHECK(part.num_accounts == 0 + 2);
    CHECK(part.num_liabilities == 2);
    CHECK(part.num_aprs == 2);
    CHECK(part.snapshot_account_width == 5);
    CHECK(part.first_timestamp == 11);
    CHECK(part.last_timestamp == 15);
  }
}
