#include "spendlens/ingest/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <numeric>

#include "ingest/exchange/account_resolver.hpp"
#include "ingest/exchange/bucket_store.hpp"
#include "ingest/exchange/hash_ranges.hpp"
#include "ingest/exchange/order_conflicts.hpp"
#include "ingest/exchange/run_spool.hpp"
#include "ingest/fold/account_merge.hpp"
#include "ingest/fold/fold.hpp"
#include "ingest/import_rejects.hpp"
#include "ingest/options_text.hpp"
#include "ingest/parse/account_parser.hpp"
#include "ingest/parse/record_walk.hpp"
#include "ingest/parse/row_parser.hpp"
#include "ingest/parse/split_records.hpp"
#include "ingest/rejected_forms.hpp"
#include "ingest/source/for_each_block.hpp"
#include "ingest/source/input_files.hpp"
#include "ingest/source/standard_input.hpp"
#include "ingest/stored_rows.hpp"
#include "ingest/work_directory.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/replacing.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/ledger/terms.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

/// One import at work on one rank.
class Importer {
 public:
  Importer(comm::Communicator& communicator, const ImportOptions& options)
      : communicator_(communicator), options_(options), work_(communicator, options), terms_(ledger::terms_for(communicator, options.ledger, options.segment, options.replace, {options.timezone, options.currency})),
        source_options_{RecordScanner(CsvDialect{options.delimiter, options.escape, options.comment}), options.block_bytes, options.decimal_comma, options.round_amounts}, ranges_(communicator), forms_(options) {
    inputs_ = open_inputs(communicator, options, work_.path(), source_options_.scanner);
    comm::agree(communicator, [&] { timestamps_ = std::make_unique<TimestampParser>(TimestampForms{options.timestamp_formats, {options.date_order, options.two_digit_years_from}}, timezone()); });
    splitter_ = std::make_unique<RecordSplitter>(source_options_.scanner, most_columns());
    spool_ = std::make_unique<RunSpool>(work_.file("runs", communicator.rank()), options.memory_bytes);
    outgoing_.resize(static_cast<std::size_t>(communicator.size()));
    report_.has_snapshot = !options.accounts.empty();
    begin_reading(terms_.currency);
    clock("open");
  }

  ImportReport run() {
    read();
    clock("read");
    fold();
    clock("sort and fold");
    finish_rejects();
    if (report_.too_many_rejected) {
      refuse();
    } else {
      judge_stored_rows();
      write();
      clock("write");
    }
    return std::move(report_);
  }

