#include <fmt/core.h>

#include <algorithm>

#include "signals/checks.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

namespace {

void require(bool fits, const char* what) {
  if (!fits) throw UsageError(fmt::format("signals: {}", what));
}

std::size_t length_of(std::span<const std::uint64_t> offset) {
  return offset.empty() ? 0 : offset.back() - offset.front();
}

void check_rows(const CustomerColumns& batch) {
  const auto& rows = batch.transactions;
  require(std::is_sorted(rows.offset.begin(), rows.offset.end()), "transaction offsets decrease");
  const std::size_t length = length_of(rows.offset);
  require(rows.timestamp.size() == length && rows.amount.size() == length,
          "transaction columns do not have the rows that the offsets say");
  require(rows.row_class.empty() || rows.row_class.size() == length,
          "row_class does not have the rows that the offsets say");
  require(batch.merchant.empty() || batch.merchant.size() == length,
          "merchant does not have the rows that the offsets say");
  require(batch.category.empty() || batch.category.size() == length,
          "category does not have the rows that the offsets say");
  require(batch.account.empty() || batch.account.size() == length,
          "account does not have the rows that the offsets say");
  require(batch.category_class.empty() || batch.category_class.size() == 65'536,
          "category_class is not of 65,536 codes");
  require(batch.merchant_kind.empty() || std::all_of(batch.merchant.begin(), batch.merchant.end(),
                                                     [&batch](std::uint32_t code) {
                                                       return code == kNoMerchant || code < batch.merchant_kind.size();
                                                     }),
          "a merchant has no place in merchant_kind");
}

void check_accounts(const AccountColumns& accounts, std::size_t n) {
  require(accounts.offset.empty() ||
              (accounts.offset.size() == n + 1 && std::is_sorted(accounts.offset.begin(), accounts.offset.end())),
          "account offsets are not one a customer and one more, never decreasing");
  const std::size_t held = length_of(accounts.offset);
  require(accounts.type.size() == held && accounts.subtype.size() == held && accounts.balance_current.size() == held &&
              accounts.balance_limit.size() == held,
          "account columns do not have the rows that the offsets say");
  require(std::all_of(accounts.subtype.begin(), accounts.subtype.end(),
                      [](std::uint8_t s) { return s < kAccountSubtypeNames.size(); }),
          "there is no such account subtype");
  require(std::all_of(accounts.type.begin(), accounts.type.end(),
                      [](std::uint8_t t) { return t < kAccountTypeNames.size(); }),
          "there is no such account type");
}

/// Whether rows are on accounts of their own customer.
void check_accounts_of_rows(const CustomerColumns& batch) {
  const std::size_t n = batch.num_customers();
  const auto& rows = batch.transactions;
  const AccountColumns& accounts = batch.accounts;
  for (std::size_t c = 0; c < n && !batch.account.empty(); ++c) {
    const std::size_t own = accounts.offset.empty() ? 0 : accounts.offset[c + 1] - accounts.offset[c];
    for (std::size_t row = rows.offset[c] - rows.offset.front(); row < rows.offset[c + 1] - rows.offset.front(); ++row)
      require(batch.account[row] == kNoAccount || batch.account[row] < own,
              "a row is on an account that its customer does not have");
  }
}

void check_liabilities(const LiabilityColumns& owed, const AccountColumns& accounts, std::size_t n) {
  require(owed.offset.empty() || (owed.offset.size() == n + 1 && !accounts.offset.empty() &&
                                  std::is_sorted(owed.offset.begin(), owed.offset.end())),
          "liability offsets are not one a customer and one more, never decreasing, beside accounts");
  const std::size_t debts = length_of(owed.offset);
  require(owed.account.size() == debts && owed.type.size() == debts && owed.has_interest.size() == debts &&
              owed.minimum_payment_amount.size() == debts && owed.last_payment_amount.size() == debts &&
              owed.last_statement_balance.size() == debts && owed.is_overdue.size() == debts,
          "liability columns do not have the rows that the offsets say");
  require(
      std::all_of(owed.type.begin(), owed.type.end(), [](std::uint8_t t) { return t < kLiabilityTypeNames.size(); }),
      "there is no such liability type");
  for (std::size_t c = 0; c < n && !owed.offset.empty(); ++c)
    for (std::size_t i = owed.offset[c] - owed.offset.front(); i < owed.offset[c + 1] - owed.offset.front(); ++i) {
      require(owed.account[i] < accounts.offset[c + 1] - accounts.offset[c],
              "a liability is of an account that its customer does not have");
      require(i == owed.offset[c] - owed.offset.front() || owed.account[i - 1] < owed.account[i],
              "a customer's liabilities do not ascend by account");
    }
}

}  // namespace

