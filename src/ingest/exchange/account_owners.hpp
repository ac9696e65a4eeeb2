#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ingest/exchange/bucket_store.hpp"
#include "ingest/exchange/hash_ranges.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/reject_reason.hpp"
#include "ingest/record/wire_row.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ingest {

/// Finds the customers of rows that only their accounts tell (DEFINITIONS-SIGNALS 7.12): of a log that names accounts
/// and no customers, and of joint accounts, whatever customer a row names. Such rows wait with the owner of their
/// account's hash until all are read; there bucket by bucket they meet the accounts. In bounded memory: what waits goes
/// to disk beyond the budget.
class AccountOwners {
 public:
  /// `path`: of the temporary files. What is referred to must outlive this.
  AccountOwners(comm::Communicator& communicator, const HashRanges& ranges, const Schema& schema,
                const std::string& path, std::uint64_t budget_bytes);

  /// An account of this rank's range of hashes, and for whom it counts. Local.
  void add(std::string_view account_id, std::string_view customer_id, bool is_joint);
  /// The accounts of a ledger, a segment of which has a snapshot. Collective.
  void add_all_of(const ledger::Ledger& ledger, std::uint64_t memory_bytes);
  /// Lets all ranks know which accounts are joint. Collective, when all are added.
  void share_joint();

  /// Whether a row's customer is its account's. Local.
  [[nodiscard]] bool decides(const WireRow& row) const {
    return row.customer_id.empty() ||
           (!joint_.empty() && !row.account_id.empty() && joint_.contains(text_hash(row.account_id)));
  }
  /// Notes one row of this rank's reading, whose customer this decides.
  void add_row(const WireRow& row);
  /// Sends on what was added since the last call. Collective.
  void exchange();

  using Reject = std::function<void(const LateReject&)>;
  /// Calls use(row) for each row that waits, now with its customer, about `round_bytes` of a rank between two calls of
  /// the collective `after_round`. Rows of unknown accounts are rejected, but for those that name a customer.
  /// Collective.
  void deliver(std::uint64_t round_bytes, const std::function<void(const WireRow&)>& use,
               const std::function<void()>& after_round, const Reject& reject);

 private:
  [[nodiscard]] std::uint64_t deliver_bucket(std::size_t bucket, const std::function<void(const WireRow&)>& use,
                                             const Reject& reject);

  comm::Communicator& communicator_;
  const HashRanges& ranges_;
  const Schema& schema_;
  BucketStore owners_;
  BucketStore rows_;
  std::unordered_set<std::uint64_t> joint_;
  std::vector<std::vector<std::byte>> outgoing_;  ///< rows by rank
};

}  // namespace spendlens::ingest
