#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spendlens/core/serialization.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ingest/record_kind.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/ledger/transaction_columns.hpp"

namespace spendlens::ingest {

/// What a column of a file of transactions, accounts or liabilities may hold; the names are DEFINITIONS.md's.
enum class Field : std::uint8_t {
  kCustomerId,
  kTimestamp,
  kAmount,
  kQuantity,
  kUnitPrice,
  kMerchant,
  kCategory,
  kAccountId,
  kOrderId,
  kProductId,
  kMargin,
  kPending,
  kCurrency,
  kTransactionId,
  kTime,
  kDebit,
  kCredit,
  kDirection,
  kYear,  ///< these three together are a timestamp
  kMonth,
  kDay,
  kDimension0  ///< the first of the dimensions, by name; the others follow
};
inline constexpr std::size_t kNumFieldNames = 21;
inline constexpr std::size_t kNumFields = kNumFieldNames + ledger::kMaxDimensions;
inline constexpr std::array<const char*, kNumFieldNames> kFieldNames = {
    "customer_id", "timestamp", "amount",     "quantity",  "unit_price", "merchant", "category",
    "account_id",  "order_id",  "product_id", "margin",    "pending",    "currency", "transaction_id",
    "time",        "debit",     "credit",     "direction", "year",       "month",    "day"};
/// Those from here on change what other columns mean: a column is read as one only where it is named.
inline constexpr std::size_t kFirstNamedField = 14;
static_assert(static_cast<std::size_t>(Field::kDimension0) == kNumFieldNames);
[[nodiscard]] constexpr Field field_of_dimension(std::size_t dimension) {
  return static_cast<Field>(kNumFieldNames + dimension);
}

enum class AccountField : std::uint8_t {
  kAccountId,
  kCustomerId,
  kType,
  kSubtype,
  kBalanceCurrent,
  kBalanceAvailable,
  kBalanceLimit
};
inline constexpr std::array<const char*, 7> kAccountFieldNames = {
    "account_id", "customer_id", "type", "subtype", "balance_current", "balance_available", "balance_limit"};

enum class LiabilityField : std::uint8_t {
  kAccountId,
  kLiabilityType,
  kAprs,
  kInterestRate,
  kMinimumPaymentAmount,
  kLastPaymentAmount,
  kLastStatementBalance,
  kIsOverdue,
  kNextPaymentDueDate
};
inline constexpr std::array<const char*, 9> kLiabilityFieldNames = {
    "account_id",          "liability_type",         "aprs",       "interest_rate",        "minimum_payment_amount",
    "last_payment_amount", "last_statement_balance", "is_overdue", "next_payment_due_date"};

enum class CustomerField : std::uint8_t {
  kCustomerId,
  kAttribute0  ///< the first of the attributes, by name; the others follow
};
inline constexpr std::array<const char*, 1> kCustomerFieldNames = {"customer_id"};

/// The fields of a kind of record, but for dimensions and attributes.
[[nodiscard]] std::span<const char* const> field_names(RecordKind kind);
/// Those of them that are amounts of money.
[[nodiscard]] std::span<const std::size_t> money_fields(RecordKind kind);
/// Those of them that are timestamps or dates.
[[nodiscard]] std::span<const std::size_t> time_fields(RecordKind kind);
/// A field as --column names it: `accounts.type`; of transactions just `amount`.
[[nodiscard]] std::string field_key(RecordKind kind, std::string_view field);
/// The kind that such a key speaks of, and the field that it says.
[[nodiscard]] std::pair<RecordKind, std::string_view> parts_of_key(std::string_view key);

/// Those with dimensions or attributes of these names behind them, as field_key()s: the order of a FieldMap.
[[nodiscard]] std::vector<std::string> field_keys(RecordKind kind, const std::vector<std::string>& named);

/// How --column names a dimension or, of customers, an attribute: `dimension.channel`, `customers.tier`.
[[nodiscard]] std::string named_key(RecordKind kind, const std::string& name);
/// The name behind such a key; nothing of other fields.
[[nodiscard]] std::optional<std::string> name_in_key(RecordKind kind, const std::string& key);
/// The names of all dimensions (of transactions) or attributes (of customers) that options speak of, ascending.
[[nodiscard]] std::vector<std::string> named_columns(RecordKind kind, const ImportOptions& options);
/// Throws UsageError unless a dimension or an attribute may be called so. `what` is the one or the other.
void require_column_name(const char* what, const std::string& name);
/// What an attribute is called after its column: small letters, with '_' in the place of what cannot be in a name; may
/// be no name all the same.
[[nodiscard]] std::string column_name_of(const std::string& header);

/// What a record must have in one column to be read.
struct ColumnTerm {
  int column = 0;
  std::vector<std::string> wanted;    ///< one of these, where there are any
  std::vector<std::string> unwanted;  ///< none of these

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, column, wanted, unwanted);
  }
};

