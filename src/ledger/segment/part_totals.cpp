#include "ledger/segment/part_totals.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace spendlens::ledger {

namespace {

/// What SegmentPart::wide may hold.
constexpr std::array kNarrowColumns{Column::kAmount, Column::kMargin, Column::kAccount, Column::kSnapshot};

}  // namespace

ColumnSet of_any_rank(comm::Communicator& communicator, ColumnSet columns) {
  std::array<std::uint64_t, 4> found{};
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = columns.has(kNarrowColumns[i]) ? 1 : 0;
  communicator.all_reduce(std::span<std::uint64_t>(found), comm::ReduceOp::kMax);
  ColumnSet all;
  for (std::size_t i = 0; i < found.size(); ++i) all.add(kNarrowColumns[i], found[i] != 0);
  return all;
}

SegmentPart totals_of(comm::Communicator& communicator, const SegmentPart& part) {
  std::array<std::uint64_t, 8> sums{part.num_customers, part.num_transactions, part.num_account_refs,
                                    part.num_accounts,  part.num_liabilities,  part.num_aprs,
                                    part.num_listed,    part.num_joint};
  std::array<std::uint64_t, 6> largest{part.id_width,
                                       part.account_width,
                                       part.snapshot_account_width,
                                       part.listed_width,
                                       part.num_transactions > 0 ? part.last_timestamp : 0,
                                       part.joint_owner_width};
  const std::uint64_t first = part.num_transactions > 0 ? part.first_timestamp : kNoTimestamp;
  communicator.all_reduce(sums, comm::ReduceOp::kSum);
  communicator.all_reduce(largest, comm::ReduceOp::kMax);
  const auto width = [&largest](std::size_t i) {
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, largest[i]));
  };
  SegmentPart totals;
  totals.num_customers = sums[0];
  totals.num_transactions = sums[1];
  totals.num_account_refs = sums[2];
  totals.num_accounts = sums[3];
  totals.num_liabilities = sums[4];
  totals.num_aprs = sums[5];
  totals.num_listed = sums[6];
  totals.num_joint = sums[7];
  totals.id_width = width(0);
  totals.account_width = width(1);
  totals.snapshot_account_width = width(2);
  totals.listed_width = width(3);
  totals.last_timestamp = static_cast<Timestamp>(largest[4]);
  totals.joint_owner_width = width(5);
  totals.first_timestamp = static_cast<Timestamp>(communicator.all_reduce_value(first, comm::ReduceOp::kMin));
  std::array<int128, 1> turnover{static_cast<int128>(part.turnover)};
  communicator.all_reduce(turnover, comm::ReduceOp::kSum);
  totals.turnover = static_cast<uint128>(turnover.front());
  totals.wide = of_any_rank(communicator, part.wide);
  return totals;
}

}  // namespace spendlens::ledger