 private:
  void clock(const char* stage) {
    const auto now = std::chrono::steady_clock::now();
    report_.stage_seconds.emplace_back(stage, std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }

  [[nodiscard]] std::string timezone() const { return terms_.timezone.value_or("UTC"); }

  [[nodiscard]] std::size_t most_columns() const {
    std::size_t most = 1;
    for (const FieldMap& map : inputs_.maps) most = std::max(most, map.most_fields);
    return most;
  }

  /// All that reading fills, empty. `currency_codes`: what the rows' currency may be, where that is known. Collective.
  void begin_reading(const std::optional<std::string>& currency_codes) {
    rejects_.reset();
    rows_.reset();
    orders_.reset();
    accounts_.reset();
    rows_read_ = {};
    rows_filtered_ = {};
    latest_ = {};
    const NullValues nulls(options_.null_values);
    forms_ = RejectedForms(options_);
    rejects_ = std::make_unique<ImportRejects>(communicator_, work_.path(), inputs_);
    parser_ = std::make_unique<RowParser>(source_options_.scanner, *timestamps_, inputs_.maps, RowForms{options_.decimal_comma, options_.directions, currency_codes}, nulls);
    rows_ = std::make_unique<BucketStore>(work_.file("rows", communicator_.rank()), HashRanges::kBuckets, options_.memory_bytes);
    orders_ = std::make_unique<OrderConflicts>(communicator_, work_.file("orders", communicator_.rank()), options_.memory_bytes / 4);
    if (!report_.has_snapshot) return;
    account_parser_ = std::make_unique<AccountParser>(source_options_.scanner, inputs_.maps, options_.decimal_comma, nulls);
    liability_parser_ = std::make_unique<LiabilityParser>(source_options_.scanner, *timestamps_, inputs_.maps, options_.decimal_comma, nulls);
    accounts_ = std::make_unique<AccountResolver>(communicator_, ranges_, work_.file("accounts", communicator_.rank()), options_.memory_bytes / 4);
  }

  /// Which currency is the rows' is known when all are read; where some are in another they are read again, now with that known.
  void read() {
    read_blocks();
    CurrencyOfRows found = parser_->currencies().decide(communicator_);
    if (found.has_others) {
      begin_reading(found.codes);
      read_blocks();
    }
    currency_ = found.currency;
    require_agreement();
  }

  void require_agreement() {
    if (options_.timestamp_formats.size() < 2) return;
    TimestampParser::Agreement all = parser_->timestamps().agreement();
    for (const auto& of_rank : comm::gather_objects(communicator_, std::pair(all.needed, all.doubtful), 0)) all.merge({of_rank.first, of_rank.second});
    comm::agree(communicator_, [&] {
      if (communicator_.rank() != 0) return;
      const auto contradiction = all.contradiction();
      if (!contradiction) return;
      const auto& [formats, text] = *contradiction;
      throw InputError(fmt::format("'{}' is one day by --timestamp-format '{}' and another by '{}', and both are needed for other rows; give the one that is right, or import the two kinds of rows by themselves",
                                   readable(text), readable(options_.timestamp_formats[formats.first]), readable(options_.timestamp_formats[formats.second])));
    });
  }

  void read_blocks() {
    for_each_block(
        communicator_, inputs_, source_options_, [&](const Block& block) { parse(block); }, [&] { exchange_rows(); });
    for (const RecordKind kind : kAllKinds) {
      counts_of(kind).rows_read = communicator_.all_reduce_value(rows_read_[index_of(kind)], comm::ReduceOp::kSum);
      counts_of(kind).rows_filtered = communicator_.all_reduce_value(rows_filtered_[index_of(kind)], comm::ReduceOp::kSum);
    }
  }

  void parse(const Block& block) {
    switch (inputs_.kind_of(block.file)) {
      case RecordKind::kTransactions:
        return parse_rows(block);
      case RecordKind::kAccounts:
        return parse_records(block, *account_parser_, account_, [&] { accounts_->add(account_); });
      case RecordKind::kLiabilities:
        return parse_records(block, *liability_parser_, liability_, [&] { accounts_->add(liability_); });
    }
  }

  void parse_rows(const Block& block) {
    std::uint64_t& rows_read = rows_read_[index_of(RecordKind::kTransactions)];
    const auto take = [&](const char* why, RejectPlace place, bool malformed, std::string_view record) {
      ++rows_read;
      if (why == nullptr) {
        send_row();
        return;
      }
      if (why == reason::kFiltered) {
        ++rows_filtered_[index_of(RecordKind::kTransactions)];
        return;
      }
      const std::string_view detail = malformed ? std::string_view() : parser_->detail();
      rejects_->add(place, why, detail, record);
      forms_.add(place, why, detail);
    };
    splitter_->for_each(
        block, [&](const SplitRecord& record, RejectPlace place) { take(parser_->parse(record, place, row_), place, false, record.text); },
        [&](std::string_view record, RejectPlace place, bool malformed) {
          take(malformed ? reason::kMalformedRecord : parser_->parse(record, place, row_), place, malformed, record);
        });
  }

  /// The row that was read goes on its way; one of this rank's own range has arrived.
  void send_row() {
    if (row_.timestamp > latest_.timestamp) latest_ = {row_.timestamp, row_.file, row_.line};
    if (!row_.order_id.empty() && !options_.orders_within_customers) orders_->add(row_.order_id, row_.hash);
    const std::size_t owner = ranges_.owner_of(row_.hash);
    const std::span<const std::byte> bytes = row_bytes_.of(row_, inputs_.schema);
    if (owner == static_cast<std::size_t>(communicator_.rank())) rows_->append(ranges_.bucket_of(row_.hash), bytes);
    else outgoing_[owner].insert(outgoing_[owner].end(), bytes.begin(), bytes.end());
  }

  template <class Parser, class Record, class Use>
  void parse_records(const Block& block, Parser& parser, Record& parsed, Use use) {
    std::uint64_t& rows_read = rows_read_[index_of(inputs_.kind_of(block.file))];
    for_each_record(block, source_options_.scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
      ++rows_read;
      const char* why = malformed ? reason::kMalformedRecord : parser.parse(record, place, parsed);
      if (why == nullptr) use();
      else if (why == reason::kFiltered) ++rows_filtered_[index_of(inputs_.kind_of(block.file))];
      else rejects_->add(place, why, malformed ? std::string_view() : parser.detail(), record);
    });
  }

