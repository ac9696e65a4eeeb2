#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/exchange/bucket_store.hpp"
#include "ingest/exchange/hash_ranges.hpp"
#include "ingest/record/reject_reason.hpp"
#include "ingest/record/wire_account.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// Resolves which accounts and liabilities stay, where all rows of an account id meet: with the owner of the id's hash.
/// What stays goes on to the customer's owner.
///
/// An account id under several customers is joint: it counts for the first one in the order of the input, and the
/// others are told with whom they have it. Of several rows of one customer, and of several liabilities, the first in
/// the order of the input stays; a liability may be told once for each of a joint account's customers. A liability
/// whose account does not stay is rejected.
class AccountResolver {
 public:
  using Reject = std::function<void(const LateReject&)>;
  /// Told of each account and of the customer for whom it counts, with the owner of the account id's hash.
  using Own = std::function<void(std::string_view account_id, std::string_view customer_id, bool is_joint)>;

  /// `path`: of the temporary files, made when they are first needed; the budget is for rows received.
  AccountResolver(comm::Communicator& communicator, const HashRanges& ranges, const std::string& path,
                  std::uint64_t budget_bytes);

  /// Notes one row of this rank's reading.
  void add(const WireAccount& account);
  void add(const WireLiability& liability);

  /// Collective: sends on what was added since the last call.
  void exchange();

  /// Collective: resolves all that was added and sends it to the customers' owners, about `round_bytes` of a rank at a
  /// time.
  void resolve(std::uint64_t round_bytes, const Reject& reject, const Own& own = {});

  /// After resolve(): the accepted accounts of the customers of a bucket, one append_accepted() after the other, in no
  /// order. As BucketStore::take.
  [[nodiscard]] std::vector<std::byte> take(std::size_t bucket) { return accepted_.take(bucket); }

  /// Liabilities of joint accounts that were told again, on this rank.
  [[nodiscard]] std::uint64_t liabilities_folded() const { return liabilities_folded_; }

 private:
  /// The bytes of what stays of the bucket.
  [[nodiscard]] std::uint64_t resolve_bucket(std::size_t bucket, const Reject& reject, const Own& own);
  [[nodiscard]] std::uint64_t send(const AcceptedAccount& accepted);

  comm::Communicator& communicator_;
  const HashRanges& ranges_;
  BucketStore rows_;
  BucketStore accepted_;
  std::vector<std::vector<std::byte>> outgoing_;  ///< by rank
  std::uint64_t liabilities_folded_ = 0;
};

}  // namespace spendlens::ingest