/// The index of each field of its kind in the records of one file, or -1.
struct FieldMap {
  static constexpr std::size_t kMaxFields = kNumFields;

  std::array<int, kMaxFields> index{};
  std::array<std::string, kMaxFields> constant;  ///< what all records have in a field without a column; empty: nothing
  std::size_t num_columns = 0;                   ///< that have a name
  std::size_t most_fields = 0;                   ///< of a record: empty ones may follow those of the columns
  std::vector<ColumnTerm> terms;                 ///< all of them must hold

  template <class AnyField>
  [[nodiscard]] int at(AnyField field) const {
    return index[static_cast<std::size_t>(field)];
  }
  template <class AnyField>
  [[nodiscard]] bool has(AnyField field) const {
    return at(field) >= 0 || !constant[static_cast<std::size_t>(field)].empty();
  }

  /// These are of transactions.
  [[nodiscard]] bool has_date_parts() const { return has(Field::kYear) && has(Field::kMonth) && has(Field::kDay); }
  [[nodiscard]] bool has_debit_and_credit() const { return has(Field::kDebit) && has(Field::kCredit); }

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, index, constant, num_columns, most_fields, terms);
  }
};

/// Throws UsageError where a key of `columns` is no field of any kind; the message begins with `option` and lists the
/// fields of the kind that the key names.
void require_fields(const std::map<std::string, std::string>& columns, const char* option = "--column");

/// What the fields of a file get beside its columns.
struct FieldTerms {
  std::map<std::string, std::string> constants;  ///< by field_key()
  std::vector<RowCondition> where;               ///< of transactions
  std::vector<std::string> ignored;              ///< columns that no field takes by its name
  std::vector<std::string> named;                ///< dimensions or attributes, in their order
  /// Accounts are known, by which rows find their customers: a file may name accounts and no customers
  bool has_accounts = false;
};

/// The names of a header as they are matched: without the blanks around them, and without empty ones at the end.
[[nodiscard]] std::vector<std::string> column_names(const std::vector<std::string>& header);

/// Matches a file's header with the fields of its kind: `columns` maps field_key()s to names, otherwise a column of the
/// field's own name is taken. Blanks around names make no difference, nor does case where only one column fits.
/// Names of columns that serve no field are added to `ignored`, as field_key()s.
/// Throws UsageError for an unknown field in `columns`, InputError naming the file where a needed or a named column is
/// missing or stands twice; the message lists what the file has. A column named as debit and one as credit take the
/// amount's place.
[[nodiscard]] FieldMap map_fields(const std::string& file, const std::vector<std::string>& header,
                                  const std::map<std::string, std::string>& columns, std::vector<std::string>& ignored,
                                  RecordKind kind = RecordKind::kTransactions, const FieldTerms& terms = {});

/// `columns` with those of `choices` that this file has, where they are of `kind`: of each field the first name that a
/// column has. Throws InputError where a file has none of a field's names and the field is not optional, or one of them
/// twice.
[[nodiscard]] std::map<std::string, std::string> chosen_columns(const std::string& file,
                                                                const std::vector<std::string>& header,
                                                                std::map<std::string, std::string> columns,
                                                                const std::map<std::string, ColumnChoice>& choices,
                                                                RecordKind kind);

/// Which fields any file of transactions has: what rows on their way carry.
struct Schema {
  std::array<bool, kNumFields> present{};
  std::size_t num_dimensions = 0;

  [[nodiscard]] bool has(Field field) const { return present[static_cast<std::size_t>(field)]; }
};
/// All dimensions that were named are among them, as an import gives them to all of its files.
[[nodiscard]] Schema schema_of(const std::vector<FieldMap>& maps, std::size_t num_dimensions = 0);
/// The columns of transactions that a segment of such rows has.
[[nodiscard]] ledger::ColumnSet stored_columns(const Schema& schema);

}  // namespace spendlens::ingest