  /// Sends this round's rows to the owners of their hash ranges and puts what came into buckets.
  void exchange_rows() {
    const comm::Gathered received = exchange_parts(communicator_, outgoing_);
    comm::agree(communicator_, [&] {
      const std::span<const std::byte> bytes(received.bytes);
      for (std::size_t position = 0; position < bytes.size();) {
        const std::size_t begin = position;
        const WireRowHead row = read_head(bytes, position, inputs_.schema);
        rows_->append(ranges_.bucket_of(row.hash), bytes.subspan(begin, position - begin));
      }
      rows_->spill_to_budget();
    });
    if (inputs_.schema.has(Field::kOrderId) && !options_.orders_within_customers) orders_->exchange();
    if (accounts_) accounts_->exchange();
    if (options_.progress && communicator_.rank() == 0) options_.progress({std::accumulate(rows_read_.begin(), rows_read_.end(), std::uint64_t{0}) * static_cast<std::uint64_t>(communicator_.size())});
  }

  void fold() {
    if (inputs_.schema.has(Field::kMerchant)) merchants_ = build_dictionary(communicator_, parser_->merchants(), "merchants", ledger::kNoMerchant);
    if (inputs_.schema.has(Field::kCategory)) categories_ = build_dictionary(communicator_, parser_->categories(), "categories", ledger::kNoCategory);
    if (inputs_.schema.has(Field::kOrderId) && !options_.orders_within_customers) conflicting_orders_ = orders_->conflicting_orders(*rows_, inputs_.schema);
    if (accounts_) accounts_->resolve(options_.block_bytes, [&](const LateReject& reject) { rejects_->add_late(reject); });
    const auto room = static_cast<std::uint64_t>(kMaxTurnover - std::min<uint128>(terms_.turnover_beside, kMaxTurnover));
    const FoldContext context{inputs_.schema, options_.spend_positive, &merchants_, &categories_, &conflicting_orders_, room};
    comm::agree(communicator_, [&] {
      const auto threads = static_cast<std::size_t>(std::max(1, options_.num_threads));
      fold_buffers_.resize(threads);
      for (std::size_t first = 0; first < HashRanges::kBuckets; first += threads) fold_buckets(first, std::min(HashRanges::kBuckets, first + threads), context);
      for (const FoldBuffers& workshop : fold_buffers_) stored_.merge(workshop.stored);
      fold_buffers_ = {};
    });
  }

  /// Buckets [begin, end), one a thread; their results are taken over in order.
  void fold_buckets(std::size_t begin, std::size_t end, const FoldContext& context) {
    std::vector<FoldResult> results(end - begin);
    for_each_task(end - begin, static_cast<int>(end - begin), [&](std::size_t i, std::size_t) {
      rows_->take(begin + i, fold_buffers_[i].bytes);
      results[i] = fold_rows(fold_buffers_[i].bytes, context, fold_buffers_[i].scratch);
      fold_buffers_[i].stored.add(results[i].run.timestamp, results[i].run.amount);
      if (accounts_) add_accounts(results[i].run, accounts_->take(begin + i), context.schema.has(Field::kAccountId), results[i].rejects);
    });
    for (std::size_t i = 0; i < end - begin; ++i) {
      for (const LateReject& reject : results[i].rejects) rejects_->add_late(reject);
      lines_folded_ += results[i].lines_folded;
      overflowing_.merge(results[i].overflowing);
      if (!results[i].run.hash.empty()) spool_->add(std::move(results[i].run));
    }
  }

  [[nodiscard]] ledger::RecordCounts& counts_of(RecordKind kind) {
    if (kind == RecordKind::kTransactions) return report_.counts;
    return kind == RecordKind::kAccounts ? report_.counts.accounts : report_.counts.liabilities;
  }

  /// Finds the rows of overflowing customers again, which were good by themselves.
  ImportRejects::Judge judge_of_overflowing() {
    for (const OverflowingCustomers& of_rank : comm::gather_objects(communicator_, overflowing_, 0)) overflowing_.insert(of_rank.begin(), of_rank.end());
    comm::broadcast_object(communicator_, overflowing_, 0);
    if (overflowing_.empty()) return {};
    return [this](std::string_view record, RejectPlace place) -> ImportRejects::Verdict {
      if (parser_->parse(record, place, row_) != nullptr) return {};
      const auto customer = overflowing_.find(row_.customer_id);
      if (customer == overflowing_.end()) return {};
      return {customer->second ? reason::kInvalidMargin : reason::kAmountOutOfRange, customer->first};
    };
  }

