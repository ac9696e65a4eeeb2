#include "ingest/exchange/account_resolver.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <unordered_set>

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

/// Of the rows of one account id the first of each customer; the others are rejected.
std::vector<const WireAccount*> first_of_customers(std::span<const WireAccount> rows,
                                                   const AccountResolver::Reject& reject) {
  std::vector<const WireAccount*> first;
  std::unordered_set<std::string_view> met;
  for (const WireAccount& row : rows)
    if (met.insert(row.customer_id).second)
      first.push_back(&row);
    else
      reject({row.place, reason::kDuplicateAccount, std::string(row.account_id)});
  return first;
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

std::uint64_t AccountResolver::send(const AcceptedAccount& accepted) {
  auto& outgoing = outgoing_[ranges_.owner_of(accepted.customer_hash)];
  const std::size_t before = outgoing.size();
  append_accepted(accepted, outgoing);
  return outgoing.size() - before;
}

std::uint64_t AccountResolver::resolve_bucket(std::size_t bucket, const Reject& reject, const Own& own) {
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
    liability += owed.size();
    const std::vector<const WireAccount*> customers = first_of_customers(group, reject);
    const WireAccount& account = *customers.front();
    AcceptedAccount accepted{text_hash(account.customer_id), account, std::nullopt, {}};
    if (!owed.empty()) {
      accepted.liability = owed.front();
      const std::size_t told = std::min(owed.size(), customers.size());
      liabilities_folded_ += told - 1;
      reject_all(owed.subspan(told), reason::kDuplicateLiability, reject);
    }
    leaving_bytes += send(accepted);
    for (const WireAccount* other : std::span(customers).subspan(1))
      leaving_bytes += send({text_hash(other->customer_id), *other, std::nullopt, account.customer_id});
    if (own) own(id, account.customer_id, customers.size() > 1);
  }
  reject_unknown_before({}, true);
  return leaving_bytes;
}

void AccountResolver::resolve(std::uint64_t round_bytes, const Reject& reject, const Own& own) {
  std::size_t bucket = 0;
  for (std::uint64_t more = 1; more != 0;) {
    comm::agree(communicator_, [&] {
      for (std::uint64_t bytes = 0; bucket < HashRanges::kBuckets && bytes < round_bytes; ++bucket)
        bytes += resolve_bucket(bucket, reject, own);
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
