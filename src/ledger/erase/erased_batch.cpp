#include "ledger/erase/erased_batch.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "spendlens/ledger/schema.hpp"

namespace spendlens::ledger {

namespace {

/// Which of some items stay, as consecutive ones.
struct Kept {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  std::uint64_t all = 0;
  std::uint64_t total = 0;

  [[nodiscard]] std::uint64_t gone() const { return all - total; }
  void add(std::uint64_t begin, std::uint64_t end) {
    if (begin == end) return;
    if (!ranges.empty() && ranges.back().second == begin)
      ranges.back().second = end;
    else
      ranges.emplace_back(begin, end);
    total += end - begin;
  }
};

/// Those of `number` items of which stays(i) says so.
template <class Stays>
Kept kept_where(std::uint64_t number, const Stays& stays) {
  Kept kept;
  kept.all = number;
  for (std::uint64_t i = 0; i < number; ++i)
    if (stays(i)) kept.add(i, i + 1);
  return kept;
}

/// What the kept items have of others, by their offsets.
Kept behind(const Kept& items, const std::vector<std::uint64_t>& offset) {
  Kept kept;
  if (offset.empty()) return kept;
  kept.all = offset.back();
  for (const auto& [begin, end] : items.ranges) kept.add(offset[begin], offset[end]);
  return kept;
}

/// `width` values an item.
template <class T>
void keep(const Kept& kept, std::vector<T>& values, std::size_t width = 1) {
  if (values.empty()) return;
  auto to = values.begin();
  for (const auto& [begin, end] : kept.ranges)
    to = std::copy(values.begin() + static_cast<std::ptrdiff_t>(begin * width),
                   values.begin() + static_cast<std::ptrdiff_t>(end * width), to);
  values.resize(kept.total * width);
}

void keep_offsets(const Kept& items, std::vector<std::uint64_t>& offset) {
  if (offset.empty()) return;
  std::vector<std::uint64_t> next = {0};
  for (const auto& [begin, end] : items.ranges)
    for (std::uint64_t i = begin; i < end; ++i) next.push_back(next.back() + offset[i + 1] - offset[i]);
  offset = std::move(next);
}

void keep_accounts(const Kept& customers, Snapshot& snapshot, ErasedRows& erased) {
  const Kept accounts = behind(customers, snapshot.account_offset);
  erased.accounts += accounts.gone();
  keep(accounts, snapshot.account_id, snapshot.account_width);
  keep(accounts, snapshot.account_type);
  keep(accounts, snapshot.account_subtype);
  for (std::vector<Minor>* balance : {&snapshot.balance_current, &snapshot.balance_available, &snapshot.balance_limit})
    keep(accounts, *balance);
  keep_offsets(customers, snapshot.account_offset);
}

void keep_liabilities(const Kept& customers, Snapshot& snapshot, ErasedRows& erased) {
  const Kept liabilities = behind(customers, snapshot.liability_offset);
  erased.liabilities += liabilities.gone();
  keep(behind(liabilities, snapshot.apr_offset), snapshot.apr);
  keep_offsets(liabilities, snapshot.apr_offset);
  keep(liabilities, snapshot.liability_account);
  keep(liabilities, snapshot.liability_type);
  keep(liabilities, snapshot.interest_rate);
  for (std::vector<Minor>* amount :
       {&snapshot.minimum_payment_amount, &snapshot.last_payment_amount, &snapshot.last_statement_balance})
    keep(liabilities, *amount);
  keep(liabilities, snapshot.is_overdue);
  keep(liabilities, snapshot.next_payment_due_date);
  keep(liabilities, snapshot.has_interest);
  keep_offsets(customers, snapshot.liability_offset);
}

/// Also those of others, which count for an erased customer.
void keep_joint(const Kept& customers, Snapshot& snapshot, IdSet& ids, ErasedRows& erased) {
  if (snapshot.joint_offset.empty()) return;
  std::vector<bool> stays(snapshot.num_joint(), false);
  for (const auto& [begin, end] : customers.ranges)
    for (std::uint64_t i = snapshot.joint_offset[begin]; i < snapshot.joint_offset[end]; ++i)
      stays[i] = !ids.has(text_at(snapshot.joint_owner, snapshot.joint_owner_width, i));
  std::vector<std::uint64_t> offset = {0};
  for (const auto& [begin, end] : customers.ranges)
    for (std::uint64_t customer = begin; customer < end; ++customer) {
      std::uint64_t number = 0;
      for (std::uint64_t i = snapshot.joint_offset[customer]; i < snapshot.joint_offset[customer + 1]; ++i)
        if (stays[i]) ++number;
      offset.push_back(offset.back() + number);
    }
  const Kept joint = kept_where(stays.size(), [&](std::uint64_t i) { return stays[i]; });
  erased.accounts += joint.gone();
  keep(joint, snapshot.joint_account, snapshot.account_width);
  keep(joint, snapshot.joint_owner, snapshot.joint_owner_width);
  snapshot.joint_offset = std::move(offset);
}

std::uint64_t known_among(const Kept& gone_from, const std::vector<std::uint16_t>& code, std::size_t width) {
  std::uint64_t known = 0;
  std::uint64_t next = 0;
  const auto count_up_to = [&](std::uint64_t end) {
    for (; next < end; ++next) {
      const auto begin = code.begin() + static_cast<std::ptrdiff_t>(next * width);
      const bool is_known = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(width),
                                        [](std::uint16_t one) { return one != kNoAttribute; });
      if (is_known) ++known;
    }
  };
  for (const auto& [begin, end] : gone_from.ranges) {
    count_up_to(begin);
    next = end;
  }
  count_up_to(gone_from.all);
  return known;
}

void keep_attributes(const Kept& customers, CustomerAttributes& attributes, IdSet& ids, ErasedRows& erased) {
  const std::size_t width = attributes.num_attributes;
  if (width == 0) return;
  erased.attribute_rows += known_among(customers, attributes.code, width);
  keep(customers, attributes.code, width);
  const Kept listed = kept_where(attributes.num_listed(), [&](std::uint64_t i) {
    return !ids.has(text_at(attributes.listed_id, attributes.listed_width, i));
  });
  erased.listed += listed.gone();
  erased.attribute_rows += listed.gone();
  keep(listed, attributes.listed_id, attributes.listed_width);
  keep(listed, attributes.listed_hash);
  keep(listed, attributes.listed_code, width);
}

}  // namespace

