#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/ledger/row_filter.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

struct OpenedSegment;

/// What of a ledger's rows, or of some of them, counts.
struct CountedRows {
  std::uint64_t superseded = 0;              ///< told again by a segment imported later
  Timestamp first_timestamp = kNoTimestamp;  ///< of those that count, as last_timestamp; without any the largest and 0
  Timestamp last_timestamp = 0;

  void add_time_range(Timestamp first, Timestamp last, std::uint64_t num_rows) {
    if (num_rows == 0) return;
    first_timestamp = first < first_timestamp ? first : first_timestamp;
    last_timestamp = last > last_timestamp ? last : last_timestamp;
  }
};

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
  [[nodiscard]] static Ledger open(comm::Communicator& communicator, const std::string& directory,
                                   const std::string& left_out = "");

  /// The ledger of some of these segments alone, as if the others were not there; the open files are shared. Local.
  /// Throws InputError where there is none of a name.
  [[nodiscard]] Ledger only(const std::vector<std::string>& names) const;

  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
  [[nodiscard]] const std::string& currency() const { return currency_; }
  [[nodiscard]] const std::string& timezone() const { return timezone_; }
  [[nodiscard]] const std::vector<std::string>& merchants() const { return merchants_; }    ///< sorted; all segments'
  [[nodiscard]] const std::vector<std::string>& categories() const { return categories_; }  ///< sorted; all segments'
  /// The dimensions by name, with all segments' texts.
  [[nodiscard]] const std::vector<NamedTexts>& dimensions() const { return dimensions_; }
  /// The attributes by name, with the texts of the segment whose attributes count; none where no segment has any.
  [[nodiscard]] const std::vector<NamedTexts>& attributes() const;
  /// The kind that an alias gives to the streams of each merchant, StreamKind or kNoStreamKind; empty: none has one.
  /// The last segment by name counts where several say one.
  [[nodiscard]] const std::vector<std::uint8_t>& merchant_kinds() const { return merchant_kinds_; }
  /// Throws InputError, which tells the way out, where merchants of segments came to their names by different rules or
  /// aliases: one payee may have several names then. What says no rule, as of a generator, fits all. Local.
  void require_one_merchant_rule() const;
  /// Stored ones, as first_day() and last_day() are of them; after set_counted() those that count.
  [[nodiscard]] std::uint64_t num_transactions() const;
  /// Whether segments with keys overlap in time, so that rows of one may be superseded by another's.
  [[nodiscard]] bool has_overlaps() const;
  /// Rows that do not count, as far as it was told.
  [[nodiscard]] std::uint64_t num_superseded() const { return counted_rows_ ? counted_rows_->superseded : 0; }
  /// Tells what counts, as count_rows() finds it (count_rows.hpp).
  void set_counted(const CountedRows& counted) { counted_rows_ = counted; }
  /// The widest segment's id width.
  [[nodiscard]] std::uint32_t id_width() const;
  /// Days of the first and the last transaction; nothing where there is none.
  [[nodiscard]] std::optional<Day> first_day() const;
  [[nodiscard]] std::optional<Day> last_day() const;
  /// The time of the last transaction; 0 without any.
  [[nodiscard]] Timestamp last_timestamp() const;
  /// A column is there where any segment has it.
  [[nodiscard]] ColumnSet columns() const;
  /// Names of the archetypes of customers, where a generator made them; of all segments that have some.
  [[nodiscard]] const std::vector<std::string>& archetypes() const { return archetypes_; }
  /// The segment whose accounts and liabilities count: of those that have a snapshot the one with the latest
  /// last_timestamp, of equal ones the last by name. Null where none has one.
  [[nodiscard]] const Segment* snapshot_segment() const { return newest_with(Column::kSnapshot); }
  /// The same of customers' attributes.
  [[nodiscard]] const Segment* attribute_segment() const { return newest_with(Column::kAttributes); }

  /// What readers leave out from now on. What is told of the whole ledger is without it once it is counted
  /// (count_filtered.hpp).
  void set_filter(RowFilter filter) { filter_ = std::move(filter); }
  [[nodiscard]] const RowFilter& filter() const { return filter_; }
  void set_filtered(FilteredCounts counts) { filtered_ = std::move(counts); }
  /// Nothing where there is no filter, or what it leaves was not counted.
  [[nodiscard]] const std::optional<FilteredCounts>& filtered() const { return filtered_; }

  /// What readers need of a segment's rows from now on.
  void set_need(std::size_t segment, SegmentNeed need) { segments_[segment].need = need; }

  /// Tells how many distinct customers the prefixes from `first` on have, as customers_by_prefix() counts them.
  void set_customers(std::size_t first, std::span<const std::uint32_t> counts);
  /// Customers in a range: distinct ones where all of its prefixes were told, otherwise those of each segment added up.
  [[nodiscard]] std::uint64_t customers_in(PrefixRange range) const;

 private:
  [[nodiscard]] const Segment* newest_with(Column column) const;

  friend Ledger ledger_of(const std::string& directory, std::vector<OpenedSegment> opened);

  std::string directory_;
  std::string currency_;
  std::string timezone_;
  std::vector<Segment> segments_;
  std::vector<std::string> merchants_;
  std::vector<std::string> categories_;
  std::vector<std::uint8_t> merchant_kinds_;
  std::vector<std::string> archetypes_;
  std::vector<NamedTexts> dimensions_;
  std::vector<std::uint64_t> customers_before_;
  PrefixRange counted_;
  std::optional<CountedRows> counted_rows_;
  RowFilter filter_;
  std::optional<FilteredCounts> filtered_;
};

}  // namespace spendlens::ledger
