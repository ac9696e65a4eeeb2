#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/ledger/snapshot.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::ledger {

/// What a reader needs of a segment.
struct SegmentNeed {
  enum class Rows : std::uint8_t {
    kAll,
    kHistory,  ///< only when each customer's history began and whether there is a purchase in it; needs Segment::has_history
    kNone,     ///< only who the customers are
  };
  Rows rows = Rows::kAll;
  /// Of kHistory. A customer's rows are read as one, at the earliest of those that count and of no category: of amount 0
  /// where one of them has any of these bits of history_bit, otherwise of amount 1.
  std::uint8_t purchase_bits = 0;
  bool pending_counts = false;  ///< of kHistory: otherwise pending rows are none
};

/// A segment that is open for reading. Local; read from several threads at once.
struct Segment {
  std::string name;
  std::shared_ptr<store::ColumnFileReader> file;
  OptionalColumns columns;
  std::uint64_t num_customers = 0;
  std::uint64_t num_transactions = 0;
  Timestamp first_timestamp = kNoTimestamp;
  Timestamp last_timestamp = 0;
  std::uint32_t id_width = 1;
  std::vector<std::uint64_t> customer_index;     ///< 65,537: first customer of each hash prefix
  std::vector<std::uint64_t> transaction_index;  ///< 65,537: first transaction of each hash prefix
  std::vector<std::uint32_t> merchant_code;      ///< of this segment's merchant codes: the ledger's
  std::vector<std::uint16_t> category_code;
  std::vector<std::string> archetypes;           ///< names of its archetype codes
  bool has_history = false;                      ///< /customer/history is there
  SegmentNeed need;
};

/// The hash prefixes [begin, end) of one rank or batch.
struct PrefixRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const PrefixRange&, const PrefixRange&) = default;
};

struct OpenedSegment;

/// A directory of segments, open for reading: the segments ordered by name, their dictionaries merged.
/// All members are the same on every rank.
class Ledger {
 public:
  /// Collective: rank 0 lists the directory, the ranks verify the segments' metadata, each some, rank 0 reads their
  /// layouts; all open them.
  /// Leftovers of unfinished jobs (names that do not end in ".h5") are passed over.
  /// Throws InputError where the directory is missing or holds no segment, a segment is damaged, foreign or of a newer
  /// version, or segments disagree on currency or time zone; the message names the segment.
  /// Segments that a published compacted one replaces are passed over (see compact.hpp).
  /// The process's limit of open files is lifted as far as a descriptor a segment needs it and the system allows it.
  /// `left_out` names a segment that is taken for not there.
  [[nodiscard]] static Ledger open(comm::Communicator& communicator, const std::string& directory, const std::string& left_out = "");

  /// The ledger of some of these segments alone, as if the others were not there; the open files are shared. Local.
  /// Throws InputError where there is none of a name.
  [[nodiscard]] Ledger only(const std::vector<std::string>& names) const;

  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
  [[nodiscard]] const std::string& currency() const { return currency_; }
  [[nodiscard]] const std::string& timezone() const { return timezone_; }
  [[nodiscard]] const std::vector<std::string>& merchants() const { return merchants_; }    ///< sorted; all segments'
  [[nodiscard]] const std::vector<std::string>& categories() const { return categories_; }  ///< sorted; all segments'
  [[nodiscard]] std::uint64_t num_transactions() const;
  /// The widest segment's id width.
  [[nodiscard]] std::uint32_t id_width() const;
  /// Days of the first and the last transaction; nothing where there is none.
  [[nodiscard]] std::optional<Day> first_day() const;
  [[nodiscard]] std::optional<Day> last_day() const;
  /// A column is there where any segment has it.
  [[nodiscard]] OptionalColumns columns() const;
  /// Names of the archetypes of customers, where a generator made them; of all segments that have some.
  [[nodiscard]] const std::vector<std::string>& archetypes() const { return archetypes_; }
  /// The segment whose accounts and liabilities count: of those that have a snapshot the one with the latest
  /// last_timestamp, of equal ones the last by name. Null where none has one.
  [[nodiscard]] const Segment* snapshot_segment() const;

  /// What readers need of a segment's rows from now on.
  void set_need(std::size_t segment, SegmentNeed need) { segments_[segment].need = need; }

  /// Tells how many distinct customers the prefixes from `first` on have, as customers_by_prefix() counts them.
  void set_customers(std::size_t first, std::span<const std::uint32_t> counts);
  /// Customers in a range: distinct ones where all of its prefixes were told, otherwise those of each segment added up.
  [[nodiscard]] std::uint64_t customers_in(PrefixRange range) const;

 private:
  friend Ledger ledger_of(const std::string& directory, std::vector<OpenedSegment> opened);

  std::string directory_;
  std::string currency_;
  std::string timezone_;
  std::vector<Segment> segments_;
  std::vector<std::string> merchants_;
  std::vector<std::string> categories_;
  std::vector<std::string> archetypes_;
  std::vector<std::uint64_t> customers_before_;
  PrefixRange counted_;
};

/// Cuts all hash prefixes into `parts` consecutive ranges with about equal rows to read (customers count as one more
/// each). The same on every rank; ranges may be empty. Local.
/// Rows in `finished`, ascending ranges that do not overlap, count for nothing, and none of these is cut.
[[nodiscard]] std::vector<PrefixRange> balanced_ranges(const Ledger& ledger, std::size_t parts, std::span<const PrefixRange> finished = {});

