#include "audit/stage/signal_inputs.hpp"

#include <algorithm>
#include <string_view>

#include "spendlens/core/category.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

namespace {

bool has_accounts(const ledger::Ledger& ledger) {
  const ledger::Segment* snapshot = ledger.snapshot_segment();
  return snapshot != nullptr && snapshot->file->layout().integer("accounts") > 0;
}

bool has_merchants(const ledger::Ledger& ledger) {
  return ledger.columns().has(ledger::Column::kMerchant) && !ledger.merchants().empty();
}

bool names_income(const ledger::Ledger& ledger) {
  return std::any_of(ledger.categories().begin(), ledger.categories().end(),
                     [](const std::string& category) { return contains_income(category); });
}

/// Index among the customer's accounts of the snapshot, which ascend by id; kNoAccount: it is none of them.
std::uint16_t account_of(const ledger::Snapshot& snapshot, std::size_t customer, std::string_view id) {
  std::size_t low = snapshot.account_offset[customer];
  std::size_t high = snapshot.account_offset[customer + 1];
  const auto id_at = [&](std::size_t i) { return text_at(snapshot.account_id, snapshot.account_width, i); };
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (id_at(middle) < id)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == snapshot.account_offset[customer + 1] || id_at(low) != id) return kNoAccount;
  return static_cast<std::uint16_t>(low - snapshot.account_offset[customer]);
}

}  // namespace

signals::LedgerKnowledge knowledge_of(const ledger::Ledger& ledger, const Profile& profile) {
  return signals::knowledge_of(ledger.categories(), profile.signals.bank, has_merchants(ledger), has_accounts(ledger));
}

SignalInputs::SignalInputs(const ledger::Ledger& ledger, const Profile& profile)
    : knowledge_(knowledge_of(ledger, profile)),
      is_bank_(profile.signals.set == signals::SignalSet::kBank),
      knows_income_(knowledge_.accounts || names_income(ledger)) {
  if (is_bank_ && knowledge_.categories)
    category_class_ = signals::classes_by_code(ledger.categories(), profile.signals.bank.classes);
  if (is_bank_ && knowledge_.merchants) merchant_kind_ = ledger.merchant_kinds();
  // Without merchants as texts the column says nothing; the earlier definitions ask for the column alone.
  if (!is_bank_) knowledge_.merchants = ledger.columns().has(ledger::Column::kMerchant);
}

ledger::ColumnSet SignalInputs::wanted() const {
  using ledger::Column;
  ledger::ColumnSet columns{Column::kCategory};
  columns.add(Column::kMerchant, knowledge_.merchants);
  columns.add(Column::kSnapshot, knowledge_.accounts);
  columns.add(Column::kAccount, knowledge_.accounts && is_bank_);
  return columns;
}

void SignalInputs::resize(const ledger::Batch& batch) {
  const bool can_be_told = is_bank_ && !batch.account.empty() && !batch.snapshot.account_offset.empty();
  row_account_.resize(can_be_told ? batch.num_rows() : 0);
}

void SignalInputs::reserve(std::size_t num_rows) {
  if (is_bank_ && knowledge_.accounts) row_account_.reserve(num_rows);
}

void SignalInputs::find_accounts(const ledger::Batch& batch, ItemRange customers) {
  if (row_account_.empty()) return;
  std::vector<std::uint16_t> account_of_ref;
  for (std::size_t c = customers.begin; c < customers.end; ++c) {
    const std::size_t first_ref = batch.account_ref_offset[c];
    account_of_ref.resize(batch.account_ref_offset[c + 1] - first_ref);
    for (std::size_t r = 0; r < account_of_ref.size(); ++r)
      account_of_ref[r] = account_of(batch.snapshot, c, text_at(batch.account_ref, batch.account_width, first_ref + r));
    for (std::size_t row = batch.offset[c]; row < batch.offset[c + 1]; ++row)
      row_account_[row] = batch.account[row] < account_of_ref.size() ? account_of_ref[batch.account[row]] : kNoAccount;
  }
}

signals::CustomerColumns SignalInputs::columns(const ledger::Batch& batch,
                                               std::span<const std::uint8_t> row_class) const {
  signals::CustomerColumns columns;
  columns.transactions = {batch.offset, batch.timestamp, batch.amount, row_class};
  columns.merchant = batch.merchant;
  if (!batch.snapshot.account_offset.empty()) {
    columns.accounts = batch.snapshot.accounts();
    columns.liabilities = batch.snapshot.liabilities();
  }
  columns.knows_merchants = knowledge_.merchants;
  columns.knows_income = knows_income_;
  columns.category = batch.category;
  columns.category_class = category_class_;
  columns.account = row_account_;
  columns.merchant_kind = merchant_kind_;
  columns.knowledge = knowledge_;
  return columns;
}

std::uint64_t SignalInputs::memory_bytes() const { return row_account_.capacity() * sizeof(std::uint16_t); }

}  // namespace spendlens::audit
