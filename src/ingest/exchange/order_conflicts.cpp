#include "ingest/exchange/order_conflicts.hpp"

#include <algorithm>
#include <map>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kBuckets = 256;

using OrderTexts = std::vector<std::pair<std::string, std::string>>;  ///< order, customer

/// The (order, customer) texts of this rank's rows whose order is a candidate, each once.
OrderTexts texts_of_candidates(BucketStore& rows, const Schema& schema,
                               const std::unordered_set<std::uint64_t>& candidates) {
  OrderTexts texts;
  for (std::size_t bucket = 0; bucket < rows.num_buckets(); ++bucket) {
    const std::vector<std::byte> bytes = rows.take(bucket);
    for (std::size_t position = 0; position < bytes.size();) {
      const WireRow row = read_row(bytes, position, schema);
      if (!row.order_id.empty() && candidates.count(text_hash(row.order_id)) != 0)
        texts.emplace_back(row.order_id, row.customer_id);
    }
    rows.put_back(bucket, bytes);
    rows.spill_to_budget();
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

}  // namespace

OrderConflicts::OrderConflicts(comm::Communicator& communicator, std::string path, std::uint64_t budget_bytes)
    : communicator_(communicator),
      pairs_(std::move(path), kBuckets, budget_bytes),
      outgoing_(static_cast<std::size_t>(communicator.size())) {}

void OrderConflicts::add(std::string_view order_id, std::uint64_t customer_hash) {
  const OrderCustomer pair{text_hash(order_id), customer_hash};
  auto& outgoing = outgoing_[pair.order_hash % outgoing_.size()];
  if (!outgoing.empty() && outgoing.back() == pair) return;  // lines of one order stand together
  outgoing.push_back(pair);
}

void OrderConflicts::exchange() {
  std::vector<OrderCustomer> all;
  std::vector<std::uint64_t> offset = {0};
  for (auto& part : outgoing_) {
    all.insert(all.end(), part.begin(), part.end());
    offset.push_back(all.size() * sizeof(OrderCustomer));
    part.clear();
  }
  const comm::Gathered received = communicator_.exchange(std::as_bytes(std::span(all)), offset);
  comm::agree(communicator_, [&] {
    for (const OrderCustomer& pair : comm::values_of<OrderCustomer>(received.bytes))
      pairs_.append((pair.order_hash >> 56) % kBuckets, std::as_bytes(std::span(&pair, 1)));
    pairs_.spill_to_budget();
  });
}

std::unordered_set<std::uint64_t> OrderConflicts::candidates() {
  std::vector<std::uint64_t> mine;
  comm::agree(communicator_, [&] {
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      auto pairs = comm::values_of<OrderCustomer>(pairs_.take(bucket));
      std::sort(pairs.begin(), pairs.end());
      for (std::size_t i = 1; i < pairs.size(); ++i)
        if (pairs[i].order_hash == pairs[i - 1].order_hash && pairs[i].customer_hash != pairs[i - 1].customer_hash)
          mine.push_back(pairs[i].order_hash);
    }
  });
  const auto all = comm::values_of<std::uint64_t>(communicator_.all_gather(std::as_bytes(std::span(mine))).bytes);
  return {all.begin(), all.end()};
}

std::unordered_set<std::string> OrderConflicts::conflicting_orders(BucketStore& rows, const Schema& schema) {
  const std::unordered_set<std::uint64_t> candidate_hashes = candidates();
  if (candidate_hashes.empty()) return {};
  OrderTexts texts;
  comm::agree(communicator_, [&] { texts = texts_of_candidates(rows, schema, candidate_hashes); });
  // By order to one rank each: there all customers of an order meet.
  const auto ranks = static_cast<std::size_t>(communicator_.size());
  std::vector<OrderTexts> parts(ranks);
  for (auto& text : texts) parts[text_hash(text.first) % ranks].push_back(std::move(text));
  std::string outgoing;
  std::vector<std::uint64_t> offset = {0};
  for (const OrderTexts& part : parts) {
    outgoing += comm::pack(part);
    offset.push_back(outgoing.size());
  }
  const comm::Gathered received = communicator_.exchange(std::as_bytes(std::span(outgoing)), offset);
  std::map<std::string, std::string> customer_of;
  std::vector<std::string> mine;
  for (int from = 0; from < communicator_.size(); ++from)
    for (auto& [order, customer] : comm::unpack<OrderTexts>(received.from(from)))
      if (const auto [place, is_new] = customer_of.try_emplace(order, customer); !is_new && place->second != customer)
        mine.push_back(order);
  auto all = comm::gather_objects(communicator_, mine, 0);
  std::vector<std::string> conflicting_orders;
  for (auto& part : all) conflicting_orders.insert(conflicting_orders.end(), part.begin(), part.end());
  comm::broadcast_object(communicator_, conflicting_orders, 0);
  return {conflicting_orders.begin(), conflicting_orders.end()};
}

}  // namespace spendlens::ingest
