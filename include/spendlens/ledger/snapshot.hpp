#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/core/accounts.hpp"

namespace spendlens::ledger {

/// Accounts and liabilities of n customers: what a segment's /account, /liability and /apr hold, and the memory behind
/// AccountColumns and LiabilityColumns. Accounts ascend by id within a customer, liabilities by account; every
/// liability names an account of its customer, an account has at most one. Offsets start at 0.
struct Snapshot {
  std::uint32_t account_width = 1;            ///< bytes an account in `account_id`
  std::vector<std::uint64_t> account_offset;  ///< n + 1
  std::vector<char> account_id;               ///< NUL-padded
  std::vector<std::uint8_t> account_type;     ///< AccountType
  std::vector<std::uint8_t> account_subtype;  ///< AccountSubtype
  std::vector<Minor> balance_current;         ///< kNoMoney where it is not known; so are the others
  std::vector<Minor> balance_available;
  std::vector<Minor> balance_limit;

  std::vector<std::uint64_t> liability_offset;   ///< n + 1
  std::vector<std::uint16_t> liability_account;  ///< index among the customer's accounts
  std::vector<std::uint8_t> liability_type;      ///< LiabilityType
  std::vector<double> interest_rate;             ///< fraction; NaN where it is not known
  std::vector<Minor> minimum_payment_amount;
  std::vector<Minor> last_payment_amount;
  std::vector<Minor> last_statement_balance;
  std::vector<std::uint8_t> is_overdue;          ///< 0, 1 or kNoFlag
  std::vector<Timestamp> next_payment_due_date;  ///< midnight of the day; kNoTimestamp where it is not known
  std::vector<std::uint64_t> apr_offset;         ///< of each liability, + 1
  std::vector<double> apr;                       ///< fractions 0 to 1
  std::vector<std::uint8_t> has_interest;        ///< of each liability, 1 where any apr is above 0; not stored

  /// Accounts in common with a customer who was named first, for whom alone they count: not among the accounts above.
  /// They ascend by id within a customer. All empty: there are none.
  std::vector<std::uint64_t> joint_offset;  ///< n + 1
  std::vector<char> joint_account;          ///< ids, NUL-padded to account_width
  std::uint32_t joint_owner_width = 1;
  std::vector<char> joint_owner;  ///< the customers for whom they count, NUL-padded

  [[nodiscard]] std::size_t num_accounts() const { return account_type.size(); }
  [[nodiscard]] std::size_t num_joint() const { return joint_offset.empty() ? 0 : joint_offset.back(); }
  [[nodiscard]] std::size_t num_liabilities() const { return liability_type.size(); }

  [[nodiscard]] AccountColumns accounts() const;
  [[nodiscard]] LiabilityColumns liabilities() const;

  /// Fills has_interest from the aprs.
  void derive_has_interest();

  /// Calls use(vector) for each stored column, in a fixed order.
  template <class Self, class Use>
  static void for_each_column(Self& self, Use use) {
    use(self.account_offset), use(self.account_id), use(self.account_type), use(self.account_subtype);
    use(self.balance_current), use(self.balance_available), use(self.balance_limit);
    use(self.liability_offset), use(self.liability_account), use(self.liability_type), use(self.interest_rate);
    use(self.minimum_payment_amount), use(self.last_payment_amount), use(self.last_statement_balance);
    use(self.is_overdue), use(self.next_payment_due_date), use(self.apr_offset), use(self.apr);
    use(self.joint_offset), use(self.joint_account), use(self.joint_owner);
  }
};

}  // namespace spendlens::ledger
