#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "thread_communicator.hpp"

namespace spendlens::test {

/// A transaction as a test writes it down; an empty merchant, category or account is none.
struct Row {
  std::string customer;
  Timestamp timestamp = 0;
  Minor amount = 0;
  std::string merchant;
  std::string category;
  std::uint8_t flags = 0;
  std::uint32_t quantity = 0;
  Minor margin = 0;
  std::uint16_t product_count = 0;
  std::string account;

  friend bool operator==(const Row&, const Row&) = default;
};

/// Whose texts keep in the order of their dictionary codes: none comes last.
inline auto row_order(const Row& row) {
  const auto none_last = [](const std::string& text) { return std::pair(text.empty(), text); };
  return std::tuple(text_hash(row.customer), row.customer, none_last(row.merchant), row.timestamp, row.amount,
                    none_last(row.category), none_last(row.account), row.flags, row.quantity, row.margin,
                    row.product_count);
}

inline void sort_rows(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return row_order(a) < row_order(b); });
}

inline ledger::OptionalColumns all_columns() { return {true, true, true, true, true, true, true}; }

/// The distinct texts of a member, without the empty one, sorted.
inline std::vector<std::string> distinct(const std::vector<Row>& rows, std::string Row::*member) {
  std::vector<std::string> texts;
  for (const Row& row : rows)
    if (!(row.*member).empty()) texts.push_back(row.*member);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

template <class Code>
Code code_of(const std::vector<std::string>& texts, const std::string& text) {
  if (text.empty()) return static_cast<Code>(~Code{0});
  return static_cast<Code>(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
}

/// Columns of some customers, owned.
struct RunColumns {
  std::uint32_t id_width = 1;
  std::uint32_t account_width = 1;
  std::vector<char> id, account_ref;
  std::vector<std::uint64_t> hash, num_rows, num_account_refs;
  std::vector<Timestamp> first_timestamp, timestamp;
  std::vector<Minor> amount, margin;
  std::vector<std::uint32_t> merchant, quantity;
  std::vector<std::uint16_t> category, account, product_count;
  std::vector<std::uint8_t> flags;

  [[nodiscard]] ledger::SegmentRun view() const {
    return {id_width,   id,      hash,  first_timestamp, num_rows, timestamp,     amount,           merchant,
            category,   account, flags, quantity,        margin,   product_count, num_account_refs, account_width,
            account_ref};
  }
};

/// `rows` ascend; those of [begin, end) are whole customers.
inline RunColumns columns_of(const std::vector<Row>& rows, std::size_t begin, std::size_t end,
                             const ledger::SegmentFacts& facts) {
  RunColumns run;
  for (std::size_t i = begin; i < end; ++i) {
    run.id_width = std::max(run.id_width, static_cast<std::uint32_t>(rows[i].customer.size()));
    run.account_width = std::max(run.account_width, static_cast<std::uint32_t>(rows[i].account.size()));
  }
  const auto append_text = [](std::vector<char>& padded, const std::string& text, std::size_t width) {
    padded.insert(padded.end(), text.begin(), text.end());
    padded.resize(padded.size() + width - text.size(), '\0');
  };
  std::vector<std::string> accounts;
  for (std::size_t i = begin; i < end; ++i) {
    const Row& row = rows[i];
    if (i == begin || rows[i - 1].customer != row.customer) {
      append_text(run.id, row.customer, run.id_width);
      run.hash.push_back(text_hash(row.customer));
      run.first_timestamp.push_back(row.timestamp);
      run.num_rows.push_back(0);
      std::vector<Row> own;
      for (std::size_t j = i; j < end && rows[j].customer == row.customer; ++j) own.push_back(rows[j]);
      accounts = distinct(own, &Row::account);
      if (facts.columns.account) {
        run.num_account_refs.push_back(accounts.size());
        for (const std::string& account : accounts) append_text(run.account_ref, account, run.account_width);
      }
    }
    ++run.num_rows.back();
    run.first_timestamp.back() = std::min(run.first_timestamp.back(), row.timestamp);
    run.timestamp.push_back(row.timestamp);
    run.amount.push_back(row.amount);
    if (facts.columns.merchant) run.merchant.push_back(code_of<std::uint32_t>(facts.merchants, row.merchant));
    if (facts.columns.category) run.category.push_back(code_of<std::uint16_t>(facts.categories, row.category));
    if (facts.columns.account) run.account.push_back(code_of<std::uint16_t>(accounts, row.account));
    if (facts.columns.flags) run.flags.push_back(row.flags);
    if (facts.columns.quantity) run.quantity.push_back(row.quantity);
    if (facts.columns.margin) run.margin.push_back(row.margin);
    if (facts.columns.product_count) run.product_count.push_back(row.product_count);
  }
  return run;
}

inline ledger::SegmentFacts facts_of(const std::vector<Row>& rows, ledger::OptionalColumns columns) {
  ledger::SegmentFacts facts;
  facts.currency = "EUR";
  facts.columns = columns;
  if (columns.merchant) facts.merchants = distinct(rows, &Row::merchant);
  if (columns.category) facts.categories = distinct(rows, &Row::category);
  facts.source = {"log.csv", 1234, "00000000000000010000000000000002"};
  facts.counts = {rows.size() + 5, rows.size(), 2, {{"bad amount", 1}, {"bad date", 2}}};
  return facts;
}

/// The rows without what is not stored, so that they sort by what is.
inline std::vector<Row> with_columns(std::vector<Row> rows, ledger::OptionalColumns columns) {
  for (Row& row : rows) {
    if (!columns.merchant) row.merchant.clear();
    if (!columns.category) row.category.clear();
    if (!columns.account) row.account.clear();
    if (!columns.flags) row.flags = 0;
    if (!columns.quantity) row.quantity = 0;
    if (!columns.margin) row.margin = 0;
    if (!columns.product_count) row.product_count = 0;
  }
  return rows;
}

/// Where part `index` of `parts` of the sorted rows begins, moved to the start of a customer.
inline std::size_t customer_cut(const std::vector<Row>& rows, std::size_t index, std::size_t parts) {
  std::size_t cut = rows.size() * index / parts;
  while (cut > 0 && cut < rows.size() && rows[cut - 1].customer == rows[cut].customer) ++cut;
  return cut;
}

/// Writes the rows, in any order, as a segment by `ranks` ranks, each in `pieces` runs.
inline void write_segment(const std::string& directory, const std::string& name, std::vector<Row> rows,
                          ledger::OptionalColumns columns, int ranks = 1, std::size_t pieces = 1,
                          const std::string& currency = "EUR", const std::string& timezone = "UTC") {
  rows = with_columns(std::move(rows), columns);
  sort_rows(rows);
  ledger::SegmentFacts facts = facts_of(rows, columns);
  facts.currency = currency;
  facts.timezone = timezone;
  run_ranks(ranks, [&](comm::Communicator& communicator) {
    const auto rank = static_cast<std::size_t>(communicator.rank());
    std::vector<RunColumns> runs;
    ledger::SegmentPart part;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      const std::size_t parts = static_cast<std::size_t>(ranks) * pieces;
      const std::size_t begin = customer_cut(rows, rank * pieces + piece, parts);
      runs.push_back(
          columns_of(rows, begin, std::max(begin, customer_cut(rows, rank * pieces + piece + 1, parts)), facts));
      const RunColumns& run = runs.back();
      part.num_customers += run.hash.size();
      part.num_transactions += run.timestamp.size();
      for (const std::uint64_t refs : run.num_account_refs) part.num_account_refs += refs;
      part.id_width = std::max(part.id_width, run.id_width);
      part.account_width = std::max(part.account_width, run.account_width);
      for (const Timestamp timestamp : run.timestamp) {
        part.first_timestamp = std::min(part.first_timestamp, timestamp);
        part.last_timestamp = std::max(part.last_timestamp, timestamp);
      }
    }
    ledger::SegmentWriter writer(communicator, directory, name, facts, part);
    for (const RunColumns& run : runs) writer.append(run.view());
    writer.publish();
  });
}

inline ledger::WantedColumns all_wanted() { return {true, true, true, true, true, true}; }

inline ledger::Ledger open_ledger(const std::string& directory) {
  comm::LocalCommunicator communicator;
  return ledger::Ledger::open(communicator, directory);
}

/// A batch as rows again (the account, which batches do not hold, stays empty).
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
      if (!batch.flags.empty()) row.flags = batch.flags[i];
      if (!batch.quantity.empty()) row.quantity = batch.quantity[i];
      if (!batch.margin.empty()) row.margin = batch.margin[i];
      if (!batch.product_count.empty()) row.product_count = batch.product_count[i];
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
