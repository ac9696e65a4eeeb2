#include "ledger/segment/snapshot_layout.hpp"

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/required_columns.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

bool require_snapshot(const store::Layout& layout, std::uint64_t customers) {
  if (!layout.has(names::kAccountOffset) && !layout.has(names::kLiabilityOffset)) return false;
  const store::ColumnPlace& id = layout.at(names::kAccountId, store::ElementKind::kText);
  if (id.type.width > kMaxIdBytes) refuse_layout("account ids are too long");
  const std::uint64_t accounts = id.length;
  require_column(layout, names::kAccountOffset, store::ElementKind::kU64, customers + 1);
  for (const char* column : {names::kAccountType, names::kAccountSubtype})
    require_column(layout, column, store::ElementKind::kU8, accounts);
  for (const char* column : {names::kBalanceCurrent, names::kBalanceAvailable, names::kBalanceLimit})
    require_stored<Minor>(layout, column, accounts);

  const std::uint64_t liabilities = layout.at(names::kLiabilityType).length;
  require_column(layout, names::kLiabilityOffset, store::ElementKind::kU64, customers + 1);
  require_column(layout, names::kLiabilityAccount, store::ElementKind::kU16, liabilities);
  for (const char* column : {names::kLiabilityType, names::kIsOverdue})
    require_column(layout, column, store::ElementKind::kU8, liabilities);
  for (const char* column : {names::kMinimumPayment, names::kLastPayment, names::kLastStatement})
    require_stored<Minor>(layout, column, liabilities);
  require_column(layout, names::kInterestRate, store::ElementKind::kF64, liabilities);
  require_column(layout, names::kNextPayment, store::ElementKind::kU32, liabilities);
  require_column(layout, names::kAprOffset, store::ElementKind::kU64, liabilities + 1);
  (void)layout.at(names::kApr, store::ElementKind::kF64);
  if (layout.has(names::kJointOffset)) {
    const store::ColumnPlace& joint = layout.at(names::kJointAccount, store::ElementKind::kText);
    require_column(layout, names::kJointOffset, store::ElementKind::kU64, customers + 1);
    require_column(layout, names::kJointOwner, store::ElementKind::kText, joint.length);
    if (joint.type.width > kMaxIdBytes || layout.at(names::kJointOwner).type.width > kMaxIdBytes)
      refuse_layout("ids of joint accounts are too long");
  }
  if (layout.integer("accounts") != accounts || layout.integer("liabilities") != liabilities)
    refuse_layout("the numbers of accounts and liabilities are not as its attributes say");
  return true;
}

bool has_wide_money(const store::Layout& layout) {
  bool wide = false;
  for (const char* column : {names::kBalanceCurrent, names::kBalanceAvailable, names::kBalanceLimit,
                             names::kMinimumPayment, names::kLastPayment, names::kLastStatement})
    wide = wide || layout.at(column).type.kind == store::ElementKind::kI64;
  return wide;
}

}  // namespace spendlens::ledger
