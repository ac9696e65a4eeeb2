#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens {

/// An amount of money that is not known.
inline constexpr Minor kNoMoney = std::numeric_limits<Minor>::max();

/// A flag that is not known; known ones are 0 and 1.
inline constexpr std::uint8_t kNoFlag = 255;

/// No account: of a row without one, or whose account is not in the snapshot.
inline constexpr std::uint16_t kNoAccount = 0xFFFF;

/// Types and subtypes of accounts and types of liabilities (DEFINITIONS section 1). Their numbers are the codes of the
/// segment format: never renumber.
enum class AccountType : std::uint8_t { kDepository, kCredit, kLoan, kInvestment, kOther };
enum class AccountSubtype : std::uint8_t {
  kChecking,
  kSavings,
  kMoneyMarket,
  kCd,
  kHsa,
  kCreditCard,
  kMortgage,
  kStudent,
  kPersonal,
  kOther  ///< any other text
};
enum class LiabilityType : std::uint8_t { kCreditCard, kStudentLoan, kMortgage };

inline constexpr std::array<const char*, 5> kAccountTypeNames = {"depository", "credit", "loan", "investment", "other"};
inline constexpr std::array<const char*, 10> kAccountSubtypeNames = {
    "checking", "savings", "money_market", "cd", "hsa", "credit_card", "mortgage", "student", "personal", "other"};
inline constexpr std::array<const char*, 3> kLiabilityTypeNames = {"credit_card", "student_loan", "mortgage"};

/// The type of this name, as written above, case, blanks and `_` apart; nothing where there is no such name.
/// `brokerage` is an old name of investment, `payroll` is other.
[[nodiscard]] std::optional<AccountType> parse_account_type(std::string_view text);
/// Likewise; of an account any other text, also none, is AccountSubtype::kOther.
[[nodiscard]] std::optional<AccountSubtype> parse_account_subtype(std::string_view text);
/// Likewise; `student` is student_loan, `credit` is credit_card.
[[nodiscard]] std::optional<LiabilityType> parse_liability_type(std::string_view text);

/// The type that an account of this subtype has; of kOther any type will do.
[[nodiscard]] constexpr AccountType type_of(AccountSubtype subtype) {
  if (subtype <= AccountSubtype::kHsa) return AccountType::kDepository;
  if (subtype == AccountSubtype::kOther) return AccountType::kOther;
  return subtype == AccountSubtype::kCreditCard ? AccountType::kCredit : AccountType::kLoan;
}

[[nodiscard]] constexpr bool fit_together(AccountType type, AccountSubtype subtype) {
  return subtype == AccountSubtype::kOther || type_of(subtype) == type;
}

/// Accounts of n customers as columns; a view. Those of customer c are [offset[c] - offset[0], offset[c + 1] -
/// offset[0]). Money is in minor units, kNoMoney where it is not known.
struct AccountColumns {
  std::span<const std::uint64_t> offset;  ///< n + 1; empty: no accounts were given
  std::span<const std::uint8_t> type;     ///< AccountType
  std::span<const std::uint8_t> subtype;  ///< AccountSubtype
  std::span<const Minor> balance_current;
  std::span<const Minor> balance_limit;
  /// n + 1; customer c has joint_offset[c + 1] - joint_offset[c] accounts in common with another customer, for whom
  /// they count: they are not among the above. Empty: nobody has one.
  std::span<const std::uint64_t> joint_offset;

  [[nodiscard]] std::uint64_t num_joint(std::size_t customer) const {
    return joint_offset.empty() ? 0 : joint_offset[customer + 1] - joint_offset[customer];
  }
};

/// Liabilities of n customers as columns, likewise; within a customer they ascend by account. An account has at most
/// one.
struct LiabilityColumns {
  std::span<const std::uint64_t> offset;       ///< n + 1; empty: no liabilities were given
  std::span<const std::uint16_t> account;      ///< index among the customer's accounts
  std::span<const std::uint8_t> type;          ///< LiabilityType
  std::span<const std::uint8_t> has_interest;  ///< 1 where any apr is above 0
  std::span<const Minor> minimum_payment_amount;
  std::span<const Minor> last_payment_amount;
  std::span<const Minor> last_statement_balance;
  std::span<const std::uint8_t> is_overdue;  ///< 0, 1 or kNoFlag
};

}  // namespace spendlens
