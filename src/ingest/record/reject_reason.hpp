#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace spendlens::ingest {

/// Why a row is rejected; the names are part of the segment format and of the report. A reason is known by its address:
/// these are arrays, of which the program has one each, and not pointers to literals, of which each source has its own.
namespace reason {
/// No reject: a comment, or a row that was not asked for.
inline constexpr char kFiltered[] = "filtered";
inline constexpr char kWrongNumberOfFields[] = "wrong_number_of_fields";
inline constexpr char kMalformedRecord[] = "malformed_record";
inline constexpr char kMissingCustomerId[] = "missing_customer_id";
inline constexpr char kCustomerIdTooLong[] = "customer_id_too_long";
inline constexpr char kInvalidUtf8[] = "invalid_utf8";
inline constexpr char kInvalidText[] = "invalid_text";
inline constexpr char kMissingTimestamp[] = "missing_timestamp";
inline constexpr char kInvalidTimestamp[] = "invalid_timestamp";
inline constexpr char kTimestampOutOfRange[] = "timestamp_out_of_range";
inline constexpr char kMissingAmount[] = "missing_amount";
inline constexpr char kInvalidAmount[] = "invalid_amount";
inline constexpr char kAmountOutOfRange[] = "amount_out_of_range";
inline constexpr char kInvalidQuantity[] = "invalid_quantity";
inline constexpr char kInvalidMargin[] = "invalid_margin";
inline constexpr char kInvalidBoolean[] = "invalid_boolean";
inline constexpr char kUnknownDirection[] = "unknown_direction";
inline constexpr char kInvalidCurrency[] = "invalid_currency";
inline constexpr char kForeignCurrency[] = "foreign_currency";
inline constexpr char kOrderOfTwoCustomers[] = "order_of_two_customers";
inline constexpr char kDuplicateTransactionId[] = "duplicate_transaction_id";
// Of accounts and liabilities.
inline constexpr char kMissingAccountId[] = "missing_account_id";
inline constexpr char kAccountIdTooLong[] = "account_id_too_long";
inline constexpr char kUnknownType[] = "unknown_type";
inline constexpr char kSubtypeOfOtherType[] = "subtype_of_other_type";
inline constexpr char kMissingBalance[] = "missing_balance";
inline constexpr char kInvalidBalance[] = "invalid_balance";
inline constexpr char kBalanceOutOfRange[] = "balance_out_of_range";
inline constexpr char kNegativeLimit[] = "negative_limit";
inline constexpr char kUnknownLiabilityType[] = "unknown_liability_type";
inline constexpr char kInvalidAprs[] = "invalid_aprs";
inline constexpr char kAprOutOfRange[] = "apr_out_of_range";
inline constexpr char kTooManyAprs[] = "too_many_aprs";
inline constexpr char kInvalidInterestRate[] = "invalid_interest_rate";
inline constexpr char kInterestRateOutOfRange[] = "interest_rate_out_of_range";
inline constexpr char kInvalidPayment[] = "invalid_payment";
inline constexpr char kNegativePayment[] = "negative_payment";
inline constexpr char kPaymentOutOfRange[] = "payment_out_of_range";
inline constexpr char kInvalidDueDate[] = "invalid_due_date";
inline constexpr char kDueDateOutOfRange[] = "due_date_out_of_range";
inline constexpr char kDuplicateAccount[] = "duplicate_account";
inline constexpr char kTooManyAccounts[] = "too_many_accounts";
inline constexpr char kUnknownAccount[] = "unknown_account";
inline constexpr char kDuplicateLiability[] = "duplicate_liability";
// Of customers.
inline constexpr char kDuplicateCustomer[] = "duplicate_customer";
}  // namespace reason

/// A rejected row by its place in the input.
struct RejectPlace {
  std::uint32_t file = 0;
  std::uint64_t line = 0;

  friend auto operator<=>(const RejectPlace&, const RejectPlace&) = default;
};

/// A row that turned out bad after it was sent on.
struct LateReject {
  RejectPlace place;
  const char* reason = nullptr;
  std::string detail;
};

}  // namespace spendlens::ingest
