#include "ingest/exchange/account_owners.hpp"

#include <span>
#include <unordered_map>

#include "ingest/record/wire_bytes.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::ingest {

AccountOwners::AccountOwners(comm::Communicator& communicator, const HashRanges& ranges, const Schema& schema,
                             const std::string& path, std::uint64_t budget_bytes)
    : communicator_(communicator),
      ranges_(ranges),
      schema_(schema),
      owners_(path + "-owners", HashRanges::kBuckets, budget_bytes),
      rows_(path + "-rows", HashRanges::kBuckets, budget_bytes),
      outgoing_(static_cast<std::size_t>(communicator.size())) {}

void AccountOwners::add(std::string_view account_id, std::string_view customer_id, bool is_joint) {
  const std::uint64_t hash = text_hash(account_id);
  if (is_joint) joint_.insert(hash);
  if (customer_id.empty()) return;
  std::vector<std::byte> bytes;
  put_text(bytes, account_id);
  put_text(bytes, customer_id);
  owners_.append(ranges_.bucket_of(hash), bytes);
}

void AccountOwners::share_joint() {
  comm::agree(communicator_, [&] { owners_.spill_to_budget(); });
  const std::vector<std::uint64_t> mine(joint_.begin(), joint_.end());
  const auto all = comm::values_of<std::uint64_t>(communicator_.all_gather(std::as_bytes(std::span(mine))).bytes);
  joint_.insert(all.begin(), all.end());
}

void AccountOwners::add_row(const WireRow& row) {
  append_whole_row(row, schema_, outgoing_[ranges_.owner_of(text_hash(row.account_id))]);
}

void AccountOwners::exchange() {
  const comm::Gathered received = exchange_parts(communicator_, outgoing_);
  comm::agree(communicator_, [&] {
    const std::span<const std::byte> bytes(received.bytes);
    for (std::size_t position = 0; position < bytes.size();) {
      const std::size_t begin = position;
      const WireRow row = read_row(bytes, position, schema_);
      rows_.append(ranges_.bucket_of(text_hash(row.account_id)), bytes.subspan(begin, position - begin));
    }
    rows_.spill_to_budget();
  });
}

std::uint64_t AccountOwners::deliver_bucket(std::size_t bucket, const std::function<void(const WireRow&)>& use,
                                            const Reject& reject) {
  const std::vector<std::byte> rows = rows_.take(bucket);
  const std::vector<std::byte> owners = owners_.take(bucket);
  std::unordered_map<std::string_view, std::string_view> customer_of;
  for (std::size_t position = 0; position < owners.size();) {
    const std::string_view account_id = get_text(owners, position);
    customer_of.emplace(account_id, get_text(owners, position));
  }
  for (std::size_t position = 0; position < rows.size();) {
    WireRow row = read_row(rows, position, schema_);
    const auto owner = customer_of.find(row.account_id);
    if (owner != customer_of.end()) {
      row.customer_id = owner->second;
      row.is_of_account = true;
    } else if (row.customer_id.empty()) {
      reject({{row.file, row.line}, reason::kUnknownAccount, std::string(row.account_id)});
      continue;
    }
    row.hash = text_hash(row.customer_id);
    use(row);
  }
  return rows.size();
}

void AccountOwners::deliver(std::uint64_t round_bytes, const std::function<void(const WireRow&)>& use,
                            const std::function<void()>& after_round, const Reject& reject) {
  std::size_t bucket = 0;
  for (std::uint64_t more = 1; more != 0;) {
    comm::agree(communicator_, [&] {
      for (std::uint64_t bytes = 0; bucket < HashRanges::kBuckets && bytes < round_bytes; ++bucket)
        bytes += deliver_bucket(bucket, use, reject);
    });
    after_round();
    more = communicator_.all_reduce_value<std::uint64_t>(bucket < HashRanges::kBuckets ? 1 : 0, comm::ReduceOp::kMax);
  }
}

}  // namespace spendlens::ingest
