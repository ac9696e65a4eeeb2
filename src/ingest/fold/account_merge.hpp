#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ingest/exchange/run_spool.hpp"
#include "ingest/record/reject_reason.hpp"

namespace spendlens::ingest {

/// A segment holds so many accounts of one customer; those of the smallest ids stay.
inline constexpr std::size_t kMaxAccountsOfCustomer = 65'534;

/// Gives the customers of a run their accounts and liabilities. Customers with accounts alone are added, with no rows
/// and no first timestamp, so that afterwards the run's customers are those with either, in the segment's order.
/// `accepted`: one append_accepted() after the other, in any order, of customers of the run's range of hashes.
/// `has_account_refs`: the segment stores the accounts that rows name. Local.
void add_accounts(FinishedRun& run, std::span<const std::byte> accepted, bool has_account_refs,
                  std::vector<LateReject>& rejects);

}  // namespace spendlens::ingest
