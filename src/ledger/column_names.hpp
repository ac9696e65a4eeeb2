#pragma once

/// The names of a segment's columns and attributes; schema.cpp says what they hold.
namespace spendlens::ledger::names {

inline constexpr const char* kId = "/customer/id";
inline constexpr const char* kHash = "/customer/hash";
inline constexpr const char* kTransactionOffset = "/customer/transaction_offset";
inline constexpr const char* kFirstTimestamp = "/customer/first_timestamp";

inline constexpr const char* kTimestamp = "/transaction/timestamp";
inline constexpr const char* kAmount = "/transaction/amount";
inline constexpr const char* kMerchant = "/transaction/merchant";
inline constexpr const char* kCategory = "/transaction/category";
inline constexpr const char* kAccount = "/transaction/account";
inline constexpr const char* kFlags = "/transaction/flags";
inline constexpr const char* kQuantity = "/transaction/quantity";
inline constexpr const char* kMargin = "/transaction/margin";
inline constexpr const char* kProductCount = "/transaction/product_count";

inline constexpr const char* kAccountRefId = "/account_ref/id";
inline constexpr const char* kAccountRefOffset = "/account_ref/offset";
inline constexpr const char* kMerchantDictionary = "/dictionary/merchant";
inline constexpr const char* kCategoryDictionary = "/dictionary/category";
inline constexpr const char* kImport = "/import";
inline constexpr const char* kReason = "/import/reason";
inline constexpr const char* kRejected = "/import/rejected";
inline constexpr const char* kCustomerIndex = "/index/customer_offset";
inline constexpr const char* kTransactionIndex = "/index/transaction_offset";

}  // namespace spendlens::ledger::names
