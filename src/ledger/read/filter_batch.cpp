#include "ledger/read/filter_batch.hpp"

#include <algorithm>

namespace spendlens::ledger {

namespace {

using Mask = std::vector<std::uint8_t>;

/// Keeps those entries of a column whose flag is set; an entry is `width` values. Columns that are not held stay empty.
template <class T>
void keep(const Mask& mask, std::vector<T>& column, std::size_t width = 1) {
  if (column.empty()) return;
  std::size_t to = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0) continue;
    if (to != i)
      std::copy_n(column.begin() + static_cast<std::ptrdiff_t>(i * width), width,
                  column.begin() + static_cast<std::ptrdiff_t>(to * width));
    ++to;
  }
  column.resize(to * width);
}

/// The flags of all that customers have, and offsets without those who go.
Mask keep_spans(const Mask& customers, std::vector<std::uint64_t>& offset) {
  Mask mask;
  if (offset.empty()) return mask;
  mask.assign(offset.back(), 0);
  std::size_t to = 0;
  std::uint64_t end = 0;
  std::uint64_t begin_of_next = offset[0];
  for (std::size_t c = 0; c < customers.size(); ++c) {
    const std::uint64_t begin = begin_of_next;
    begin_of_next = offset[c + 1];
    if (customers[c] == 0) continue;
    std::fill(mask.begin() + static_cast<std::ptrdiff_t>(begin),
              mask.begin() + static_cast<std::ptrdiff_t>(begin_of_next), std::uint8_t{1});
    end += begin_of_next - begin;
    offset[++to] = end;
  }
  offset.resize(to + 1);
  return mask;
}

void keep_accounts(const Mask& customers, Snapshot& snapshot) {
  const Mask accounts = keep_spans(customers, snapshot.account_offset);
  keep(accounts, snapshot.account_id, snapshot.account_width);
  keep(accounts, snapshot.account_type);
  keep(accounts, snapshot.account_subtype);
  keep(accounts, snapshot.balance_current);
  keep(accounts, snapshot.balance_available);
  keep(accounts, snapshot.balance_limit);
  const Mask joint = keep_spans(customers, snapshot.joint_offset);
  keep(joint, snapshot.joint_account, snapshot.account_width);
  keep(joint, snapshot.joint_owner, snapshot.joint_owner_width);
}

void keep_liabilities(const Mask& customers, Snapshot& snapshot) {
  const Mask liabilities = keep_spans(customers, snapshot.liability_offset);
  keep(liabilities, snapshot.liability_account);
  keep(liabilities, snapshot.liability_type);
  keep(liabilities, snapshot.interest_rate);
  keep(liabilities, snapshot.minimum_payment_amount);
  keep(liabilities, snapshot.last_payment_amount);
  keep(liabilities, snapshot.last_statement_balance);
  keep(liabilities, snapshot.is_overdue);
  keep(liabilities, snapshot.next_payment_due_date);
  keep(liabilities, snapshot.has_interest);
  keep(keep_spans(liabilities, snapshot.apr_offset), snapshot.apr);
}

void keep_customers(const Mask& customers, Batch& batch) {
  keep(customers, batch.id, batch.id_width);
  keep(customers, batch.hash);
  keep(customers, batch.first_timestamp);
  keep(customers, batch.archetype);
  keep(keep_spans(customers, batch.account_ref_offset), batch.account_ref, batch.account_width);
  keep(customers, batch.attributes.code, std::max<std::size_t>(1, batch.attributes.num_attributes));
  keep_accounts(customers, batch.snapshot);
  keep_liabilities(customers, batch.snapshot);
}

bool is_kept(const RowFilter& filter, const Batch& batch, bool of_orders, std::size_t at) {
  const std::size_t attributes = batch.attributes.num_attributes;
  return std::all_of(filter.columns.begin(), filter.columns.end(), [&](const RowFilter::Condition& column) {
    if (column.of_orders != of_orders) return true;
    return column.has(of_orders ? batch.dimension[column.index][at]
                                : batch.attributes.code[at * attributes + column.index]);
  });
}

/// Accounts of its own or in common with others: without a row it is a customer all the same.
bool has_accounts(const Snapshot& snapshot, std::size_t customer) {
  const auto any = [customer](const std::vector<std::uint64_t>& offset) {
    return !offset.empty() && offset[customer] < offset[customer + 1];
  };
  return any(snapshot.account_offset) || any(snapshot.joint_offset);
}

/// Flags of rows; offsets and first timestamps become those of what stays, customers who keep nothing are flagged.
Mask choose_rows(const RowFilter& filter, Mask& customers, Batch& batch) {
  Mask rows(batch.num_rows(), 0);
  const bool of_orders = filter.of_orders();
  std::uint64_t begin = 0;
  std::uint64_t kept = 0;
  std::size_t to = 0;
  for (std::size_t c = 0; c < customers.size(); ++c) {
    const std::uint64_t end = batch.offset[c + 1];
    const std::uint64_t before = kept;
    Timestamp first = kNoTimestamp;
    for (std::uint64_t row = begin; row < end && customers[c] != 0; ++row) {
      rows[row] = static_cast<std::uint8_t>(!of_orders || is_kept(filter, batch, true, row));
      if (rows[row] == 0) continue;
      first = std::min(first, batch.timestamp[row]);
      ++kept;
    }
    begin = end;
    if (of_orders) {
      if (kept == before && !has_accounts(batch.snapshot, c)) customers[c] = 0;
      batch.first_timestamp[c] = first;
    }
    if (customers[c] != 0) batch.offset[++to] = kept;
  }
  batch.offset.resize(to + 1);
  return rows;
}

}  // namespace

void filter_batch(const RowFilter& filter, Batch& batch) {
  Mask customers(batch.num_customers(), 1);
  for (std::size_t c = 0; c < customers.size(); ++c)
    customers[c] = static_cast<std::uint8_t>(is_kept(filter, batch, false, c));
  const Mask rows = choose_rows(filter, customers, batch);
  for_each_transaction_column([&](const auto& column) { keep(rows, column.of(batch)); });
  keep(rows, batch.account_marked);
  keep_customers(customers, batch);
}

}  // namespace spendlens::ledger