  void finish_rejects() {
    rejects_->fetch_late_records(communicator_, inputs_, source_options_, judge_of_overflowing());
    comm::agree(communicator_, [&] { rejects_->flush(); });
    const ledger::SegmentPart& part = spool_->part();
    report_.counts.rows_stored = communicator_.all_reduce_value(part.num_transactions, comm::ReduceOp::kSum);
    report_.counts.lines_folded = communicator_.all_reduce_value(lines_folded_, comm::ReduceOp::kSum);
    report_.counts.accounts.rows_stored = communicator_.all_reduce_value(part.num_accounts, comm::ReduceOp::kSum);
    report_.counts.liabilities.rows_stored = communicator_.all_reduce_value(part.num_liabilities, comm::ReduceOp::kSum);
    report_.num_customers = communicator_.all_reduce_value(part.num_customers, comm::ReduceOp::kSum);
    for (const std::string& name : inputs_.ignored) report_.ignored_columns.push_back(readable(name));
    report_.samples = rejects_->samples(communicator_, inputs_.names());
    find_hints();
    std::uint64_t read = 0;
    std::uint64_t rejected = 0;
    for (const RecordKind kind : kAllKinds) {
      ledger::RecordCounts& counts = counts_of(kind);
      counts.rejected = rejects_->total_counts(communicator_, kind);
      if (counts.rows_read != counts.rows_stored + counts.lines_folded + counts.rows_rejected() + counts.rows_filtered)
        throw InternalError(fmt::format("{}: {} rows read are not {} stored + {} folded + {} rejected + {} filtered", name_of(kind), counts.rows_read,
                                        counts.rows_stored, counts.lines_folded, counts.rows_rejected(), counts.rows_filtered));
      read += counts.rows_read;
      rejected += counts.rows_rejected();
    }
    report_.too_many_rejected = rejected > allowed_rejects(read);
    for (const RecordKind kind : kAllKinds)
      if (counts_of(kind).rows_rejected() > 0)
        report_.rejects_paths.push_back(ledger::rejects_path(options_.ledger, options_.segment, index_of(kind), report_.too_many_rejected));
  }

  void find_hints() {
    report_.hints = forms_.hints(communicator_, report_.counts.rows_read, rejects_->total_counts(communicator_, RecordKind::kTransactions));
    const std::uint32_t digits = parser_->amount_digits();
    std::array<std::uint64_t, 2> found = {digits >> 3 & 1, (digits & ~std::uint32_t{0b1001}) != 0 ? 1U : 0U};
    communicator_.all_reduce(std::span<std::uint64_t>(found), comm::ReduceOp::kMax);
    // A point and three digits, and never another number of them, are thousands as people write them.
    if (found[0] == 1 && found[1] == 0 && communicator_.rank() == 0)
      report_.hints.push_back(options_.decimal_comma ? "amounts with a comma have three digits behind it, as 1,250, and were read as 1.25: if they are thousands, try --decimal point"
                                                     : "amounts with a point have three digits behind it, as 1.250, and were read as 1.25: if they are thousands, try --decimal comma");
  }

  /// The rejects on their way into the ledger; on rank 0, where some come or old ones go, otherwise null. Collective.
  std::unique_ptr<ledger::RejectsPublication> rejects_to_publish() {
    std::unique_ptr<ledger::RejectsPublication> publication;
    comm::agree(communicator_, [&] {
      bool needed = !report_.rejects_paths.empty();
      for (std::size_t kind = 0; kind < kNumKinds; ++kind)
        for (const bool refused : {false, true})
          needed = needed || store::kind_of_path(ledger::rejects_path(options_.ledger, options_.segment, kind, refused)) != store::PathKind::kMissing;
      if (communicator_.rank() == 0 && needed) publication = std::make_unique<ledger::RejectsPublication>(options_.ledger, options_.segment);
    });
    rejects_->write(communicator_, inputs_, [&](RecordKind kind) { return publication->next_path(index_of(kind)); });
    return publication;
  }

  void refuse() {
    comm::agree(communicator_, require_whole_standard_input);
    const auto publication = rejects_to_publish();
    comm::agree(communicator_, [&] {
      if (publication) publication->refuse();
    });
  }