/// Rows of a segment, or of all of them, in a range as the segments' needs say, at most. Local.
[[nodiscard]] std::uint64_t rows_in(const Segment& segment, PrefixRange range);
[[nodiscard]] std::uint64_t rows_in(const Ledger& ledger, PrefixRange range);

/// What a batch costs, in bytes or any other unit.
struct BatchCost {
  std::uint64_t per_row = 1;
  std::uint64_t per_customer = 1;  ///< as Ledger::customers_in counts them
  std::uint64_t per_entry = 0;     ///< a customer of one segment
};

/// Cuts a range into consecutive batches that cost at most `most`, at least one prefix a batch.
[[nodiscard]] std::vector<PrefixRange> batches_of(const Ledger& ledger, PrefixRange range, std::uint64_t most, BatchCost cost = {});

/// Which columns a reader wants; timestamp and amount always come.
struct WantedColumns {
  bool merchant = false;
  bool category = false;
  bool flags = false;
  bool quantity = false;
  bool margin = false;
  bool product_count = false;
  bool account = false;   ///< the account of each row, and the customers' account ids that rows name
  bool snapshot = false;  ///< the newest segment's accounts and liabilities
  bool archetype = false;
  std::uint32_t marked_subtypes = 0;  ///< bits of AccountSubtype: rows of such accounts are marked; with the snapshot alone
};

/// How the rows of a customer that has some in several segments are put together.
enum class RowOrder {
  kByMerchant,  ///< as a segment orders them where merchants are wanted and there; otherwise segment after segment
  kTotal,       ///< as a segment orders them: merchant, timestamp, then every further column that is wanted
  kBySegment,   ///< segment after segment, each segment's as it orders them
};

/// The customers of some hash prefixes with their rows from all segments, all that are needed. Merged: customers ascend by (hash,
/// id), each once; a customer's rows by merchant, then timestamp (with several segments only where merchant is wanted,
/// otherwise segment after segment); codes are the ledger's. Columns that were not wanted or that no segment has are
/// empty; rows of a segment that lacks a column hold "none" (0 for flags and numbers).
/// Buffers are reused from batch to batch.
struct Batch {
  std::uint32_t id_width = 1;
  std::vector<char> id;                        ///< NUL-padded
  std::vector<std::uint64_t> hash;
  std::vector<Timestamp> first_timestamp;      ///< of all of a customer's rows
  std::vector<std::uint8_t> archetype;         ///< of the first segment that knows it; kNoArchetype: none does
  std::vector<std::uint64_t> offset;           ///< n + 1, from 0
  std::vector<Timestamp> timestamp;
  std::vector<Minor> amount;
  std::vector<std::uint32_t> merchant;
  std::vector<std::uint16_t> category;
  std::vector<std::uint8_t> flags;
  std::vector<std::uint32_t> quantity;
  std::vector<Minor> margin;
  std::vector<std::uint16_t> product_count;

  std::vector<std::uint16_t> account;            ///< index among the customer's account refs; kNoAccount: none
  std::uint32_t account_width = 1;
  std::vector<std::uint64_t> account_ref_offset; ///< n + 1, from 0; empty where accounts are not wanted or not there
  std::vector<char> account_ref;                 ///< ids that the customer's rows name in any segment, sorted, NUL-padded
  std::vector<std::uint8_t> account_marked;      ///< 1: the row's account is in the snapshot, of a subtype that is to be marked
  Snapshot snapshot;                             ///< of the batch's customers; empty where not wanted or not there

  [[nodiscard]] std::size_t num_customers() const { return hash.size(); }
  [[nodiscard]] std::size_t num_rows() const { return timestamp.size(); }
  [[nodiscard]] std::string_view customer_id(std::size_t customer) const { return text_at(id, id_width, customer); }
};

/// Bytes that the buffers of a batch take.
[[nodiscard]] std::uint64_t memory_bytes(const Batch& batch);

/// Bytes that a BatchReader takes for each row and customer of a batch; accounts, account ids and liabilities are
/// counted with the customers, as many as a customer has of them on average.
[[nodiscard]] BatchCost reading_cost(const Ledger& ledger, const WantedColumns& wanted);

/// Bytes that a BatchReader reads of all batches, and customers_by_prefix() before it, as the segments' needs say; about,
/// where rows name accounts. Local.
[[nodiscard]] std::uint64_t bytes_to_read(const Ledger& ledger, const WantedColumns& wanted);

/// Streams batches, reading the next one ahead in a helper thread (pread only) while the caller works on the present
/// one. Local; the ledger must outlive it. Memory: two batches (with several segments three).
class BatchReader {
 public:
  BatchReader(const Ledger& ledger, std::vector<PrefixRange> batches, WantedColumns wanted, RowOrder order = RowOrder::kByMerchant);
  ~BatchReader();
  BatchReader(const BatchReader&) = delete;
  BatchReader& operator=(const BatchReader&) = delete;

  /// The next batch, null after the last. Valid until the next call. Throws what the reading threw; InputError naming
  /// segment and customer where offsets or codes are out of range.
  [[nodiscard]] const Batch* next();

  [[nodiscard]] std::uint64_t bytes_read() const;

  /// Of all of its batches, while none is being read: before the first and after the last next().
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How many distinct customers each prefix of a range has. Reads ids and hashes where there are several segments. Local.
[[nodiscard]] std::vector<std::uint32_t> customers_by_prefix(const Ledger& ledger, PrefixRange range);

/// How many distinct customers the ledger has in a range of prefixes. Reads ids only where there are several segments.
/// Local.
[[nodiscard]] std::uint64_t count_customers(const Ledger& ledger, PrefixRange range);

}  // namespace spendlens::ledger