void ErasedRows::add(const ErasedRows& other) {
  customers += other.customers;
  transactions += other.transactions;
  accounts += other.accounts;
  liabilities += other.liabilities;
  listed += other.listed;
  attribute_rows += other.attribute_rows;
}

ErasedRows erase_from(Batch& batch, IdSet& ids) {
  const Kept customers =
      kept_where(batch.num_customers(), [&](std::uint64_t i) { return !ids.has(batch.customer_id(i)); });
  ErasedRows erased;
  erased.customers = customers.gone();
  const Kept rows = behind(customers, batch.offset);
  erased.transactions = rows.gone();
  keep_accounts(customers, batch.snapshot, erased);
  keep_liabilities(customers, batch.snapshot, erased);
  keep_joint(customers, batch.snapshot, ids, erased);
  keep_attributes(customers, batch.attributes, ids, erased);
  for_each_transaction_column([&](const auto& column) { keep(rows, column.of(batch)); });
  keep(rows, batch.account_marked);
  keep(behind(customers, batch.account_ref_offset), batch.account_ref, batch.account_width);
  keep_offsets(customers, batch.account_ref_offset);
  keep(customers, batch.id, batch.id_width);
  keep(customers, batch.hash);
  keep(customers, batch.first_timestamp);
  keep(customers, batch.archetype);
  keep_offsets(customers, batch.offset);
  return erased;
}

}  // namespace spendlens::ledger