  [[nodiscard]] std::uint64_t allowed_rejects(std::uint64_t rows_read) const {
    if (options_.max_rejected_rows) return *options_.max_rejected_rows;
    if (!options_.max_rejected_percent) return 0;
    return static_cast<std::uint64_t>(static_cast<int128>(rows_read) * options_.max_rejected_percent->count / 10'000);
  }

  /// What DEFINITIONS section 1 says of logs that get in wrong. Collective.
  void judge_stored_rows() {
    stored_.reduce(communicator_);
    report_.by_sign = stored_.by_sign();
    const std::vector<LatestRow> latest = comm::values_of<LatestRow>(communicator_.all_gather(std::as_bytes(std::span(&latest_, 1))).bytes);
    comm::agree(communicator_, [&] { report_.warnings = warnings_of(stored_, options_, latest, inputs_.names()); });
  }

  void write() {
    comm::agree(communicator_, [&] {
      if (communicator_.rank() == 0) report_.replaced = ledger::require_replaceable(options_.ledger, options_.segment, inputs_.source, options_.replace);
    });
    ledger::SegmentMetadata facts;
    facts.currency = currency_;
    facts.timezone = timezone();
    const Schema& schema = inputs_.schema;
    facts.columns = {schema.has(Field::kMerchant), schema.has(Field::kCategory), schema.has(Field::kAccountId), schema.has(Field::kPending),
                     schema.has(Field::kQuantity), schema.has(Field::kMargin), schema.has(Field::kProductId), report_.has_snapshot};
    facts.merchants = merchants_.texts;
    facts.categories = categories_.texts;
    facts.source = inputs_.source;
    facts.counts = report_.counts;
    facts.import_options = options_text(options_);
    facts.turnover_beside = terms_.turnover_beside;
    ledger::SegmentWriter writer(communicator_, options_.ledger, options_.segment, facts, spool_->part());
    comm::agree(communicator_, [&] {
      for (std::size_t run = 0; run < spool_->size(); ++run) writer.append(spool_->take(run).view());
    });
    comm::agree(communicator_, require_whole_standard_input);
    const auto publication = rejects_to_publish();
    writer.publish([&](const store::BlockSums& sums) {
      if (publication) publication->announce(sums);
    });
    comm::agree(communicator_, [&] {
      if (publication) publication->finish();
    });
    report_.segment_path = ledger::segment_path(options_.ledger, options_.segment);
    const std::uint64_t first = communicator_.all_reduce_value<std::uint64_t>(spool_->part().first_timestamp, comm::ReduceOp::kMin);
    const std::uint64_t last = communicator_.all_reduce_value<std::uint64_t>(spool_->part().last_timestamp, comm::ReduceOp::kMax);
    if (report_.counts.rows_stored == 0) return;
    report_.first_day = day_of(static_cast<Timestamp>(first));
    report_.last_day = day_of(static_cast<Timestamp>(last));
  }

  comm::Communicator& communicator_;
  const ImportOptions& options_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  ImportReport report_;
  WorkDirectory work_;
  ledger::Terms terms_;
  SourceOptions source_options_;
  Inputs inputs_;
  HashRanges ranges_;
  std::unique_ptr<TimestampParser> timestamps_;
  std::unique_ptr<ImportRejects> rejects_;
  RejectedForms forms_;
  std::unique_ptr<RecordSplitter> splitter_;
  std::unique_ptr<RowParser> parser_;
  std::unique_ptr<AccountParser> account_parser_;      ///< these three only where accounts are given
  std::unique_ptr<LiabilityParser> liability_parser_;
  std::unique_ptr<AccountResolver> accounts_;
  WireRow row_;
  WireAccount account_;
  WireLiability liability_;
  std::unique_ptr<BucketStore> rows_;
  std::unique_ptr<OrderConflicts> orders_;
  std::unique_ptr<RunSpool> spool_;
  std::vector<std::vector<std::byte>> outgoing_;   ///< wire rows by owner, of other ranks
  RowBytes row_bytes_;
  std::array<std::uint64_t, kNumKinds> rows_read_{};
  std::array<std::uint64_t, kNumKinds> rows_filtered_{};
  /// What a thread folds one bucket after the other in.
  struct FoldBuffers {
    std::vector<std::byte> bytes;
    FoldScratch scratch;
    StoredRows stored;
  };
  std::vector<FoldBuffers> fold_buffers_;
  StoredRows stored_;
  LatestRow latest_;
  std::uint64_t lines_folded_ = 0;
  OverflowingCustomers overflowing_;
  std::string currency_;
  Dictionary merchants_;
  Dictionary categories_;
  std::unordered_set<std::string> conflicting_orders_;
};

}  // namespace

ImportReport import_transactions(comm::Communicator& communicator, const ImportOptions& options) {
  comm::agree(communicator, [&] { require_use(options); });  // before anything is made on disk
  return Importer(communicator, options).run();
}

}  // namespace spendlens::ingest
