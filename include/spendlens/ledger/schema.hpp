#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/ledger/transaction_columns.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::ledger {

inline constexpr const char* kSegmentFormat = "spendlens-segment";
inline constexpr std::uint64_t kSegmentVersion = 2;

inline constexpr std::uint8_t kNoArchetype = 255;

/// Bits of /customer/history: what is among a customer's rows in a segment. A purchase is one by the default profile's
/// not_spending.
namespace history_bit {
inline constexpr std::uint8_t kOutflow = 1;  ///< an amount of 0 or below
inline constexpr std::uint8_t kPurchase = 2;
inline constexpr std::uint8_t kPendingOutflow = 4;  ///< the same of pending rows; the two above are of others
inline constexpr std::uint8_t kPendingPurchase = 8;
}  // namespace history_bit

inline constexpr std::size_t kMaxIdBytes = 64;
inline constexpr std::size_t kMaxTextBytes = 256;

/// Attributes of customers that a segment may have.
inline constexpr std::size_t kMaxAttributes = 8;
inline constexpr std::uint16_t kNoAttribute = 0xFFFF;

/// Whether a dimension or an attribute may be called so: 1 to 32 small letters, digits and '_', beginning with a
/// letter.
[[nodiscard]] bool is_column_name(std::string_view name);

/// A column of texts by the name that an import gave it: a dimension of orders, or an attribute of customers.
struct NamedTexts {
  std::string name;
  std::vector<std::string> texts;  ///< sorted bytewise, distinct; at most 65,534
};

/// What a segment's rows came from; becomes root attributes. It has never a path, a host or a time of day.
struct SourceInfo {
  std::string name;         ///< file names without folders, several separated by " "; "-" for standard input
  std::uint64_t bytes = 0;  ///< of all files together
  std::string digest;       ///< 32 hexadecimal digits
  /// The digest of all that decides what an import makes of these bytes; empty: it is not said
  std::string options;
  /// Tells by which key the customers of an import are pseudonyms; empty: they have their own ids
  std::string pseudonym_key;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, name, bytes, digest, options, pseudonym_key);
  }
};

/// What the import counted of one kind of record: rows_read = rows_stored + lines_folded + sum of rejected +
/// rows_filtered + rows_superseded.
struct RecordCounts {
  std::uint64_t rows_read = 0;
  std::uint64_t rows_stored = 0;
  std::uint64_t lines_folded = 0;
  std::map<std::string, std::uint64_t> rejected;  ///< by reason, those that occurred
  std::uint64_t rows_filtered = 0;                ///< comments, and rows that were not asked for
  std::uint64_t rows_superseded = 0;              ///< orders that were told again; of folded segments only

  [[nodiscard]] std::uint64_t rows_rejected() const;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, rows_read, rows_stored, lines_folded, rejected, rows_filtered, rows_superseded);
  }
};

/// What the import counted, by kind of record; lines are folded of transactions only.
struct ImportCounts : RecordCounts {
  RecordCounts accounts;
  RecordCounts liabilities;
  RecordCounts customers;

  template <class Archive>
  void serialize(Archive& archive, unsigned version) {
    RecordCounts::serialize(archive, version);
    serialize_fields(archive, accounts, liabilities, customers);
  }
};

/// A text that is stored as a merchant.
struct JoinedText {
  std::uint32_t merchant = 0;  ///< index among the merchants
  std::string text;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, merchant, text);
  }
};

/// A segment keeps some of the texts of so many merchants, those that join most.
inline constexpr std::size_t kMaxJoinedMerchants = 256;

/// How a segment's merchants came to their names, and what is known of each.
struct MerchantFacts {
  std::string rule;                      ///< of MerchantRule's names; empty: it is not said
  std::string aliases;                   ///< Aliases::stamp(); empty: it is not said
  std::vector<std::uint8_t> kind;        ///< StreamKind of each, kNoStreamKind: none is known; empty: of none
  std::vector<std::uint32_t> num_texts;  ///< distinct texts that each stands for; empty: one each
  std::vector<JoinedText> joined;        ///< by merchant, then text; merchants of two texts or more

  /// Empties the columns that say the same of all.
  void drop_what_says_nothing();
};

/// ISO 4217's code for "no currency": none was stated.
inline constexpr const char* kNoCurrency = "XXX";

/// Everything that a segment is but its rows. The same on every rank.
struct SegmentMetadata {
  std::string currency;                 ///< ISO 4217, or kNoCurrency
  std::string timezone = "UTC";         ///< IANA name
  ColumnSet columns;                    ///< those that every segment has need not be named
  std::vector<std::string> merchants;   ///< sorted bytewise, distinct; empty without Column::kMerchant
  std::vector<std::string> categories;  ///< likewise; at most 65,535
  std::vector<std::string> archetypes;  ///< names of the codes; empty without Column::kArchetype
  std::vector<NamedTexts> dimensions;   ///< in the order of their names; one for each of the columns of dimensions
  std::vector<NamedTexts> attributes;   ///< likewise; none without Column::kAttributes
  SourceInfo source;
  /// The place of a segment with keys among the ledger's imports, from 1 on; the largest of the folded
  std::uint64_t import_number = 0;
  /// How the input was read, in the words of the command line; empty: nothing to say
  std::string import_options;
  ImportCounts counts;
  /// The turnover of the ledger's other segments; nothing: what this one adds is not limited
  std::optional<uint128> turnover_beside;
  MerchantFacts merchant_facts;  ///< only with Column::kMerchant
};

/// What one rank is about to write.
struct SegmentPart {
  std::uint64_t num_customers = 0;
  std::uint64_t num_transactions = 0;
  std::uint64_t num_account_refs = 0;
  std::uint32_t id_width = 1;       ///< bytes of the longest customer id
  std::uint32_t account_width = 1;  ///< bytes of the longest account id that a row names
  std::uint64_t num_accounts = 0;   ///< of the snapshot, as the following ones
  std::uint64_t num_liabilities = 0;
  std::uint64_t num_aprs = 0;
  std::uint64_t num_joint = 0;
  std::uint32_t joint_owner_width = 1;
  std::uint32_t snapshot_account_width = 1;
  std::uint64_t num_listed = 0;  ///< listed customers, as CustomerAttributes has them
  std::uint32_t listed_width = 1;
  Timestamp first_timestamp = kNoTimestamp;
  Timestamp last_timestamp = 0;  ///< meaningless without transactions
  /// The writer finds it from what is appended (core/money.hpp: kMaxTurnover)
  uint128 turnover = 0;
  bool time_range_known = true;  ///< false, on all ranks: it is found from what is appended
  /// What does not fit the narrow type of its column: amounts, margins and balances (kSnapshot) beyond 32 bits,
  /// accounts beyond 8
  ColumnSet wide;
};

/// A segment's turnover as its attribute has it: what is above kMaxTurnover is kMaxTurnover + 1.
[[nodiscard]] std::uint64_t stored_turnover(uint128 turnover);

/// The columns of a segment of this shape, with their units and descriptions: the one place that names them.
[[nodiscard]] store::FileSpec segment_spec(const SegmentMetadata& facts, const SegmentPart& totals);

/// The segment's file in a ledger directory. Throws UsageError unless the name is 1 to 100 letters, digits, '.', '_',
/// '-' and does not begin with '.'.
[[nodiscard]] std::string segment_path(const std::string& ledger_directory, const std::string& name);

}  // namespace spendlens::ledger
