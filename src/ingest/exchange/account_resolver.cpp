#include "ingest/exchange/account_resolver.hpp"

#include <algorithm>
#include <span>
#include <tuple>

#include "ingest/record/wire_bytes.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

namespace {

enum class Tag : std::uint8_t { kAccount, kLiability };

/// All rows of the account ids of a bucket.
struct Rows {
  std::vector<WireAccount> accounts;
  std::vector<WireLiability> liabilities;
};

Rows read_rows(std::span<const std::byte> bytes) {
  Rows rows;
  for (std::size_t position = 0; position < bytes.size();) {
    Tag tag{};
    get(bytes, position, tag);
    if (tag == Tag::kAccount)
      rows.accounts.push_back(read_account(bytes, position));
    else
      rows.liabilities.push_back(read_liability(bytes, position));
  }
  const auto by_account = [](const auto& a, const auto& b) {
    return std::tie(a.account_id, a.place) < std::tie(b.account_id, b.place);
  };
  std::sort(rows.accounts.begin(), rows.accounts.end(), by_account);
  std::sort(rows.liabilities.begin(), rows.liabilities.end(), by_account);
  return rows;
}

/// The rows from `begin` on that have the account id of the first of them, or `account_id`.
template <class Row>
std::span<const Row> rows_of(const std::vector<Row>& rows, std::size_t begin, std::string_view account_id) {
  std::size_t end = begin;
  while (end < rows.size() && rows[end].account_id == account_id) ++end;
  return std::span(rows).subspan(begin, end - begin);
}

template <class Row>
void reject_all(std::span<const Row> rows, const char* reason, const AccountResolver::Reject& reject) {
  for (const Row& row : rows) reject({row.place, reason, std::string(row.account_id)});
}

/// The row that stays of one account id; null where none does.
const WireAccount* resolve_account(std::span<const WireAccount> rows, const AccountResolver::Reject& reject) {
  const auto is_of_other = [&](const WireAccount& row) { return row.customer_id != rows.front().customer_id; };
  if (std::any_of(rows.begin(), rows.end(), is_of_other)) {
    reject_all(rows, reason::kAccountOfTwoCustomers, reject);
    return nullptr;
  }
  reject_all(rows.subspan(1), reason::kDuplicateAccount, reject);
  return &rows.front();
}

}  // namespace

AccountResolver::AccountResolver(comm::Communicator& communicator, const HashRanges& ranges, const std::string& path,
                                 std::uint64_t budget_bytes)
    : communicator_(communicator),
      ranges_(ranges),
      rows_(path + "-rows", HashRanges::kBuckets, budget_bytes),
      accepted_(path + "-accepted", HashRanges::kBuckets, budget_bytes),
      outgoing_(static_cast<std::size_t>(communicator.size())) {}

void AccountResolver::add(const WireAccount& account) {
  auto& bytes = outgoing_[ranges_.owner_of(text_hash(account.account_id))];
  put(bytes, Tag::kAccount);
  append_account(account, bytes);
}

void AccountResolver::add(const WireLiability& liability) {
  auto& bytes = outgoing_[ranges_.owner_of(text_hash(liability.account_id))];
  put(bytes, Tag::kLiability);
  append_liability(liability, bytes);
}

void AccountResolver::exchange() {
  const comm::Gathered received = exchange_parts(communicator_, outgoing_);
  comm::agree(communicator_, [&] {
    const std::span<const std::byte> bytes(received.bytes);
    for (std::size_t position = 0; position < bytes.size();) {
      const std::size_t begin = position;
      Tag tag{};
      get(bytes, position, tag);
      const std::string_view id =
          tag == Tag::kAccount ? read_account(bytes, position).account_id : read_liability(bytes, position).account_id;
      rows_.append(ranges_.bucket_of(text_hash(id)), bytes.subspan(begin, position - begin));
    }
    rows_.spill_to_budget();
  });
}

std::uint64_t AccountResolver::resolve_bucket(std::size_t bucket, const Reject& reject) {
  const std::vector<std::byte> bytes = rows_.take(bucket);
  const Rows rows = read_rows(bytes);
  std::uint64_t leaving_bytes = 0;
  std::size_t liability = 0;
  const auto reject_unknown_before = [&](std::string_view account_id, bool to_the_end) {
    while (liability < rows.liabilities.size() && (to_the_end || rows.liabilities[liability].account_id < account_id)) {
      reject_all(std::span(rows.liabilities).subspan(liability, 1), reason::kUnknownAccount, reject);
      ++liability;
    }
  };
  for (std::size_t begin = 0; begin < rows.accounts.size();) {
    const std::string_view id = rows.accounts[begin].account_id;
    const auto group = rows_of(rows.accounts, begin, id);
    begin += group.size();
    reject_unknown_before(id, false);
    const auto owed = rows_of(rows.liabilities, liability, id);
    const WireAccount* account = resolve_account(group, reject);
    if (account == nullptr) continue;  // its liabilities have no account then
    liability += owed.size();
    AcceptedAccount accepted{text_hash(account->customer_id), *account, std::nullopt};
    if (!owed.empty()) {
      accepted.liability = owed.front();
      reject_all(owed.subspan(1), reason::kDuplicateLiability, reject);
    }
    auto& outgoing = outgoing_[ranges_.owner_of(accepted.customer_hash)];
    const std::size_t before = outgoing.size();
    append_accepted(accepted, outgoing);
    leaving_bytes += outgoing.size() - before;
  }
  reject_unknown_before({}, true);
  return leaving_bytes;
}

void AccountResolver::resolve(std::uint64_t round_bytes, const Reject& reject) {
  std::size_t bucket = 0;
  for (std::uint64_t more = 1; more != 0;) {
    comm::agree(communicator_, [&] {
      for (std::uint64_t bytes = 0; bucket < HashRanges::kBuckets && bytes < round_bytes; ++bucket)
        bytes += resolve_bucket(bucket, reject);
    });
    const comm::Gathered received = exchange_parts(communicator_, outgoing_);
    comm::agree(communicator_, [&] {
      const std::span<const std::byte> bytes(received.bytes);
      for (std::size_t position = 0; position < bytes.size();) {
        const std::size_t begin = position;
        const std::uint64_t hash = read_accepted(bytes, position).customer_hash;
        accepted_.append(ranges_.bucket_of(hash), bytes.subspan(begin, position - begin));
      }
      accepted_.spill_to_budget();
    });
    more = communicator_.all_reduce_value<std::uint64_t>(bucket < HashRanges::kBuckets ? 1 : 0, comm::ReduceOp::kMax);
  }
}

}  // namespace spendlens::ingest
