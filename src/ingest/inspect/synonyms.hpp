#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// What a column may be to a log. Those up to kStatus, later dates and customers' names apart, import can read.
enum class Role : std::uint8_t {
  kCustomerId,
  kCustomerName,
  kTimestamp,
  kLaterDate,
  kTime,
  kYear,
  kMonth,
  kDay,
  kDebit,
  kCredit,
  kDirection,
  kAmount,
  kUnitPrice,
  kQuantity,
  kDiscount,
  kMargin,
  kOrderId,
  kTransactionId,
  kProductId,
  kAccountId,
  kMerchant,
  kCategory,
  kCurrency,
  kPending,
  kStatus,
  kBalance,
  kRefunded,
  kUnrelated
};
inline constexpr std::size_t kNumRoles = 28;
inline constexpr std::array<const char*, kNumRoles> kRoleNames = {
    "customer_id", "customer_name", "timestamp", "later_date",     "time",       "year",       "month",
    "day",         "debit",         "credit",    "direction",      "amount",     "unit_price", "quantity",
    "discount",    "margin",        "order_id",  "transaction_id", "product_id", "account_id", "merchant",
    "category",    "currency",      "pending",   "status",         "balance",    "refunded",   "unrelated"};

/// What words in a column of states mean.
enum class Word : std::uint8_t { kLeftOut, kPurchase, kNotPurchase, kDebit, kCredit };
inline constexpr std::size_t kNumWords = 5;
inline constexpr std::array<const char*, kNumWords> kWordNames = {"left_out", "purchase", "not_purchase", "debit",
                                                                  "credit"};

/// Names of columns and words of values by what they mean.
class Synonyms {
 public:
  /// Those that the program brings along and, before them, those of a file of YAML (`path`; empty: none). Throws
  /// UsageError naming file and line, IoError.
  explicit Synonyms(const std::string& path);

  /// How well a column's name says the role: 1 for the most telling names, less for others; nothing where it does not.
  [[nodiscard]] std::optional<double> score(Role role, const std::string& name) const;
  /// Whether a value is such a word, in any case.
  [[nodiscard]] bool is(Word word, std::string_view value) const;

 private:
  using Tier = std::vector<std::string>;

  void read(const std::string& text, const std::string& name);

  std::array<std::vector<Tier>, kNumRoles> tiers_;
  std::array<std::vector<std::string>, kNumWords> words_;
};

/// A name's words in small letters with blanks between: InvoiceDate, invoice_date and "Invoice Date (UTC)" are
/// "invoice date" ("invoice date utc" without the parentheses).
[[nodiscard]] std::string words_of_name(std::string_view name);

}  // namespace spendlens::ingest
