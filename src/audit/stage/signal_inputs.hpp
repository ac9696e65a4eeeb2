#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/audit/profile.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

/// What the ledger as a whole says anything about.
[[nodiscard]] signals::LedgerKnowledge knowledge_of(const ledger::Ledger& ledger, const Profile& profile);

/// A ledger's batches as the signals take them.
class SignalInputs {
 public:
  SignalInputs(const ledger::Ledger& ledger, const Profile& profile);

  [[nodiscard]] const signals::LedgerKnowledge& knowledge() const { return knowledge_; }

  /// The columns that signals read beside those that decide about rows.
  [[nodiscard]] ledger::ColumnSet wanted() const;

  /// Makes room for the accounts of a batch's rows.
  void resize(const ledger::Batch& batch);
  void reserve(std::size_t num_rows);

  /// Finds the accounts of the rows of some customers. Several threads may, each for customers of its own.
  void find_accounts(const ledger::Batch& batch, ItemRange customers);

  /// All customers of the batch; a view. Precondition: the accounts of those that are asked for were found.
  [[nodiscard]] signals::CustomerColumns columns(const ledger::Batch& batch,
                                                 std::span<const std::uint8_t> row_class) const;

  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  signals::LedgerKnowledge knowledge_;
  bool is_bank_;
  bool knows_income_;                          ///< of spendsense: accounts, or a category that contains INCOME
  std::vector<std::uint8_t> category_class_;   ///< by code; empty where there is no category
  std::vector<std::uint8_t> merchant_kind_{};  ///< of each merchant's alias; empty where none has one
  std::vector<std::uint16_t> row_account_{};   ///< of each row of the batch; empty where none can be told
};

}  // namespace spendlens::audit
