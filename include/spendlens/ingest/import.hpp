#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/payee.hpp"
#include "spendlens/ingest/date_order.hpp"
#include "spendlens/ingest/direction.hpp"
#include "spendlens/ingest/record_kind.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

struct Progress {
  std::uint64_t rows_done = 0;  ///< of all ranks
};

/// Which rows of transactions are read: those with `value` in the file's column `column`, blanks around it apart, or
/// (`equal` false) those with another one. Of several values for one column with `equal` any will do; all else must
/// hold together.
struct RowCondition {
  std::string column;
  std::string value;
  bool equal = true;
};

/// Names of which a file may have one for a field, as exports of one program have in different years and languages: the
/// first that it has is read.
struct ColumnChoice {
  std::vector<std::string> names;
  bool is_optional = false;  ///< where it has none of them the field is absent; otherwise that is an error
};

struct ImportOptions {
  /// Paths; "-" is standard input, read by rank 0, once among all files. A directory is the Parquet files below it; a
  /// pattern with `*`, `?`, `[...]` or `**` the files that it matches
  std::vector<std::string> transactions;
  std::string query;                     ///< SQL that gives transactions, beside those of files; empty: there is none
  std::vector<std::string> accounts;     ///< likewise; with any the segment has a snapshot
  std::vector<std::string> liabilities;  ///< likewise; only with accounts
  /// Likewise; attributes of customers, a snapshot of its own. Each column beside the id is one, unless `columns` names
  /// those that are
  std::vector<std::string> customers;
  std::string ledger;              ///< directory; made where it is missing
  std::string segment;             ///< name of the segment to write
  bool segment_from_file = false;  ///< the name is that of the first file, not one that was given
  /// A segment of that name goes, also where it was made from another source
  bool replace = false;
  /// Nothing is done where a segment of that name was made from these very bytes with these very options
  bool if_changed = false;
  /// Field -> the file's column; `accounts.FIELD` and `liabilities.FIELD` of those,
  /// `dimension.NAME` of orders, `customers.customer_id` and `customers.NAME`, an attribute, of customers. `time` is
  /// added to the date of `timestamp`; `debit` and `credit` take the place of `amount`; `direction` needs `directions`.
  std::map<std::string, std::string> columns;
  std::map<std::string, ColumnChoice>
      column_choices;           ///< field, as in `columns` and not among them -> names of formats
  bool spend_positive = false;  ///< amounts above 0 are purchases; they are stored with the sign turned
  bool is_sign_given = true;    ///< false: it is the default; then a log without a purchase is refused
  /// Likewise; then a log all of whose dates lie in January 1970 is refused
  bool is_timestamp_format_given = true;
  /// These are tried in this order: auto, iso, yyyymmdd, epoch, epoch-ms, epoch-us, epoch-ns, excel, days:DATE, or a
  /// strptime-like format with '%'
  std::vector<std::string> timestamp_formats = {"auto"};
  /// How auto reads dates that do not begin with a year of four digits; nothing: they are none
  std::optional<DateOrder> date_order;
  /// A year of two digits is of the hundred years from this one; nothing: it is none
  std::optional<int> two_digit_years_from;
  bool decimal_comma = false;      ///< numbers are 1.234,50; otherwise 1,234.50
  bool are_amounts_minor = false;  ///< amounts, debits, credits, unit prices, margins: 1250 is 12.50
  bool are_rates_percent = false;  ///< of liabilities: a rate of 15.24 is 0.1524
  /// Amounts of float columns of HDF5 and Parquet that are no cents are read as the decimals that they print as, and
  /// rounded
  bool round_amounts = false;
  /// Values in lower case of the column of field `direction`: which way an amount above 0 went
  std::map<std::string, Direction> directions;
  std::optional<std::string> timezone;  ///< IANA name; default: the ledger's, else UTC
  std::optional<std::string> currency;  ///< default: the ledger's, else the file's, else XXX
  char delimiter = ',';
  /// Within quotes it takes its meaning from a quote or itself; beside doubled quotes
  std::optional<char> escape;
  std::optional<char> comment;     ///< lines that begin with it are no records; counted as filtered
  bool has_header = true;          ///< false: columns are named by their numbers, from 1
  std::uint64_t skip_lines = 0;    ///< physical lines before the header, or before the first record
  std::string encoding = "utf-8";  ///< of text files, by a name of iconv's
  /// Texts that are no value, in any field; nothing: those of NullValues
  std::optional<std::vector<std::string>> null_values;
  /// Columns that are not read, although a field has their name
  std::vector<std::string> ignored_columns;
  std::map<std::string, std::string> constants;  ///< field, as in `columns` -> what all records have in it
  std::vector<RowCondition> where;
  bool orders_within_customers = false;  ///< one order id under two customers is two orders
  bool are_signs_ignored = false;        ///< of debits and credits: what they are called says it all
  bool is_order_amount_first = false;    ///< an order's amount is its first line's that has one
  MerchantRule merchant_rule = MerchantRule::kDescriptor1;
  std::string aliases;  ///< path, as load_aliases() has it
  /// With this key customers' ids become keyed hashes (HMAC-SHA-256, 64 hexadecimal digits), also in rejects; empty:
  /// they stay as they are
  std::string pseudonym_key;
  std::string categories;  ///< path of a list of a bank's own codes with their categories; empty: there is none
  std::optional<std::uint64_t> max_rejected_rows;       ///< neither: none may be rejected
  std::optional<Hundredths> max_rejected_percent;       ///< of the rows read, of all kinds together
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;  ///< received rows of a rank in memory before they go to disk
  std::uint64_t block_bytes = std::uint64_t{8} << 20;   ///< input that a rank parses in one round
  int num_threads = 1;                                  ///< of each rank
  std::function<void(const Progress&)> progress;        ///< called on rank 0 between rounds
};

