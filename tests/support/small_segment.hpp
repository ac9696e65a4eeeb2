#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "small_snapshot.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "test_rows.hpp"
#include "thread_communicator.hpp"

namespace spendlens::test {

inline ledger::ColumnSet all_columns() { return ledger::all_transaction_columns(); }

inline ledger::ColumnSet with_snapshot(ledger::ColumnSet columns) { return columns.add(ledger::Column::kSnapshot); }

/// Columns of some customers, owned.
struct RunColumns : ledger::TransactionRows {
  std::uint32_t id_width = 1;
  std::uint32_t account_width = 1;
  std::vector<char> id, account_ref;
  std::vector<std::uint64_t> hash, num_rows, num_account_refs;
  std::vector<Timestamp> first_timestamp;
  std::optional<ledger::Snapshot> snapshot;
  std::optional<ledger::CustomerAttributes> attributes;

  [[nodiscard]] ledger::SegmentRun view() const {
    ledger::SegmentRun run;
    static_cast<ledger::TransactionViews&>(run) = ledger::views_of(*this);
    run.id_width = id_width;
    run.id = id;
    run.hash = hash;
    run.first_timestamp = first_timestamp;
    run.num_rows = num_rows;
    run.num_account_refs = num_account_refs;
    run.account_width = account_width;
    run.account_ref = account_ref;
    if (snapshot) run.snapshot = &*snapshot;
    if (attributes) run.attributes = &*attributes;
    return run;
  }
};

inline void append_row(RunColumns& run, const Row& row, const std::vector<std::string>& accounts,
                       const ledger::SegmentMetadata& facts) {
  ++run.num_rows.back();
  run.first_timestamp.back() = std::min(run.first_timestamp.back(), row.timestamp);
  ledger::TransactionRow stored;
  stored.timestamp = row.timestamp;
  stored.amount = row.amount;
  stored.merchant = code_of<std::uint32_t>(facts.merchants, row.merchant);
  stored.category = code_of<std::uint16_t>(facts.categories, row.category);
  stored.account = code_of<std::uint16_t>(accounts, row.account);
  stored.flags = row.flags;
  stored.quantity = row.quantity;
  stored.margin = row.margin;
  stored.product_count = row.product_count;
  stored.key = row.key;
  for (std::size_t i = 0; i < facts.dimensions.size(); ++i)
    stored.dimension[i] = code_of<std::uint16_t>(facts.dimensions[i].texts, row.dimension[i]);
  ledger::append_row(facts.columns | ledger::kRequiredColumns, stored, run);
}

/// These customers with those of the ascending rows and accounts that are theirs.
inline RunColumns columns_of(const std::vector<std::string>& customers, const std::vector<Row>& rows,
                             const std::vector<Account>& accounts, const ledger::SegmentMetadata& facts) {
  RunColumns run;
  for (const std::string& customer : customers)
    run.id_width = std::max(run.id_width, static_cast<std::uint32_t>(customer.size()));
  for (const Row& row : rows)
    run.account_width = std::max(run.account_width, static_cast<std::uint32_t>(row.account.size()));
  const auto append_text = [](std::vector<char>& padded, const std::string& text, std::size_t width) {
    padded.insert(padded.end(), text.begin(), text.end());
    padded.resize(padded.size() + width - text.size(), '\0');
  };
  for (const std::string& customer : customers) {
    std::vector<Row> own;
    for (const Row& row : rows)
      if (row.customer == customer) own.push_back(row);
    append_text(run.id, customer, run.id_width);
    run.hash.push_back(text_hash(customer));
    run.first_timestamp.push_back(kNoTimestamp);
    run.num_rows.push_back(0);
    const std::vector<std::string> refs = distinct(own, &Row::account);
    if (facts.columns.has(ledger::Column::kAccount)) {
      run.num_account_refs.push_back(refs.size());
      for (const std::string& ref : refs) append_text(run.account_ref, ref, run.account_width);
    }
    for (const Row& row : own) append_row(run, row, refs, facts);
  }
  if (facts.columns.has(ledger::Column::kSnapshot)) run.snapshot = snapshot_of(customers, accounts);
  return run;
}

inline ledger::SegmentMetadata facts_of(const std::vector<Row>& rows, ledger::ColumnSet columns,
                                        const std::vector<Account>& accounts = {}) {
  ledger::SegmentMetadata facts;
  facts.currency = "EUR";
  facts.columns = columns;
  if (columns.has(ledger::Column::kMerchant)) facts.merchants = distinct(rows, &Row::merchant);
  if (columns.has(ledger::Column::kCategory)) facts.categories = distinct(rows, &Row::category);
  for (std::size_t i = 0; i < ledger::kMaxDimensions; ++i)
    if (columns.has(ledger::column_of_dimension(i)))
      facts.dimensions.push_back({kDimensionNames[i], distinct_of(rows, i)});
  facts.source = {"log.csv", 1234, "00000000000000010000000000000002"};
  facts.counts.rows_read = rows.size() + 5;
  facts.counts.rows_stored = rows.size();
  facts.counts.lines_folded = 2;
  facts.counts.rejected = {{"bad amount", 1}, {"bad date", 2}};
  if (!columns.has(ledger::Column::kSnapshot)) return facts;
  const auto liabilities = static_cast<std::uint64_t>(std::count_if(
      accounts.begin(), accounts.end(), [](const Account& account) { return account.liability.has_value(); }));
  facts.counts.accounts = {accounts.size() + 4, accounts.size(), 0, {{"bad subtype", 4}}};
  facts.counts.liabilities = {liabilities, liabilities, 0, {}};
  return facts;
}

/// Whoever has a row or an account, in a segment's order.
inline std::vector<std::string> customers_of(const std::vector<Row>& rows, const std::vector<Account>& accounts) {
  std::vector<std::string> customers;
  for (const Row& row : rows) customers.push_back(row.customer);
  for (const Account& account : accounts) customers.push_back(account.customer);
  std::sort(customers.begin(), customers.end(), [](const std::string& a, const std::string& b) {
    return std::pair(text_hash(a), a) < std::pair(text_hash(b), b);
  });
  customers.erase(std::unique(customers.begin(), customers.end()), customers.end());
  return customers;
}

inline void announce(const RunColumns& run, ledger::SegmentPart& part) {
  part.num_customers += run.hash.size();
  part.num_transactions += run.timestamp.size();
  for (const std::uint64_t refs : run.num_account_refs) part.num_account_refs += refs;
  part.id_width = std::max(part.id_width, run.id_width);
  part.account_width = std::max(part.account_width, run.account_width);
  for (const Timestamp timestamp : run.timestamp) {
    part.first_timestamp = std::min(part.first_timestamp, timestamp);
    part.last_timestamp = std::max(part.last_timestamp, timestamp);
  }
  part.wide = part.wide | ledger::wide_columns(run.view());
  if (run.attributes) {
    part.num_listed += run.attributes->num_listed();
    part.listed_width = std::max(part.listed_width, run.attributes->listed_width);
  }
  if (!run.snapshot) return;
  part.num_accounts += run.snapshot->num_accounts();
  part.num_liabilities += run.snapshot->num_liabilities();
  part.num_aprs += run.snapshot->apr.size();
  part.snapshot_account_width = std::max(part.snapshot_account_width, run.snapshot->account_width);
}

/// How a test's segment is written: by how many ranks, each in how many runs.
struct Writing {
  int ranks = 1;
  std::size_t pieces = 1;
  std::string currency = "EUR";
  std::string timezone = "UTC";
  std::uint64_t import_number = 1;
};

/// Writes the rows, in any order, as a segment; the accounts where the columns say so.
inline void write_rows_and_accounts(const std::string& directory, const std::string& name, std::vector<Row> rows,
                                    std::vector<Account> accounts, ledger::ColumnSet columns, const Writing& writing) {
  rows = with_columns(std::move(rows), columns);
  sort_rows(rows);
  sort_accounts(accounts);
  const std::vector<std::string> customers = customers_of(rows, accounts);
  ledger::SegmentMetadata facts = facts_of(rows, columns, accounts);
  facts.currency = writing.currency;
  facts.timezone = writing.timezone;
  facts.import_number = writing.import_number;
  run_ranks(writing.ranks, [&](comm::Communicator& communicator) {
    const auto rank = static_cast<std::size_t>(communicator.rank());
    const std::size_t parts = static_cast<std::size_t>(writing.ranks) * writing.pieces;
    std::vector<RunColumns> runs;
    ledger::SegmentPart part;
    for (std::size_t piece = rank * writing.pieces; piece < (rank + 1) * writing.pieces; ++piece) {
      const ItemRange range = part_of(customers.size(), piece, parts);
      const auto customer = [&](std::uint64_t i) { return customers.begin() + static_cast<std::ptrdiff_t>(i); };
      runs.push_back(columns_of({customer(range.begin), customer(range.end)}, rows, accounts, facts));
      announce(runs.back(), part);
    }
    ledger::SegmentWriter writer(communicator, directory, name, facts, part);
    for (const RunColumns& run : runs) writer.append(run.view());
    writer.publish();
  });
}

inline void write_segment(const std::string& directory, const std::string& name, const std::vector<Row>& rows,
                          ledger::ColumnSet columns, const Writing& writing = {}) {
  write_rows_and_accounts(directory, name, rows, {}, columns, writing);
}

/// A segment with all columns and a snapshot.
inline void write_snapshot(const std::string& directory, const std::string& name, const std::vector<Row>& rows,
                           const std::vector<Account>& accounts, const Writing& writing = {}) {
  write_rows_and_accounts(directory, name, rows, accounts, with_snapshot(all_columns()), writing);
}

/// All columns of transactions.
inline ledger::WantedColumns all_wanted() { return {ledger::all_transaction_columns()}; }

inline ledger::Ledger open_ledger(const std::string& directory) {
  comm::LocalCommunicator communicator;
  return ledger::Ledger::open(communicator, directory);
}

/// A batch as rows again.
inline void append_rows(const ledger::Ledger& from, const ledger::Batch& batch, std::vector<Row>& rows) {
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const char* id = batch.id.data() + c * batch.id_width;
    for (std::uint64_t i = batch.offset[c]; i < batch.offset[c + 1]; ++i) {
      Row row;
      row.customer = std::string(id, ::strnlen(id, batch.id_width));
      row.timestamp = batch.timestamp[i];
      row.amount = batch.amount[i];
      if (!batch.merchant.empty() && batch.merchant[i] != ledger::kNoMerchant)
        row.merchant = from.merchants().at(batch.merchant[i]);
      if (!batch.category.empty() && batch.category[i] != ledger::kNoCategory)
        row.category = from.categories().at(batch.category[i]);
      if (!batch.account.empty() && batch.account[i] != kNoAccount) {
        const std::uint64_t ref = batch.account_ref_offset.at(c) + batch.account[i];
        const char* account = batch.account_ref.data() + ref * batch.account_width;
        row.account = std::string(account, ::strnlen(account, batch.account_width));
      }
      if (!batch.flags.empty()) row.flags = batch.flags[i];
      if (!batch.quantity.empty()) row.quantity = batch.quantity[i];
      if (!batch.margin.empty()) row.margin = batch.margin[i];
      if (!batch.product_count.empty()) row.product_count = batch.product_count[i];
      if (!batch.key.empty()) row.key = batch.key[i];
      for (std::size_t d = 0; d < from.dimensions().size(); ++d)
        if (!batch.dimension[d].empty() && batch.dimension[d][i] != ledger::kNoDimension)
          row.dimension[d] = from.dimensions()[d].texts.at(batch.dimension[d][i]);
      rows.push_back(row);
    }
  }
}

inline std::vector<Row> read_rows(const ledger::Ledger& from, std::uint64_t max_rows = 1000,
                                  ledger::WantedColumns wanted = all_wanted()) {
  std::vector<Row> rows;
  ledger::BatchReader reader(from, ledger::batches_of(from, {0, kHashPrefixes}, max_rows), wanted);
  while (const ledger::Batch* batch = reader.next()) append_rows(from, *batch, rows);
  return rows;
}

}  // namespace spendlens::test
