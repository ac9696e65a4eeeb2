// The way of a CSV text in memory: header, records cut fast and slow, fields, wire bytes, folded customers. What is
// fast must give what is slow and exact gives. The first bytes choose the options.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "fuzz_input.hpp"
#include "ingest/parse/account_parser.hpp"
#include "ingest/exchange/dictionary.hpp"
#include "ingest/fold/fold.hpp"
#include "ingest/parse/customer_parser.hpp"
#include "ingest/parse/record_walk.hpp"
#include "ingest/parse/row_parser.hpp"
#include "ingest/parse/split_records.hpp"
#include "ingest/record/wire_account.hpp"
#include "ingest/record/wire_customer.hpp"
#include "ingest/record/wire_decimal.hpp"
#include "spendlens/core/decimal.hpp"

using namespace spendlens;
using namespace spendlens::ingest;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

constexpr std::array kDelimiters = {',', ';', '\t', '|', 'a', '"', '\n', '\r', '\0', '\xC3'};
constexpr std::array kFormats = {"auto",    "iso", "yyyymmdd", "epoch", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z",
                                 "%m/%d/%y"};
constexpr std::array kZones = {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"};

struct Options {
  RecordKind kind = RecordKind::kTransactions;
  char delimiter = ',';
  std::size_t max_bytes = kMaxRecordBytes;
  std::string format;
  std::string zone;
  bool spend_positive = false;
  bool own_header = false;   ///< the text begins with one; otherwise it has all columns, in the order of the fields
  std::uint16_t fields = 0;  ///< without a header: which fields have a column
};

Options options_of(FuzzInput& input) {
  Options options;
  options.kind = kAllKinds[input.below(kNumKinds)];
  options.delimiter = input.one_of(kDelimiters);
  if (const auto small = input.take<std::uint8_t>(); small % 4 == 3) options.max_bytes = small;
  options.format = input.one_of(kFormats);
  options.zone = input.one_of(kZones);
  options.spend_positive = input.flag();
  options.own_header = input.flag();
  options.fields = input.take<std::uint16_t>();
  return options;
}

FieldMap map_of(const Options& options) {
  FieldMap map;
  map.index.fill(-1);
  const std::size_t attributes = options.kind == RecordKind::kCustomers ? 2 : 0;
  for (std::size_t field = 0; field < field_names(options.kind).size() + attributes; ++field)
    if ((options.fields >> field & 1) != 0) map.index[field] = static_cast<int>(map.num_columns++);
  return map;
}

/// A record and what the parser made of it.
template <class Parsed>
struct Outcome {
  RejectPlace place;
  std::string record;
  std::string reason;  ///< empty: none
  std::string detail;
  Parsed bytes;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};
using RowOutcome = Outcome<std::vector<std::byte>>;

class Rows {
 public:
  Rows(const Options& options, const FieldMap& map, const TimestampParser& timestamps)
      : scanner_(options.delimiter, options.max_bytes),
        map_(map),
        schema_(schema_of({map})),
        parser_(scanner_, timestamps, {map}) {}

  [[nodiscard]] const RowParser& parser() const { return parser_; }
  [[nodiscard]] const Schema& schema() const { return schema_; }

  std::vector<RowOutcome> fast(const Block& block) {
    RecordSplitter splitter(scanner_, map_.num_columns);
    splitter.for_each(
        block,
        [&](const SplitRecord& record, RejectPlace place) {
          add(parser_.parse(record, place, row_), record.text, place);
        },
        [&](std::string_view record, RejectPlace place, bool malformed) { add_slow(record, place, malformed); });
    return std::move(outcomes_);
  }
  std::vector<RowOutcome> slow(const Block& block) {
    for_each_record(block, scanner_, [&](std::string_view record, RejectPlace place, bool malformed) {
      add_slow(record, place, malformed);
    });
    return std::move(outcomes_);
  }

 private:
  void add_slow(std::string_view record, RejectPlace place, bool malformed) {
    add(malformed ? reason::kMalformedRecord : parser_.parse(record, place, row_), record, place, malformed);
  }
  void add(const char* why, std::string_view record, RejectPlace place, bool malformed = false) {
    RowOutcome& outcome = outcomes_.emplace_back();
    outcome.place = place;
    outcome.record = record;
    if (why != nullptr) {
      outcome.reason = why;
      if (!malformed) outcome.detail = parser_.detail();
      return;
    }
    append_row(row_, schema_, outcome.bytes);
    check_wire(outcome.bytes);
  }
  void check_wire(const std::vector<std::byte>& bytes) const {
    std::size_t end = 0;
    const WireRow read = read_row(bytes, end, schema_);
    require(end == bytes.size(), "a row is read as long as it was written");
    require(read.customer_id == row_.customer_id && read.hash == row_.hash && read.timestamp == row_.timestamp &&
                read.pending == row_.pending,
            "a row arrives as it was sent");
    require(read.order_id == row_.order_id && read.transaction_id == row_.transaction_id &&
                read.account_id == row_.account_id,
            "a row's ids arrive as they were sent");
    std::size_t head_end = 0;
    const WireRowHead head = read_head(bytes, head_end, schema_);
    require(head_end == end && head.hash == row_.hash && head.customer_id == row_.customer_id,
            "a row's head is the row's");
  }

  RecordScanner scanner_;
  FieldMap map_;
  Schema schema_;
  RowParser parser_;
  WireRow row_;
  std::vector<RowOutcome> outcomes_;
};

/// Timestamps and numbers: the common forms are read as the exact way reads them.
void check_fields(std::string_view record, const RecordScanner& scanner, const TimestampParser& timestamps) {
  std::vector<std::string_view> fields;
  std::string storage;
  scanner.split(record, fields, storage);
  fields.resize(std::min<std::size_t>(fields.size(), 32));
  for (const std::string_view field : fields) {
    require(timestamps.parse(field) == timestamps.parse_any(field), "a timestamp is what the slow way says");
    const auto quick = parse_short_decimal(field);
    if (!quick) continue;
    const auto exact = parse_decimal(field);
    require(exact && to_scale(*exact, kWireScale) == quick->wire_count(), "a short number is what the exact way says");
    if (const auto minor = quick->minor())
      require(static_cast<int128>(*minor) * kWirePerMinor == quick->wire_count(), "minor units are exact");
  }
}

std::vector<std::byte> joined(const std::vector<RowOutcome>& outcomes, bool backwards) {
  std::vector<std::byte> bytes;
  const auto add = [&](const RowOutcome& outcome) {
    bytes.insert(bytes.end(), outcome.bytes.begin(), outcome.bytes.end());
  };
  if (backwards)
    std::for_each(outcomes.rbegin(), outcomes.rend(), add);
  else
    std::for_each(outcomes.begin(), outcomes.end(), add);
  return bytes;
}

bool same_columns(const FinishedRun& a, const FinishedRun& b) {
  return a.id_width == b.id_width && a.id == b.id && a.hash == b.hash && a.first_timestamp == b.first_timestamp &&
         a.num_rows == b.num_rows && a.timestamp == b.timestamp && a.amount == b.amount && a.merchant == b.merchant &&
         a.category == b.category && a.account == b.account && a.flags == b.flags && a.quantity == b.quantity &&
         a.margin == b.margin && a.product_count == b.product_count && a.num_account_refs == b.num_account_refs &&
         a.account_width == b.account_width && a.account_ref == b.account_ref;
}

void check_run(const FoldResult& folded, std::size_t num_rows) {
  const FinishedRun& run = folded.run;
  std::uint64_t rows = 0;
  for (const std::uint64_t n : run.num_rows) rows += n;
  require(rows == run.timestamp.size() && rows == run.amount.size(), "customers' rows add up");
  require(rows + folded.lines_folded + folded.rejects.size() == num_rows, "each row is stored, folded or rejected");
  require(std::is_sorted(run.hash.begin(), run.hash.end()), "customers ascend by hash");
  for (const Minor amount : run.amount)
    require(amount >= -kMaxOrderMinor && amount <= kMaxOrderMinor, "amounts are in range");
  for (const Timestamp timestamp : run.timestamp) require(timestamp < kTimestampLimit, "timestamps are in range");
}

void fold(const Rows& rows, const std::vector<RowOutcome>& outcomes, bool spend_positive) {
  comm::LocalCommunicator communicator;
  Dictionary merchants;
  Dictionary categories;
  FoldContext context{rows.schema(), spend_positive, nullptr, nullptr, nullptr};
  const std::unordered_set<std::string> conflicting_orders{"guilty"};
  context.conflicting_orders = &conflicting_orders;
  if (rows.schema().has(Field::kMerchant)) {
    merchants = build_dictionary(communicator, rows.parser().merchants().names(), "merchants", ledger::kNoMerchant);
    context.merchants = &merchants;
  }
  if (rows.schema().has(Field::kCategory)) {
    categories = build_dictionary(communicator, rows.parser().categories().names(), "categories", ledger::kNoCategory);
    context.categories = &categories;
  }
  FoldScratch scratch;
  const FoldResult folded = fold_rows(joined(outcomes, false), context, scratch);
  const auto good =
      std::count_if(outcomes.begin(), outcomes.end(), [](const RowOutcome& outcome) { return outcome.reason.empty(); });
  check_run(folded, static_cast<std::size_t>(good));
  const FoldResult backwards = fold_rows(joined(outcomes, true), context, scratch);
  require(same_columns(folded.run, backwards.run) && folded.rejects.size() == backwards.rejects.size() &&
              folded.lines_folded == backwards.lines_folded,
          "the order of the rows changes nothing");
}

void check_transactions(const Options& options, const FieldMap& map, const TimestampParser& timestamps,
                        const Block& block) {
  Rows rows(options, map, timestamps);
  const std::vector<RowOutcome> fast = rows.fast(block);
  Rows exact(options, map, timestamps);
  const std::vector<RowOutcome> slow = exact.slow(block);
  require(fast == slow, "records that are cut fast are those of the scanner");
  const RecordScanner scanner(options.delimiter, options.max_bytes);
  for (const RowOutcome& outcome : fast)
    if (outcome.reason != reason::kMalformedRecord) check_fields(outcome.record, scanner, timestamps);
  // What a currency must be is settled once for all rows.
  comm::LocalCommunicator communicator;
  (void)fuzz::accepts([&] { (void)rows.parser().currencies().decide(communicator); });
  (void)fuzz::accepts([&] { fold(rows, fast, options.spend_positive); });
}

bool same(double a, double b) { return a == b || (a != a && b != b); }

void check_accounts(const Options& options, const FieldMap& map, const Block& block) {
  const RecordScanner scanner(options.delimiter, options.max_bytes);
  AccountParser parser(scanner, {map});
  WireAccount account;
  for_each_record(block, scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
    if (malformed || parser.parse(record, place, account) != nullptr) return;
    std::vector<std::byte> bytes;
    append_account(account, bytes);
    std::size_t end = 0;
    const WireAccount read = read_account(bytes, end);
    require(end == bytes.size() && read.account_id == account.account_id && read.customer_id == account.customer_id &&
                read.place == account.place && read.type == account.type && read.subtype == account.subtype &&
                read.balance_current == account.balance_current &&
                read.balance_available == account.balance_available && read.balance_limit == account.balance_limit,
            "an account arrives as it was sent");
    require(type_of(account.subtype) == account.type, "a subtype is of its type");
  });
}

