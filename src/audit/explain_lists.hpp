#pragma once

#include <cstddef>

#include "spendlens/audit/explain.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::audit {

/// A customer of a batch, with the names of what its rows point at.
struct ExplainedCustomer {
  const ledger::Ledger& ledger;
  const ledger::Batch& batch;
  std::size_t customer;
  const signals::CustomerColumns& one;

  [[nodiscard]] std::string account_name(std::size_t account) const {
    const std::size_t at = batch.snapshot.account_offset[customer] + account;
    return std::string(text_at(batch.snapshot.account_id, batch.snapshot.account_width, at));
  }

  [[nodiscard]] ExplainedRow row(std::size_t index) const {
    const std::size_t at = batch.offset[customer] + index;
    ExplainedRow row{day_of(one.transactions.timestamp[index]), one.transactions.amount[index], "", "", ""};
    if (!batch.merchant.empty() && batch.merchant[at] != kNoMerchant)
      row.merchant = ledger.merchants()[batch.merchant[at]];
    if (!batch.category.empty() && batch.category[at] != ledger::kNoCategory)
      row.category = ledger.categories()[batch.category[at]];
    if (!one.account.empty() && one.account[index] != kNoAccount) row.account_id = account_name(one.account[index]);
    return row;
  }
};

/// Adds the lists behind the customer's signals: streams with the rows that each was told from, transfers between own
/// accounts, cards, and rows of income. The explanation has the signals already. Local.
void add_lists(const ExplainedCustomer& customer, Explanation& to);

/// Adds the texts of the customer's attributes. Local.
void add_attributes(const ledger::Ledger& ledger, const ledger::Batch& batch, std::size_t customer, Explanation& to);

/// Adds the accounts that the customer shares with their first owners. Local.
void add_joint_accounts(const ledger::Batch& batch, std::size_t customer, Explanation& to);

}  // namespace spendlens::audit
