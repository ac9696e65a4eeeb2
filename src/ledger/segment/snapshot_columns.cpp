#include <fmt/core.h>

#include <array>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/column_specs.hpp"
#include "ledger/segment/stored_types.hpp"
#include "spendlens/core/accounts.hpp"

namespace spendlens::ledger {

namespace {

using store::ColumnSpec;
using store::text_type;

template <std::size_t n>
std::vector<std::string> list_of(const std::array<const char*, n>& names) {
  return {names.begin(), names.end()};
}

ColumnSpec money_column(const char* path, std::uint64_t n, const SegmentPart& totals, const char* what) {
  return {path,
          stored_type_of_balances(totals.wide),
          n,
          "minor units",
          fmt::format("{}; the type's largest value: not known.", what),
          {}};
}

void append_account_columns(std::vector<ColumnSpec>& columns, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_accounts;
  columns.push_back({names::kAccountOffset,
                     kU64,
                     totals.num_customers + 1,
                     "rows",
                     "Customer i has accounts [offset[i], offset[i+1]).",
                     {}});
  columns.push_back({names::kAccountId,
                     text_type(totals.snapshot_account_width),
                     n,
                     "",
                     "Account id, sorted within the customer, padded with NUL.",
                     {}});
  columns.push_back({names::kAccountType, kU8, n, "", "The subtype's type.", list_of(kAccountTypeNames)});
  columns.push_back({names::kAccountSubtype, kU8, n, "", "Subtype.", list_of(kAccountSubtypeNames)});
  columns.push_back(money_column(names::kBalanceCurrent, n, totals, "What is held, or owed on a credit or loan"));
  columns.push_back(money_column(names::kBalanceAvailable, n, totals, "What can be drawn"));
  columns.push_back(money_column(names::kBalanceLimit, n, totals, "Credit limit, not below 0"));
}

/// Only where there are some.
void append_joint_columns(std::vector<ColumnSpec>& columns, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_joint;
  if (n == 0) return;
  columns.push_back({names::kJointOffset,
                     kU64,
                     totals.num_customers + 1,
                     "rows",
                     "Customer i has accounts [offset[i], offset[i+1]) in common with another one.",
                     {}});
  columns.push_back({names::kJointAccount,
                     text_type(totals.snapshot_account_width),
                     n,
                     "",
                     "Id of an account that counts for another customer, sorted within the customer.",
                     {}});
  columns.push_back({names::kJointOwner,
                     text_type(totals.joint_owner_width),
                     n,
                     "",
                     "The customer for whom it counts, who was named first.",
                     {}});
}

void append_liability_columns(std::vector<ColumnSpec>& columns, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_liabilities;
  columns.push_back({names::kLiabilityOffset,
                     kU64,
                     totals.num_customers + 1,
                     "rows",
                     "Customer i has liabilities [offset[i], offset[i+1]).",
                     {}});
  columns.push_back({names::kLiabilityAccount,
                     kU16,
                     n,
                     "",
                     "Index among the customer's accounts, ascending; an account has at most one liability.",
                     {}});
  columns.push_back({names::kLiabilityType, kU8, n, "", "Type.", list_of(kLiabilityTypeNames)});
  columns.push_back({names::kInterestRate, kF64, n, "fraction", "Interest rate; NaN: not known.", {}});
  columns.push_back(money_column(names::kMinimumPayment, n, totals, "Minimum payment, not below 0"));
  columns.push_back(money_column(names::kLastPayment, n, totals, "Last payment, not below 0"));
  columns.push_back(money_column(names::kLastStatement, n, totals, "Balance of the last statement"));
  columns.push_back(
      {names::kIsOverdue, kU8, n, "", "Whether a payment is overdue; 255: not known.", {"false", "true"}});
  columns.push_back({names::kNextPayment,
                     kU32,
                     n,
                     "seconds since 1970-01-01 00:00, local",
                     "Midnight of the day the next payment is due; 4294967295: not known.",
                     {}});
  columns.push_back({names::kAprOffset, kU64, n + 1, "rows", "Liability i has aprs [offset[i], offset[i+1]).", {}});
  columns.push_back({names::kApr, kF64, totals.num_aprs, "fraction", "Annual percentage rates, 0 to 1.", {}});
}

}  // namespace

void append_snapshot_columns(std::vector<ColumnSpec>& columns, const SegmentMetadata& facts,
                             const SegmentPart& totals) {
  append_account_columns(columns, totals);
  append_joint_columns(columns, totals);
  append_liability_columns(columns, totals);
  append_reasons(columns, facts.counts.accounts, names::kAccountReason, names::kAccountRejected);
  append_reasons(columns, facts.counts.liabilities, names::kLiabilityReason, names::kLiabilityRejected);
}

}  // namespace spendlens::ledger