/// Of files of customers with two attributes.
void check_customers(const Options& options, const FieldMap& map, const Block& block) {
  const RecordScanner scanner(options.delimiter, options.max_bytes);
  CustomerParser parser(scanner, {map}, 2);
  WireCustomer customer;
  for_each_record(block, scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
    if (malformed || parser.parse(record, place, customer) != nullptr) return;
    std::vector<std::byte> bytes;
    append_customer(customer, bytes);
    std::size_t end = 0;
    const WireCustomer read = read_customer(bytes, end);
    require(end == bytes.size() && read.customer_id == customer.customer_id && read.place == customer.place &&
                read.hash == customer.hash && read.attributes == customer.attributes &&
                read.attribute == customer.attribute,
            "a customer arrives as it was sent");
  });
}

void check_liabilities(const Options& options, const FieldMap& map, const TimestampParser& timestamps,
                       const Block& block) {
  const RecordScanner scanner(options.delimiter, options.max_bytes);
  LiabilityParser parser(scanner, timestamps, {map});
  WireLiability liability;
  for_each_record(block, scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
    if (malformed || parser.parse(record, place, liability) != nullptr) return;
    std::vector<std::byte> bytes;
    append_liability(liability, bytes);
    std::size_t end = 0;
    const WireLiability read = read_liability(bytes, end);
    require(end == bytes.size() && read.account_id == liability.account_id && read.place == liability.place &&
                read.type == liability.type && read.aprs == liability.aprs &&
                same(read.interest_rate, liability.interest_rate) && read.is_overdue == liability.is_overdue &&
                read.minimum_payment_amount == liability.minimum_payment_amount &&
                read.next_payment_due_date == liability.next_payment_due_date,
            "a liability arrives as it was sent");
    for (const double apr : liability.aprs) require(apr >= 0 && apr <= 1, "aprs are fractions");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  const Options options = options_of(input);
  std::string_view text = input.rest();
  const RecordScanner scanner(options.delimiter, options.max_bytes);
  (void)fuzz::accepts([&] {
    FieldMap map = map_of(options);
    if (options.own_header) {
      const RecordEnd end = scanner.record_end(text, 0, true);
      if (text.empty() || end.malformed) return;
      std::vector<std::string_view> fields;
      std::string storage;
      scanner.split(text.substr(0, end.end), fields, storage);
      std::vector<std::string> ignored;
      map = map_fields("log.csv", {fields.begin(), fields.end()}, {}, ignored, options.kind);
      text.remove_prefix(end.end);
    }
    const TimestampParser timestamps(options.format, options.zone);
    Block block;
    block.first_line = 2;
    block.at_end = true;
    block.bytes = text;
    if (options.kind == RecordKind::kTransactions)
      check_transactions(options, map, timestamps, block);
    else if (options.kind == RecordKind::kAccounts)
      check_accounts(options, map, block);
    else if (options.kind == RecordKind::kCustomers)
      check_customers(options, map, block);
    else
      check_liabilities(options, map, timestamps, block);
  });
  return 0;
}
