#include "spendlens/ledger/snapshot.hpp"

#include <algorithm>

namespace spendlens::ledger {

AccountColumns Snapshot::accounts() const {
  return {account_offset, account_type, account_subtype, balance_current, balance_limit, joint_offset};
}

LiabilityColumns Snapshot::liabilities() const {
  return {liability_offset,       liability_account,   liability_type,         has_interest,
          minimum_payment_amount, last_payment_amount, last_statement_balance, is_overdue};
}

void Snapshot::derive_has_interest() {
  has_interest.resize(num_liabilities());
  for (std::size_t i = 0; i < has_interest.size(); ++i) {
    const auto begin = apr.begin() + static_cast<std::ptrdiff_t>(apr_offset[i]);
    const auto end = apr.begin() + static_cast<std::ptrdiff_t>(apr_offset[i + 1]);
    has_interest[i] = std::any_of(begin, end, [](double fraction) { return fraction > 0; }) ? 1 : 0;
  }
}

}  // namespace spendlens::ledger
