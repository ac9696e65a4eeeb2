#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace spendlens::ingest {

/// Why a row is rejected; the names are part of the segment format and of the report.
namespace reason {
/// No reject: a comment, or a row that was not asked for.
inline constexpr const char* kFiltered = "filtered";
inline constexpr const char* kWrongNumberOfFields = "wrong_number_of_fields";
inline constexpr const char* kMalformedRecord = "malformed_record";
inline constexpr const char* kMissingCustomerId = "missing_customer_id";
inline constexpr const char* kCustomerIdTooLong = "customer_id_too_long";
inline constexpr const char* kInvalidUtf8 = "invalid_utf8";
inline constexpr const char* kInvalidText = "invalid_text";
inline constexpr const char* kMissingTimestamp = "missing_timestamp";
inline constexpr const char* kInvalidTimestamp = "invalid_timestamp";
inline constexpr const char* kTimestampOutOfRange = "timestamp_out_of_range";
inline constexpr const char* kMissingAmount = "missing_amount";
inline constexpr const char* kInvalidAmount = "invalid_amount";
inline constexpr const char* kAmountOutOfRange = "amount_out_of_range";
inline constexpr const char* kInvalidQuantity = "invalid_quantity";
inline constexpr const char* kInvalidMargin = "invalid_margin";
inline constexpr const char* kInvalidBoolean = "invalid_boolean";
inline constexpr const char* kUnknownDirection = "unknown_direction";
inline constexpr const char* kInvalidCurrency = "invalid_currency";
inline constexpr const char* kForeignCurrency = "foreign_currency";
inline constexpr const char* kOrderOfTwoCustomers = "order_of_two_customers";
inline constexpr const char* kDuplicateTransactionId = "duplicate_transaction_id";
// Of accounts and liabilities.
inline constexpr const char* kMissingAccountId = "missing_account_id";
inline constexpr const char* kAccountIdTooLong = "account_id_too_long";
inline constexpr const char* kUnknownType = "unknown_type";
inline constexpr const char* kSubtypeOfOtherType = "subtype_of_other_type";
inline constexpr const char* kMissingBalance = "missing_balance";
inline constexpr const char* kInvalidBalance = "invalid_balance";
inline constexpr const char* kBalanceOutOfRange = "balance_out_of_range";
inline constexpr const char* kNegativeLimit = "negative_limit";
inline constexpr const char* kUnknownLiabilityType = "unknown_liability_type";
inline constexpr const char* kInvalidAprs = "invalid_aprs";
inline constexpr const char* kAprOutOfRange = "apr_out_of_range";
inline constexpr const char* kTooManyAprs = "too_many_aprs";
inline constexpr const char* kInvalidInterestRate = "invalid_interest_rate";
inline constexpr const char* kInterestRateOutOfRange = "interest_rate_out_of_range";
inline constexpr const char* kInvalidPayment = "invalid_payment";
inline constexpr const char* kNegativePayment = "negative_payment";
inline constexpr const char* kPaymentOutOfRange = "payment_out_of_range";
inline constexpr const char* kInvalidDueDate = "invalid_due_date";
inline constexpr const char* kDueDateOutOfRange = "due_date_out_of_range";
inline constexpr const char* kDuplicateAccount = "duplicate_account";
inline constexpr const char* kTooManyAccounts = "too_many_accounts";
inline constexpr const char* kUnknownAccount = "unknown_account";
inline constexpr const char* kDuplicateLiability = "duplicate_liability";
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
