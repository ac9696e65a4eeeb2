#include "ingest/fold/account_merge.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

#include "ingest/fold/padded_texts.hpp"
#include "ingest/record/wire_account.hpp"

namespace spendlens::ingest {

namespace {

auto customer_of(const AcceptedAccount& accepted) {
  return std::tie(accepted.customer_hash, accepted.account.customer_id);
}

std::vector<AcceptedAccount> read_sorted(std::span<const std::byte> bytes) {
  std::vector<AcceptedAccount> accounts;
  for (std::size_t position = 0; position < bytes.size();) accounts.push_back(read_accepted(bytes, position));
  std::sort(accounts.begin(), accounts.end(), [](const AcceptedAccount& a, const AcceptedAccount& b) {
    return std::tie(a.customer_hash, a.account.customer_id, a.account.account_id) <
           std::tie(b.customer_hash, b.account.customer_id, b.account.account_id);
  });
  return accounts;
}

/// A snapshot that grows customer by customer.
class SnapshotBuilder {
 public:
  SnapshotBuilder() {
    snapshot_.account_offset = {0};
    snapshot_.liability_offset = {0};
    snapshot_.apr_offset = {0};
    snapshot_.joint_offset = {0};
  }

  void add_customer(std::span<const AcceptedAccount> accounts) {
    std::uint16_t own = 0;
    for (const AcceptedAccount& accepted : accounts) {
      if (!accepted.joint_owner.empty()) {
        joint_ids_.push_back(accepted.account.account_id);
        joint_owners_.push_back(accepted.joint_owner);
        continue;
      }
      add(accepted.account);
      if (accepted.liability) add(*accepted.liability, own);
      ++own;
    }
    snapshot_.account_offset.push_back(snapshot_.num_accounts());
    snapshot_.liability_offset.push_back(snapshot_.num_liabilities());
    snapshot_.joint_offset.push_back(joint_ids_.size());
  }

  [[nodiscard]] ledger::Snapshot finish() {
    pad_all_accounts();
    if (joint_ids_.empty()) snapshot_.joint_offset.clear();
    return std::move(snapshot_);
  }

 private:
  /// Both kinds of accounts as wide as the longest.
  void pad_all_accounts() {
    const std::size_t num_own = ids_.size();
    ids_.insert(ids_.end(), joint_ids_.begin(), joint_ids_.end());
    pad_texts(ids_, snapshot_.account_width, snapshot_.account_id);
    const auto joint = snapshot_.account_id.begin() + static_cast<std::ptrdiff_t>(num_own * snapshot_.account_width);
    snapshot_.joint_account.assign(joint, snapshot_.account_id.end());
    snapshot_.account_id.erase(joint, snapshot_.account_id.end());
    pad_texts(joint_owners_, snapshot_.joint_owner_width, snapshot_.joint_owner);
  }

  void add(const WireAccount& account) {
    ids_.push_back(account.account_id);
    snapshot_.account_type.push_back(static_cast<std::uint8_t>(account.type));
    snapshot_.account_subtype.push_back(static_cast<std::uint8_t>(account.subtype));
    snapshot_.balance_current.push_back(account.balance_current);
    snapshot_.balance_available.push_back(account.balance_available);
    snapshot_.balance_limit.push_back(account.balance_limit);
  }

  void add(const WireLiability& liability, std::uint16_t account) {
    snapshot_.liability_account.push_back(account);
    snapshot_.liability_type.push_back(static_cast<std::uint8_t>(liability.type));
    snapshot_.interest_rate.push_back(liability.interest_rate);
    snapshot_.minimum_payment_amount.push_back(liability.minimum_payment_amount);
    snapshot_.last_payment_amount.push_back(liability.last_payment_amount);
    snapshot_.last_statement_balance.push_back(liability.last_statement_balance);
    snapshot_.is_overdue.push_back(liability.is_overdue);
    snapshot_.next_payment_due_date.push_back(liability.next_payment_due_date);
    snapshot_.apr.insert(snapshot_.apr.end(), liability.aprs.begin(), liability.aprs.end());
    snapshot_.apr_offset.push_back(snapshot_.apr.size());
  }

  ledger::Snapshot snapshot_;
  std::vector<std::string_view> ids_;
  std::vector<std::string_view> joint_ids_;
  std::vector<std::string_view> joint_owners_;
};

/// The accounts of the customer at the front, those that a segment can hold; `accounts` is moved behind all of them.
std::span<const AcceptedAccount> take_customer(std::span<const AcceptedAccount>& accounts,
                                               std::vector<LateReject>& rejects) {
  std::size_t count = 1;
  while (count < accounts.size() && customer_of(accounts[count]) == customer_of(accounts.front())) ++count;
  const std::size_t kept = std::min(count, kMaxAccountsOfCustomer);
  for (const AcceptedAccount& over : accounts.subspan(kept, count - kept)) {
    rejects.push_back({over.account.place, reason::kTooManyAccounts, std::string(over.account.account_id)});
    if (over.liability)
      rejects.push_back({over.liability->place, reason::kUnknownAccount, std::string(over.account.account_id)});
  }
  const auto customer = accounts.first(kept);
  accounts = accounts.subspan(count);
  return customer;
}

/// The columns that have one value a customer.
struct CustomerColumns {
  std::vector<std::string_view> id;
  std::vector<std::uint64_t> hash;
  std::vector<Timestamp> first_timestamp;
  std::vector<std::uint64_t> num_rows;
  std::vector<std::uint64_t> num_account_refs;

  void add(std::string_view its_id, std::uint64_t its_hash, Timestamp first, std::uint64_t rows) {
    id.push_back(its_id);
    hash.push_back(its_hash);
    first_timestamp.push_back(first);
    num_rows.push_back(rows);
  }
};

}  // namespace

void add_accounts(FinishedRun& run, std::span<const std::byte> accepted, bool has_account_refs,
                  std::vector<LateReject>& rejects) {
  const std::vector<AcceptedAccount> sorted = read_sorted(accepted);
  std::span<const AcceptedAccount> accounts(sorted);
  const std::vector<std::string_view> ids = unpadded_texts(run.id, run.id_width);
  CustomerColumns all;
  SnapshotBuilder snapshot;
  const auto add_without_rows = [&] {
    all.add(accounts.front().account.customer_id, accounts.front().customer_hash, kNoTimestamp, 0);
    if (has_account_refs) all.num_account_refs.push_back(0);
    snapshot.add_customer(take_customer(accounts, rejects));
  };
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto customer = std::tie(run.hash[i], ids[i]);
    while (!accounts.empty() && customer_of(accounts.front()) < customer) add_without_rows();
    all.add(ids[i], run.hash[i], run.first_timestamp[i], run.num_rows[i]);
    if (has_account_refs) all.num_account_refs.push_back(run.num_account_refs[i]);
    const bool has_accounts = !accounts.empty() && customer_of(accounts.front()) == customer;
    snapshot.add_customer(has_accounts ? take_customer(accounts, rejects) : std::span<const AcceptedAccount>());
  }
  while (!accounts.empty()) add_without_rows();

  std::vector<char> padded;  // the ids are views on the run's own until it is done
  pad_texts(all.id, run.id_width, padded);
  run.id = std::move(padded);
  run.hash = std::move(all.hash);
  run.first_timestamp = std::move(all.first_timestamp);
  run.num_rows = std::move(all.num_rows);
  run.num_account_refs = std::move(all.num_account_refs);
  run.has_snapshot = true;
  run.snapshot = snapshot.finish();
}

}  // namespace spendlens::ingest
