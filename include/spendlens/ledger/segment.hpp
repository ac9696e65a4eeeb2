#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/core/aliases.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/payee.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::ledger {

/// What a reader needs of a segment.
struct SegmentNeed {
  enum class Rows : std::uint8_t {
    kAll,
    /// Only when each customer's history began and whether there is a purchase in it; needs Segment::has_history
    kHistory,
    kNone,  ///< only who the customers are
  };
  Rows rows = Rows::kAll;
  /// With kHistory a customer's rows are read as one, at the earliest of those that count and of no category: of amount
  /// 0 where one of them has any of these bits of history_bit, otherwise of amount 1.
  std::uint8_t purchase_bits = 0;
  bool pending_counts = false;  ///< of kHistory: otherwise pending rows are none
};

/// A dimension as a segment has it.
struct SegmentDimension {
  std::string name;                 ///< empty: the segment lacks it
  std::string path;                 ///< of its column
  std::vector<std::uint16_t> code;  ///< of this segment's codes: the ledger's
};

/// A segment that is open for reading. Local; read from several threads at once.
struct Segment {
  std::string name;
  std::shared_ptr<store::ColumnFileReader> file;
  ColumnSet columns;  ///< all that it has
  ColumnSet wide;     ///< as SegmentPart::wide, of those that it has
  std::uint64_t num_customers = 0;
  std::uint64_t num_transactions = 0;
  Timestamp first_timestamp = kNoTimestamp;
  Timestamp last_timestamp = 0;
  std::uint32_t id_width = 1;
  std::vector<std::uint64_t> customer_index;     ///< 65,537: first customer of each hash prefix
  std::vector<std::uint64_t> transaction_index;  ///< 65,537: first transaction of each hash prefix
  std::vector<std::uint32_t> merchant_code;      ///< of this segment's merchant codes: the ledger's
  std::vector<std::uint16_t> category_code;
  std::array<SegmentDimension, kMaxDimensions> dimensions;  ///< in the order of the ledger's
  std::vector<NamedTexts> attributes;                       ///< in the order of their names
  std::vector<std::uint64_t> listed_index;    ///< 65,537: first listed customer of each hash prefix; empty without any
  std::optional<MerchantRule> merchant_rule;  ///< nothing: it is not said, as of a generator
  std::string aliases = Aliases::kNoStamp;    ///< Aliases::stamp() of those of its merchants
  std::vector<std::uint8_t> merchant_kind;  ///< of this segment's merchant codes: StreamKind or kNoStreamKind; or empty
  std::vector<std::string> archetypes;      ///< names of its archetype codes
  std::optional<std::uint64_t> turnover;    ///< as stored_turnover(); nothing: not stored, see turnover_of()
  bool has_history = false;                 ///< /customer/history is there
  std::uint64_t import_number = 0;          ///< place among the ledger's imports; 0 without keys
  /// Above 0 the same for segments with keys that overlap in time, each with another one of them: what several of them
  /// tell by one key counts once, as the one imported last has it
  std::uint32_t overlap = 0;
  SegmentNeed need;

  /// The path of one of kTransactionColumns.
  template <class C>
  [[nodiscard]] const char* path_of(const C& column) const {
    return is_dimension(column.id) ? dimensions[dimension_of(column.id)].path.c_str() : column.path;
  }
};

/// The hash prefixes [begin, end) of one rank or batch.
struct PrefixRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const PrefixRange&, const PrefixRange&) = default;
};

}  // namespace spendlens::ledger
