#include "audit/stage/row_classes.hpp"

#include <algorithm>

#include "spendlens/core/ascii.hpp"
#include "spendlens/core/category.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::audit {

namespace {

bool contains_in_any_case(const std::string& text, const std::string& part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return to_lower(a) == to_lower(b); }) != text.end();
}

}  // namespace

RowClasses::RowClasses(const ledger::Ledger& ledger, const Profile& profile)
    : pending_out_(!profile.include_pending),
      by_category_(classify_categories(ledger.categories(), profile.not_spending,
                                       profile.signals.subscriptions.not_subscription)),
      savings_subtypes_(profile.signals.savings.inflow_merchant.empty() ? signals::savings_subtype_bits(profile.signals)
                                                                        : 0) {
  by_category_.resize(65'536, 0);
  const signals::SavingsRules& savings = profile.signals.savings;
  if (!savings.inflow_merchant.empty())
    for (const std::string& merchant : ledger.merchants())
      by_merchant_.push_back(contains_in_any_case(merchant, savings.inflow_merchant) ? row_class::kSavings
                                                                                     : std::uint8_t{0});
}

ledger::WantedColumns RowClasses::wanted() const {
  using ledger::Column;
  ledger::ColumnSet columns{Column::kMerchant, Column::kCategory, Column::kSnapshot, Column::kArchetype};
  columns.add(Column::kFlags, pending_out_);
  return {columns, savings_subtypes_};
}

bool RowClasses::any_in(const ledger::Batch& batch) const {
  return !batch.category.empty() || (pending_out_ && !batch.flags.empty()) || !by_merchant_.empty() ||
         !batch.account_marked.empty();
}

// Bytes may alias anything, so what a loop reads beside the bytes that it writes is held in locals.

void RowClasses::classify(const ledger::Batch& batch, ItemRange customers, std::span<std::uint8_t> row_class) const {
  const std::size_t begin = batch.offset[customers.begin];
  const std::size_t rows = batch.offset[customers.end] - begin;
  std::uint8_t* __restrict to = row_class.data() + begin;
  if (batch.category.empty()) {
    std::fill_n(to, rows, std::uint8_t{0});
  } else {
    const std::uint16_t* __restrict category = batch.category.data() + begin;
    const std::uint8_t* __restrict classes = by_category_.data();
#pragma GCC unroll 8
    for (std::size_t i = 0; i < rows; ++i) to[i] = classes[category[i]];
  }
  if (pending_out_ && !batch.flags.empty()) {
    static_assert(ledger::kFlagPending == 1 && row_class::kLeftOut == 8);
    const std::uint8_t* __restrict flags = batch.flags.data() + begin;
    for (std::size_t i = 0; i < rows; ++i)
      to[i] = static_cast<std::uint8_t>(to[i] | (flags[i] & ledger::kFlagPending) << 3);
  }
  if (!by_merchant_.empty()) {
    const std::uint32_t* __restrict merchant = batch.merchant.data() + begin;
    const std::uint8_t* __restrict classes = by_merchant_.data();
    for (std::size_t i = 0; i < rows; ++i)
      if (merchant[i] != kNoMerchant) to[i] |= classes[merchant[i]];
  }
  if (!batch.account_marked.empty()) {
    const std::uint8_t* __restrict marked = batch.account_marked.data() + begin;
    for (std::size_t i = 0; i < rows; ++i) to[i] = static_cast<std::uint8_t>(to[i] | marked[i] * row_class::kSavings);
  }
}

bool knows_income(const ledger::Ledger& ledger) {
  const ledger::Segment* snapshot = ledger.snapshot_segment();
  if (snapshot != nullptr && snapshot->file->layout().integer("accounts") > 0) return true;
  return std::any_of(ledger.categories().begin(), ledger.categories().end(),
                     [](const std::string& category) { return contains_income(category); });
}

signals::CustomerColumns customer_columns(const ledger::Batch& batch, std::span<const std::uint8_t> row_class,
                                          bool knows_merchants, bool knows_income) {
  signals::CustomerColumns columns;
  columns.transactions = {batch.offset, batch.timestamp, batch.amount, row_class};
  columns.merchant = batch.merchant;
  if (!batch.snapshot.account_offset.empty()) {
    columns.accounts = batch.snapshot.accounts();
    columns.liabilities = batch.snapshot.liabilities();
  }
  columns.knows_merchants = knows_merchants;
  columns.knows_income = knows_income;
  return columns;
}

}  // namespace spendlens::audit
