#pragma once

#include "ingest/exchange/dictionary.hpp"
#include "ingest/exchange/renamed_texts.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/aliases.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

/// What a segment says of its merchants: rule, aliases, each one's kind, how many texts it joins, and some of them.
/// `seen` are the texts of each rank, `merchants` all of their names. The same on all ranks, whatever they are.
/// Collective.
[[nodiscard]] ledger::MerchantFacts gather_payees(comm::Communicator& communicator, const RenamedTexts& seen,
                                                  const PayeeRules& rules, const Dictionary& merchants);

}  // namespace spendlens::ingest