void check_columns(const CustomerColumns& batch) {
  check_rows(batch);
  check_accounts(batch.accounts, batch.num_customers());
  check_accounts_of_rows(batch);
  check_liabilities(batch.liabilities, batch.accounts, batch.num_customers());
}

namespace {

template <class T>
std::span<const T> part(std::span<const T> column, std::size_t begin, std::size_t end) {
  return column.empty() ? column : column.subspan(begin, end - begin);
}

}  // namespace

CustomerColumns customer_at(const CustomerColumns& batch, std::size_t index) {
  CustomerColumns one = batch;
  auto& rows = one.transactions;
  const std::size_t begin = rows.offset[index] - rows.offset.front();
  const std::size_t end = rows.offset[index + 1] - rows.offset.front();
  rows = {rows.offset.subspan(index, 2), part(rows.timestamp, begin, end), part(rows.amount, begin, end),
          part(rows.row_class, begin, end)};
  one.merchant = part(batch.merchant, begin, end);
  one.category = part(batch.category, begin, end);
  one.account = part(batch.account, begin, end);
  if (const auto offset = batch.accounts.offset; !offset.empty()) {
    const std::size_t from = offset[index] - offset.front();
    const std::size_t to = offset[index + 1] - offset.front();
    one.accounts = {offset.subspan(index, 2),
                    part(batch.accounts.type, from, to),
                    part(batch.accounts.subtype, from, to),
                    part(batch.accounts.balance_current, from, to),
                    part(batch.accounts.balance_limit, from, to),
                    batch.accounts.joint_offset.empty() ? batch.accounts.joint_offset
                                                        : batch.accounts.joint_offset.subspan(index, 2)};
  }
  if (const auto offset = batch.liabilities.offset; !offset.empty()) {
    const LiabilityColumns& all = batch.liabilities;
    const std::size_t from = offset[index] - offset.front();
    const std::size_t to = offset[index + 1] - offset.front();
    one.liabilities = {offset.subspan(index, 2),
                       part(all.account, from, to),
                       part(all.type, from, to),
                       part(all.has_interest, from, to),
                       part(all.minimum_payment_amount, from, to),
                       part(all.last_payment_amount, from, to),
                       part(all.last_statement_balance, from, to),
                       part(all.is_overdue, from, to)};
  }
  return one;
}

std::uint32_t savings_subtype_bits(const SignalProfile& profile) {
  std::uint32_t bits = 0;
  for (const std::string& name : profile.savings.subtypes)
    if (const auto subtype = parse_account_subtype(name)) bits |= 1U << static_cast<unsigned>(*subtype);
  return bits;
}

void mask_savings_rows(const CustomerColumns& batch, std::span<const std::uint16_t> account,
                       const SignalProfile& profile, std::span<std::uint8_t> row_class) {
  check_columns(batch);
  if (batch.accounts.offset.empty()) return;
  require(account.size() == row_class.size() && account.size() == length_of(batch.transactions.offset),
          "account and row_class do not have the rows that the offsets say");
  const std::uint32_t subtypes = savings_subtype_bits(profile);
  const auto& offset = batch.transactions.offset;
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const std::size_t first = batch.accounts.offset[c] - batch.accounts.offset.front();
    const std::size_t held = batch.accounts.offset[c + 1] - batch.accounts.offset[c];
    for (std::size_t row = offset[c] - offset.front(); row < offset[c + 1] - offset.front(); ++row) {
      if (account[row] == kNoAccount) continue;
      require(account[row] < held, "a row is of an account that its customer does not have");
      if ((subtypes >> batch.accounts.subtype[first + account[row]] & 1U) != 0) row_class[row] |= row_class::kSavings;
    }
  }
}

}  // namespace spendlens::signals
