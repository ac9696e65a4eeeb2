#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/exchange/bucket_store.hpp"
#include "ingest/exchange/hash_ranges.hpp"
#include "ingest/record/wire_customer.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// Rows of files of customers on their way to the owners of the customers' hashes.
class CustomerList {
 public:
  /// `path`: the temporary file, made when it is first needed; the budget is for rows received.
  CustomerList(comm::Communicator& communicator, const HashRanges& ranges, const std::string& path,
               std::uint64_t budget_bytes);

  /// Notes one row of this rank's reading.
  void add(const WireCustomer& customer);

  /// Collective: sends on what was added since the last call.
  void exchange();

  /// The rows of a bucket's customers, one append_customer() after the other, in any order. As BucketStore::take.
  [[nodiscard]] std::vector<std::byte> take(std::size_t bucket) { return rows_.take(bucket); }

 private:
  comm::Communicator& communicator_;
  const HashRanges& ranges_;
  BucketStore rows_;
  std::vector<std::vector<std::byte>> outgoing_;  ///< by rank
};

}  // namespace spendlens::ingest
