#pragma once

#include <string>

/// The names of a segment's columns, but for those of transactions (transaction_columns.hpp), and of its attributes;
/// the sources of column_specs.hpp say what they hold.
namespace spendlens::ledger::names {

inline constexpr const char* kId = "/customer/id";
inline constexpr const char* kHash = "/customer/hash";
inline constexpr const char* kTransactionOffset = "/customer/transaction_offset";
inline constexpr const char* kFirstTimestamp = "/customer/first_timestamp";
inline constexpr const char* kFirstSettled = "/customer/first_settled";
inline constexpr const char* kHistory = "/customer/history";
inline constexpr const char* kArchetype = "/customer/archetype";

/// Dimensions of transactions and attributes of customers are named by an import.
inline constexpr const char* kDimension = "/transaction/dimension_";
inline constexpr const char* kDimensionDictionary = "/dictionary/dimension_";
inline constexpr const char* kAttribute = "/customer/attribute_";
inline constexpr const char* kAttributeDictionary = "/dictionary/attribute_";
inline constexpr const char* kListedAttribute = "/listed/attribute_";
inline constexpr const char* kListedId = "/listed/id";
inline constexpr const char* kListedHash = "/listed/hash";
inline constexpr const char* kListedIndex = "/index/listed_offset";

/// The path of one of them.
[[nodiscard]] inline std::string path_of(const char* beginning, const std::string& name) { return beginning + name; }

inline constexpr const char* kAccountRefId = "/account_ref/id";
inline constexpr const char* kAccountRefOffset = "/account_ref/offset";
inline constexpr const char* kMerchantDictionary = "/dictionary/merchant";
inline constexpr const char* kMerchantKind = "/dictionary/merchant_kind";
inline constexpr const char* kMerchantTexts = "/dictionary/merchant_texts";
inline constexpr const char* kJoinedMerchant = "/dictionary/joined_merchant";
inline constexpr const char* kJoinedText = "/dictionary/joined_text";
inline constexpr const char* kMerchantRule = "merchant_rule";  // of the root, as the next
inline constexpr const char* kAliases = "aliases";
inline constexpr const char* kCategoryDictionary = "/dictionary/category";
inline constexpr const char* kImport = "/import";
inline constexpr const char* kImportOptions = "options";  // its attributes, where there is something to say
inline constexpr const char* kRowsFiltered = "rows_filtered";
inline constexpr const char* kRowsSuperseded = "rows_superseded";
inline constexpr const char* kImportNumber = "import_number";  // of the root, with keys
inline constexpr const char* kReason = "/import/reason";
inline constexpr const char* kRejected = "/import/rejected";
inline constexpr const char* kCustomerIndex = "/index/customer_offset";
inline constexpr const char* kTransactionIndex = "/index/transaction_offset";

inline constexpr const char* kAccountOffset = "/account/offset";
inline constexpr const char* kAccountId = "/account/id";
inline constexpr const char* kAccountType = "/account/type";
inline constexpr const char* kAccountSubtype = "/account/subtype";
inline constexpr const char* kBalanceCurrent = "/account/balance_current";
inline constexpr const char* kBalanceAvailable = "/account/balance_available";
inline constexpr const char* kBalanceLimit = "/account/balance_limit";

// Only where there are some.
inline constexpr const char* kJointOffset = "/joint/offset";
inline constexpr const char* kJointAccount = "/joint/account";
inline constexpr const char* kJointOwner = "/joint/owner";

inline constexpr const char* kLiabilityOffset = "/liability/offset";
inline constexpr const char* kLiabilityAccount = "/liability/account";
inline constexpr const char* kLiabilityType = "/liability/type";
inline constexpr const char* kInterestRate = "/liability/interest_rate";
inline constexpr const char* kMinimumPayment = "/liability/minimum_payment_amount";
inline constexpr const char* kLastPayment = "/liability/last_payment_amount";
inline constexpr const char* kLastStatement = "/liability/last_statement_balance";
inline constexpr const char* kIsOverdue = "/liability/is_overdue";
inline constexpr const char* kNextPayment = "/liability/next_payment_due_date";
inline constexpr const char* kAprOffset = "/liability/apr_offset";
inline constexpr const char* kApr = "/liability/apr";

inline constexpr const char* kImportAccounts = "/import/accounts";
inline constexpr const char* kAccountReason = "/import/accounts/reason";
inline constexpr const char* kAccountRejected = "/import/accounts/rejected";
inline constexpr const char* kImportLiabilities = "/import/liabilities";
inline constexpr const char* kLiabilityReason = "/import/liabilities/reason";
inline constexpr const char* kLiabilityRejected = "/import/liabilities/rejected";
inline constexpr const char* kImportCustomers = "/import/customers";
inline constexpr const char* kCustomerReason = "/import/customers/reason";
inline constexpr const char* kCustomerRejected = "/import/customers/rejected";

}  // namespace spendlens::ledger::names
