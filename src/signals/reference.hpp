#pragma once

#include <map>
#include <optional>
#include <vector>

#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::reference {

/// One transaction that counts: not left out, not after the reference date.
struct Row {
  Day age = 0;  ///< days before the reference date
  Minor amount = 0;
  std::uint32_t merchant = kNoMerchant;
  std::uint8_t classes = 0;
};

/// One account with its liability, if it has one.
struct Account {
  AccountType type{};
  AccountSubtype subtype{};
  std::optional<Minor> balance;
  std::optional<Minor> limit;
  bool has_liability = false;
  LiabilityType liability_type{};
  std::optional<Minor> statement;
  std::optional<Minor> minimum;
  std::optional<Minor> last_payment;
  bool is_overdue = false;
  bool has_interest = false;
};

struct Customer {
  std::vector<Row> rows;
  std::vector<Account> accounts;
};

[[nodiscard]] Customer read(const CustomerColumns& columns, Day reference);

/// A sum of money that fits 64 bits and is not the number that stands for null. Throws InputError otherwise.
[[nodiscard]] Minor sum_of_money(int128 sum, const char* what);

/// Median of days, halves included. Precondition: not empty.
[[nodiscard]] double median(std::vector<Day> gaps);

void summarize_subscriptions(const Customer& customer, Day reference, const SignalProfile& profile,
                             std::vector<Summary>& to, std::vector<Subscription>& found);
void summarize_savings(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to);
void summarize_credit(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to);
void summarize_income(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to);

}  // namespace spendlens::signals::reference
