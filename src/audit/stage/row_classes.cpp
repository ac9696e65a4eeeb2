#include "audit/stage/row_classes.hpp"

#include <algorithm>
#include <array>

#include "spendlens/core/ascii.hpp"
#include "spendlens/core/category.hpp"
#include "spendlens/core/transactions.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::audit {

namespace {

bool contains_in_any_case(const std::string& text, const std::string& part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return to_lower(a) == to_lower(b); }) != text.end();
}

bool is_among(signals::CategoryClass one, std::span<const signals::CategoryClass> classes) {
  return std::find(classes.begin(), classes.end(), one) != classes.end();
}

/// Inflows of these classes are no refunds (DEFINITIONS section 1), nor are those that are called income.
std::uint8_t inflow_bits(const std::string& category, signals::CategoryClass of_category) {
  using enum signals::CategoryClass;
  constexpr std::array kMoved = {kTransfer, kCardPayment, kBorrowed, kAdvance};
  constexpr std::array kEarned = {kPayroll, kBenefit, kVariableIncome, kPassive};
  std::uint8_t bits = 0;
  if (is_among(of_category, kMoved)) bits |= row_class::kTransfer;
  if (is_among(of_category, kEarned) || contains_income(category)) bits |= row_class::kIncome;
  return bits;
}

}  // namespace

std::vector<std::uint8_t> category_bits(std::span<const std::string> categories, const Profile& profile) {
  const bool is_bank = profile.signals.set == signals::SignalSet::kBank;
  std::vector<std::uint8_t> bits(categories.size(), 0);
  if (!is_bank) bits = classify_categories(categories, {}, profile.signals.subscriptions.not_subscription);
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const signals::CategoryClass of_category = signals::class_of(categories[i], profile.signals.bank.classes);
    if (is_among(of_category, profile.not_spending)) bits[i] |= row_class::kNotSpending;
    if (is_bank) bits[i] |= inflow_bits(categories[i], of_category);
  }
  return bits;
}

RowClasses::RowClasses(const ledger::Ledger& ledger, const Profile& profile)
    : pending_out_(!profile.include_pending), by_category_(category_bits(ledger.categories(), profile)) {
  by_category_.resize(65'536, 0);
  if (profile.signals.set == signals::SignalSet::kBank) return;
  const signals::SavingsRules& savings = profile.signals.savings;
  if (savings.inflow_merchant.empty()) savings_subtypes_ = signals::savings_subtype_bits(profile.signals);
  if (!savings.inflow_merchant.empty())
    for (const std::string& merchant : ledger.merchants())
      by_merchant_.push_back(contains_in_any_case(merchant, savings.inflow_merchant) ? row_class::kSavings
                                                                                     : std::uint8_t{0});
}

ledger::WantedColumns RowClasses::wanted() const {
  using ledger::Column;
  ledger::ColumnSet columns{Column::kCategory};
  columns.add(Column::kFlags, pending_out_);
  columns.add(Column::kMerchant, !by_merchant_.empty());
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

}  // namespace spendlens::audit