/// One of the first rejected rows of its reason.
struct RejectSample {
  std::string file;        ///< without folders
  std::uint64_t line = 0;  ///< physical line of its first byte, from 1; the row's number in HDF5
  std::string reason;
  std::string detail;  ///< the offending text, shortened; may be empty
  RecordKind kind = RecordKind::kTransactions;
};

/// The orders of a segment by the sign of their stored amount, with the sums in minor units.
struct RowsBySign {
  std::uint64_t num_out = 0;  ///< below 0: money out, purchases
  std::uint64_t num_in = 0;   ///< above 0: money in, refunds
  std::uint64_t num_zero = 0;
  int128 sum_out = 0;
  int128 sum_in = 0;
};

/// A file that was read, as it was given.
struct ImportedFile {
  std::string path;  ///< "-": standard input
  std::uint64_t bytes = 0;
  std::string
      digest;  ///< 32 hexadecimal digits: XXH3-128 over the XXH3-128s (16 bytes, big-endian) of its 1 MiB blocks
};

struct ImportReport {
  ledger::ImportCounts counts;
  /// Nothing was done, as ImportOptions::if_changed asks: of all else here only `files` and `segment_path` are filled
  bool is_unchanged = false;
  std::vector<ImportedFile> files;
  bool has_snapshot = false;             ///< accounts were given
  std::vector<std::string> attributes;   ///< of customers, by name; empty: none were given
  std::uint64_t num_customers = 0;       ///< with a transaction or an account
  std::uint64_t num_joint_accounts = 0;  ///< stored with a customer for whom they do not count
  std::uint64_t num_merchants = 0;
  std::uint64_t num_merchant_texts = 0;  ///< distinct ones of them
  std::string segment_path;
  std::string replaced;                    ///< rank 0: the segment that was there before, in words; empty: none was
  std::vector<std::string> rejects_paths;  ///< of the kinds of which a row was rejected
  std::vector<RejectSample> samples;       ///< rank 0: up to 10 a reason of a kind, in the order of the input
  /// The columns of the files that no field is read from; `accounts.NAME` of such a file
  std::vector<std::string> ignored_columns;
  std::vector<std::pair<std::string, double>> stage_seconds;
  /// Rank 0: of rejected values, which option would have read them; of amounts, which they may need
  std::vector<std::string> hints;
  std::optional<Day> first_day;
  std::optional<Day> last_day;
  RowsBySign by_sign;
  /// What was imported and is probably not meant, each with the option to try
  std::vector<std::string> warnings;
  bool too_many_rejected = false;  ///< then nothing was published; the rejects lie under names of their own
};

/// Reads, validates and sorts the rows of the files and publishes them as one segment of the ledger, replacing one of
/// that name whole: of the same source, as ledger::require_replaceable() has it, or of any with `replace`. Rejected
/// rows go to `ledger`/rejects/`segment`.csv as they were, in the order of the input, accounts and liabilities to
/// `segment`.accounts.csv and `segment`.liabilities.csv, together with the segment; where too many are rejected all of
/// that stays as it was, and they go to `segment`.refused.csv, `segment`.accounts.refused.csv and so on.
///
/// Collective. The segment's bytes depend on the input alone, not on the number of ranks or threads; its columns not on
/// the order of rows either (but for which of two rows of one account stays: the first). Memory of a rank: about
/// memory_bytes, a block, and the dictionaries. Throws on all ranks UsageError (also for a file that is given twice, or
/// that the import itself writes), InputError (an unusable file, a missing column, a second currency or time zone;
/// where the sign convention or the form of timestamps is not given a log without a purchase, or of January 1970
/// alone), IoError, Error(kInUse).
[[nodiscard]] ImportReport import_transactions(comm::Communicator& communicator, const ImportOptions& options);

}  // namespace spendlens::ingest
