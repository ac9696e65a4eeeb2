#include "synth/batch.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "synth/ids.hpp"

namespace spendlens::synth {

namespace {

template <class... Columns>
void resize_all(std::size_t n, Columns&... columns) {
  (columns.resize(n), ...);
}

/// Sizes of customers, added up.
struct TotalSize {
  std::uint64_t rows = 0;
  std::uint64_t accounts = 0;
  std::uint64_t liabilities = 0;
  std::uint64_t aprs = 0;
  std::uint64_t joint = 0;

  template <class Size>
  TotalSize& operator+=(const Size& size) {
    rows += size.rows;
    accounts += size.accounts;
    liabilities += size.liabilities;
    aprs += size.aprs;
    joint += size.joint;
    return *this;
  }
};

TotalSize total_size(const CustomerModel& model, std::span<const std::uint32_t> numbers, int num_threads) {
  std::vector<TotalSize> parts(num_parts(numbers.size(), num_threads));
  for_each_part(numbers.size(), num_threads, [&](ItemRange range, std::size_t part) {
    for (std::uint64_t i = range.begin; i < range.end; ++i) parts[part] += model.size_of(numbers[i]);
  });
  TotalSize total;
  for (const TotalSize& size : parts) total += size;
  return total;
}

}  // namespace

ledger::SegmentPart part_of_customers(const CustomerModel& model, const CustomerOrder& order, int num_threads) {
  const auto numbers = order.numbers();
  const TotalSize total = total_size(model, numbers, num_threads);
  const ledger::ColumnSet columns = model.columns();
  ledger::SegmentPart part;
  part.num_customers = numbers.size();
  part.num_transactions = total.rows;
  part.num_account_refs = columns.has(ledger::Column::kAccount) ? total.accounts : 0;
  part.id_width = kIdBytes;
  part.account_width = kAccountIdBytes;
  part.num_accounts = total.accounts;
  part.num_liabilities = total.liabilities;
  part.num_aprs = total.aprs;
  part.snapshot_account_width = kAccountIdBytes;
  part.num_joint = total.joint;
  part.joint_owner_width = kIdBytes;
  part.time_range_known = false;
  return part;
}

void GeneratedBatch::measure(const CustomerOrder::Sorted& customers) {
  const std::size_t n = customers.number.size();
  resize_all(n, num_rows_, first_timestamp_, archetype_);
  id_.resize(n * kIdBytes);
  num_account_refs_.resize(columns_.has(ledger::Column::kAccount) ? n : 0);
  hash_ = customers.hash;
  offset_.assign(1, 0);
  ledger::Snapshot& s = snapshot_;
  s.account_width = kAccountIdBytes;
  s.account_offset.assign(1, 0);
  s.liability_offset.assign(1, 0);
  s.joint_offset.assign(1, 0);
  for (std::size_t c = 0; c < n; ++c) {
    const CustomerSize size = model_.size_of(customers.number[c]);
    num_rows_[c] = size.rows;
    offset_.push_back(offset_.back() + size.rows);
    s.account_offset.push_back(s.account_offset.back() + size.accounts);
    s.liability_offset.push_back(s.liability_offset.back() + size.liabilities);
    s.joint_offset.push_back(s.joint_offset.back() + size.joint);
  }
  const std::size_t accounts = s.account_offset.back();
  const std::size_t liabilities = s.liability_offset.back();
  s.account_id.resize(accounts * kAccountIdBytes);
  resize_all(accounts, s.account_type, s.account_subtype, s.balance_current, s.balance_available, s.balance_limit);
  resize_all(liabilities, s.liability_account, s.liability_type, s.interest_rate, s.minimum_payment_amount,
             s.last_payment_amount, s.last_statement_balance, s.is_overdue, s.next_payment_due_date);
  s.apr_offset.assign(liabilities + 1, 0);
  s.apr.assign(liabilities, -1);  // at most one each; settled when all are known
  s.joint_owner_width = kIdBytes;
  s.joint_account.resize(s.joint_offset.back() * kAccountIdBytes);
  s.joint_owner.resize(s.joint_offset.back() * kIdBytes);
  const std::size_t rows = offset_.back();
  ledger::for_each_transaction_column(
      [&](const auto& column) { column.of(rows_).resize(columns_.has(column.id) ? rows : 0); });
}

void GeneratedBatch::place_rows(std::size_t customer, GeneratedCustomer& generated) {
  std::sort(generated.rows.begin(), generated.rows.end(),
            [](const GeneratedRow& a, const GeneratedRow& b) { return ledger::compare_rows(a, b) < 0; });
  std::size_t at = offset_[customer];
  Timestamp first = kNoTimestamp;
  for (const GeneratedRow& row : generated.rows) {
    first = std::min(first, row.timestamp);
    ledger::for_each_transaction_column([&](const auto& column) {
      if (columns_.has(column.id)) column.of(rows_)[at] = column.of(row);
    });
    ++at;
  }
  first_timestamp_[customer] = first;
}

void GeneratedBatch::place_accounts(std::size_t customer, std::uint64_t number, const GeneratedCustomer& generated) {
  ledger::Snapshot& s = snapshot_;
  std::size_t at = s.account_offset[customer];
  std::size_t liability = s.liability_offset[customer];
  for (std::size_t i = 0; i < generated.accounts.size(); ++i, ++at) {
    const GeneratedAccount& account = generated.accounts[i];
    write_account_id(number, i, s.account_id.data() + at * kAccountIdBytes);
    s.account_type[at] = static_cast<std::uint8_t>(type_of(account.subtype));
    s.account_subtype[at] = static_cast<std::uint8_t>(account.subtype);
    s.balance_current[at] = account.balance_current;
    s.balance_available[at] = account.balance_available;
    s.balance_limit[at] = account.balance_limit;
    if (!account.has_liability) continue;
    s.liability_account[liability] = static_cast<std::uint16_t>(i);
    s.liability_type[liability] = static_cast<std::uint8_t>(account.liability_type);
    s.interest_rate[liability] = account.interest_rate < 0 ? std::nan("") : account.interest_rate;
    s.minimum_payment_amount[liability] = account.minimum_payment_amount;
    s.last_payment_amount[liability] = account.last_payment_amount;
    s.last_statement_balance[liability] = account.last_statement_balance;
    s.is_overdue[liability] = account.is_overdue;
    s.next_payment_due_date[liability] = account.next_payment_due_date;
    s.apr[liability] = account.apr;
    ++liability;
  }
}

void GeneratedBatch::place_joint(std::size_t customer, const GeneratedCustomer& generated) {
  ledger::Snapshot& s = snapshot_;
  std::size_t at = s.joint_offset[customer];
  for (const JointAccount& joint : generated.joint) {
    write_account_id(joint.owner, joint.account, s.joint_account.data() + at * kAccountIdBytes);
    write_id(joint.owner, s.joint_owner.data() + at * kIdBytes);
    ++at;
  }
}

void GeneratedBatch::place(std::size_t customer, std::uint64_t number, GeneratedCustomer& generated) {
  generated.rows.clear();
  generated.accounts.clear();
  generated.joint.clear();
  model_.generate(number, generated);
  const auto& s = snapshot_;
  const auto owed = static_cast<std::uint64_t>(std::count_if(generated.accounts.begin(), generated.accounts.end(),
                                                             [](const auto& a) { return a.has_liability; }));
  if (generated.rows.size() != num_rows_[customer] || generated.accounts.size() > kMaxAccounts ||
      generated.accounts.size() != s.account_offset[customer + 1] - s.account_offset[customer] ||
      owed != s.liability_offset[customer + 1] - s.liability_offset[customer] ||
      generated.joint.size() != s.joint_offset[customer + 1] - s.joint_offset[customer])
    throw InternalError(fmt::format("the model made customer {} of another size than it said", number));
  write_id(number, id_.data() + customer * kIdBytes);
  archetype_[customer] = generated.archetype;
  if (columns_.has(ledger::Column::kAccount)) num_account_refs_[customer] = generated.accounts.size();
  place_rows(customer, generated);
  place_accounts(customer, number, generated);
  place_joint(customer, generated);
}

void GeneratedBatch::fill(const CustomerOrder::Sorted& customers, int num_threads) {
  measure(customers);
  constexpr std::size_t kCustomersATask = 256;
  const std::size_t num_customers = customers.number.size();
  const std::size_t num_tasks = (num_customers + kCustomersATask - 1) / kCustomersATask;
  std::vector<GeneratedCustomer> generated(num_parts(num_tasks, num_threads));
  for_each_task(num_tasks, num_threads, [&](std::size_t task, std::size_t worker) {
    const std::size_t end = std::min(num_customers, (task + 1) * kCustomersATask);
    for (std::size_t c = task * kCustomersATask; c < end; ++c) place(c, customers.number[c], generated[worker]);
  });
  ledger::Snapshot& s = snapshot_;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < s.num_liabilities(); ++i) {
    if (s.apr[i] >= 0) s.apr[kept++] = s.apr[i];
    s.apr_offset[i + 1] = kept;
  }
  s.apr.resize(kept);
  account_ref_.assign(columns_.has(ledger::Column::kAccount) ? s.account_id.begin() : s.account_id.end(),
                      s.account_id.end());
}

ledger::SegmentRun GeneratedBatch::view() const {
  ledger::SegmentRun run;
  run.id_width = kIdBytes;
  run.id = id_;
  run.hash = hash_;
  run.first_timestamp = first_timestamp_;
  run.num_rows = num_rows_;
  static_cast<ledger::TransactionViews&>(run) = ledger::views_of(rows_);
  run.num_account_refs = num_account_refs_;
  run.account_width = kAccountIdBytes;
  run.account_ref = account_ref_;
  if (!model_.archetypes().empty()) run.archetype = archetype_;
  if (columns_.has(ledger::Column::kSnapshot)) run.snapshot = &snapshot_;
  return run;
}

}  // namespace spendlens::synth
