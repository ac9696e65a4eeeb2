#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/payee.hpp"

namespace spendlens::ledger {

/// What all segments of a ledger have in common. Nothing where it is not said.
struct Terms {
  std::optional<std::string> timezone;  ///< IANA name
  std::optional<std::string> currency;  ///< ISO 4217, or kNoCurrency
  uint128 turnover_beside = 0;          ///< of the segments but for the new one, as turnover_of(); minor units
  /// The new segment's number; the one that has its name now keeps its own
  std::uint64_t import_number = 1;
  std::vector<std::string> dimensions = {};  ///< wanted: names of the new segment's
  /// Wanted: SourceInfo::pseudonym_key of the new segment; nothing: any will do
  std::optional<std::string> pseudonym_key = std::nullopt;
  /// Whether a segment but the new one has accounts, and whether some of those that count are joint
  bool has_accounts = false;
  bool has_joint_accounts = false;
  /// One of these segments that has merchants, with the rule and the aliases of their names; nothing: none has
  struct MerchantNames {
    std::string segment;
    MerchantRule rule = MerchantRule::kRaw;
    std::string aliases;
  };
  std::optional<MerchantNames> merchant_names = std::nullopt;
};

/// The terms that a new segment takes over: the ledger's, or `wanted` where it has no other segment. `segment` names
/// the new one: where it is there already and cannot be opened, it counts for nothing if it is to be replaced, and is
/// refused otherwise. Collective, under a WriteLock. Throws InputError where it is refused, where `wanted` differs from
/// the ledger's, has more dimensions than it can take or calls customers by other names than another segment does, and
/// as Ledger::open().
[[nodiscard]] Terms terms_for(comm::Communicator& communicator, const std::string& directory,
                              const std::string& segment, bool replace, const Terms& wanted);

}  // namespace spendlens::ledger
