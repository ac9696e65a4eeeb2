#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ingest/exchange/bucket_store.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/wire_row.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// An order's hash with a customer's: what is exchanged to find orders under two customers.
struct OrderCustomer {
  std::uint64_t order_hash = 0;
  std::uint64_t customer_hash = 0;

  friend auto operator<=>(const OrderCustomer&, const OrderCustomer&) = default;
};

/// Finds the orders whose lines name two customers. Rows lie with their customers' owners, so the question is answered
/// by order hash: pairs are dealt to ranks by it as rows are read, those under two customers are candidates, and their
/// texts tell whether it is one order or two of the same hash.
class OrderConflicts {
 public:
  OrderConflicts(comm::Communicator& communicator, std::string path, std::uint64_t budget_bytes);

  /// Notes one row of this rank's reading; `customer_hash` is the customer id's.
  void add(std::string_view order_id, std::uint64_t customer_hash);

  /// Collective: exchanges what was added since the last call.
  void exchange();

  /// Collective: the texts of all orders under two customers, the same on every rank. `rows` are the rows that this
  /// rank has received; they are looked through only where there are candidates.
  [[nodiscard]] std::unordered_set<std::string> conflicting_orders(BucketStore& rows, const Schema& schema);

 private:
  [[nodiscard]] std::unordered_set<std::uint64_t> candidates();

  comm::Communicator& communicator_;
  BucketStore pairs_;
  std::vector<std::vector<OrderCustomer>> outgoing_;  ///< by rank
};

}  // namespace spendlens::ingest
