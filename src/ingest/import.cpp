#include "spendlens/ingest/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include "ingest/bucket_store.hpp"
#include "ingest/fold.hpp"
#include "ingest/input_files.hpp"
#include "ingest/order_owners.hpp"
#include "ingest/readable.hpp"
#include "ingest/reading.hpp"
#include "ingest/rejects.hpp"
#include "ingest/row_parser.hpp"
#include "ingest/run_spool.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/segment_writer.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kBucketsPerRank = 256;

/// The import's temporary directory, on the ledger's file system; gone when the import ends, however it ends.
class WorkDirectory {
 public:
  WorkDirectory(comm::Communicator& communicator, const ImportOptions& options)
      : path_(options.ledger + "/.import-" + options.segment), owner_(communicator.rank() == 0) {
    comm::agree(communicator, [&] {
      (void)ledger::segment_path(options.ledger, options.segment);  // its name becomes part of a path that is removed
      if (!owner_) return;
      store::make_directories(options.ledger);
      lock_ = std::make_unique<store::FileLock>(options.ledger + "/.lock");
      std::filesystem::remove_all(path_);
      store::make_directories(path_);
    });
  }
  ~WorkDirectory() {
    std::error_code ignored;
    if (owner_ && lock_) std::filesystem::remove_all(path_, ignored);
  }
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const char* name, int rank) const { return fmt::format("{}/{}-{}", path_, name, rank); }

 private:
  std::string path_;
  bool owner_;
  std::unique_ptr<store::FileLock> lock_;
};

/// Zone and currency that the ledger has already.
struct LedgerTerms {
  std::string timezone = "UTC";
  std::optional<std::string> currency;
};

LedgerTerms terms_of(comm::Communicator& communicator, const ImportOptions& options) {
  std::uint64_t has_segments = 0;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    for (const auto& entry : std::filesystem::directory_iterator(options.ledger))
      if (entry.path().extension() == ".h5") has_segments = 1;
  });
  has_segments = communicator.all_reduce_value(has_segments, comm::ReduceOp::kMax);
  LedgerTerms terms{options.timezone.value_or("UTC"), options.currency};
  if (has_segments == 0) return terms;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, options.ledger);
  comm::agree(communicator, [&] {
    if (options.timezone && *options.timezone != ledger.timezone())
      throw InputError(fmt::format("the ledger {} is in time zone {}, not {}; leave --timezone out or use another ledger", options.ledger, ledger.timezone(), *options.timezone));
    if (options.currency && *options.currency != ledger.currency())
      throw InputError(fmt::format("the ledger {} is in currency {}, not {}; a ledger has one currency", options.ledger, ledger.currency(), *options.currency));
  });
  return {ledger.timezone(), ledger.currency()};
}

/// One import at work on one rank.
class Importer {
 public:
  Importer(comm::Communicator& communicator, const ImportOptions& options)
      : communicator_(communicator), options_(options), work_(communicator, options), terms_(terms_of(communicator, options)),
        source_options_{RecordScanner(options.delimiter), options.block_bytes} {
    inputs_ = open_inputs(communicator, options, work_.path(), source_options_.scanner);
    std::unique_ptr<TimestampParser> timestamps;
    comm::agree(communicator, [&] {
      timestamps = std::make_unique<TimestampParser>(options.timestamp_format, terms_.timezone);
      rejects_ = std::make_unique<Rejects>(work_.path(), communicator.rank());
    });
    parser_ = std::make_unique<RowParser>(source_options_.scanner, *timestamps, inputs_.maps);
    rows_ = std::make_unique<BucketStore>(work_.file("rows", communicator.rank()), kBucketsPerRank, options.memory_bytes);
    orders_ = std::make_unique<OrderOwners>(communicator, work_.file("orders", communicator.rank()), options.memory_bytes / 4);
    spool_ = std::make_unique<RunSpool>(work_.file("runs", communicator.rank()), options.memory_bytes);
    leaving_.resize(static_cast<std::size_t>(communicator.size()));
    const auto ranks = static_cast<std::uint64_t>(communicator.size());
    for (std::uint64_t rank = 0; rank < ranks; ++rank) {
      const ItemRange range = part_of(kHashPrefixes, rank, ranks);
      for (std::uint64_t prefix = range.begin; prefix < range.end; ++prefix) owner_of_prefix_.push_back(static_cast<std::uint32_t>(rank));
    }
    mine_ = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator.rank()), ranks);
    clock("open");
  }

  ImportReport run() {
    read();
    clock("read");
    fold();
    clock("sort and fold");
    settle_rejects();
    if (!report_.too_many_rejected) {
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

  void read() {
    for_each_block(
        communicator_, inputs_, source_options_, [&](const Block& block) { parse(block); }, [&] { deal(); });
    report_.counts.rows_read = communicator_.all_reduce_value(rows_read_, comm::ReduceOp::kSum);
    currency_ = parser_->currencies().settle(communicator_, terms_.currency, inputs_.names());
  }

  void parse(const Block& block) {
    WireRow row;
    for_each_record(block, source_options_.scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
      ++rows_read_;
      const char* why = malformed ? reason::kMalformedRecord : parser_->parse(record, place, row);
      if (why != nullptr) {
        rejects_->add(place, why, malformed ? std::string_view() : parser_->detail(), record);
        return;
      }
      append_row(row, inputs_.schema, leaving_[owner_of_prefix_[hash_prefix(row.hash)]]);
      if (!row.order_id.empty()) orders_->note(row.order_id, row.hash);
    });
  }

  /// Sends this round's rows to the owners of their hash ranges and puts what came into buckets.
  void deal() {
    std::vector<std::byte> all;
    std::vector<std::uint64_t> offset = {0};
    for (auto& part : leaving_) {
      all.insert(all.end(), part.begin(), part.end());
      offset.push_back(all.size());
      part.clear();
    }
    const comm::Gathered come = communicator_.exchange(all, offset);
    comm::agree(communicator_, [&] {
      const std::span<const std::byte> bytes(come.bytes);
      for (std::size_t position = 0; position < bytes.size();) {
        const std::size_t begin = position;
        const WireRow row = read_row(bytes, position, inputs_.schema);
        rows_->append((hash_prefix(row.hash) - mine_.begin) * kBucketsPerRank / (mine_.end - mine_.begin), bytes.subspan(begin, position - begin));
      }
      rows_->settle();
    });
    if (inputs_.schema.has(Field::kOrderId)) orders_->exchange();
    if (options_.progress && communicator_.rank() == 0) options_.progress({rows_read_ * static_cast<std::uint64_t>(communicator_.size())});
  }

  void fold() {
    if (inputs_.schema.has(Field::kMerchant)) merchants_ = build_dictionary(communicator_, parser_->merchants(), "merchants", ledger::kNoMerchant);
    if (inputs_.schema.has(Field::kCategory)) categories_ = build_dictionary(communicator_, parser_->categories(), "categories", ledger::kNoCategory);
    if (inputs_.schema.has(Field::kOrderId)) guilty_orders_ = orders_->guilty(*rows_, inputs_.schema);
    const FoldContext context{inputs_.schema, options_.spend_positive, &merchants_, &categories_, &guilty_orders_};
    comm::agree(communicator_, [&] {
      const auto threads = static_cast<std::size_t>(std::max(1, options_.num_threads));
      for (std::size_t first = 0; first < kBucketsPerRank; first += threads) fold_buckets(first, std::min(kBucketsPerRank, first + threads), context);
    });
  }

  /// Buckets [begin, end), one a thread; their results are taken over in order.
  void fold_buckets(std::size_t begin, std::size_t end, const FoldContext& context) {
    std::vector<FoldResult> results(end - begin);
    std::vector<std::exception_ptr> failures(end - begin);
#pragma omp parallel for num_threads(static_cast<int>(end - begin)) schedule(static, 1)
    for (std::size_t i = 0; i < end - begin; ++i) {
      try {
        results[i] = fold_rows(rows_->take(begin + i), context);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
    for (std::size_t i = 0; i < end - begin; ++i) {
      if (failures[i]) std::rethrow_exception(failures[i]);
      for (const LateReject& reject : results[i].rejects) rejects_->add_late(reject.place, reject.reason, reject.detail);
      lines_folded_ += results[i].lines_folded;
      if (!results[i].run.hash.empty()) spool_->add(std::move(results[i].run));
    }
  }

  /// Rows that turned out bad after they were sent on are read again for their text: by whoever reads them.
  void fetch_late_records() {
    std::vector<RejectPlace> late = comm::values_of<RejectPlace>(communicator_.all_gather(std::as_bytes(std::span(rejects_->late()))).bytes);
    if (late.empty()) return;
    std::sort(late.begin(), late.end());
    for_each_block(
        communicator_, inputs_, source_options_,
        [&](const Block& block) {
          for_each_record(block, source_options_.scanner, [&](std::string_view record, RejectPlace place, bool) {
            if (std::binary_search(late.begin(), late.end(), place)) rejects_->add_late_record(place, record);
          });
        },
        [] {});
  }

  void settle_rejects() {
    fetch_late_records();
    comm::agree(communicator_, [&] { rejects_->flush(); });
    report_.counts.rejected = rejects_->total_counts(communicator_);
    report_.samples = rejects_->samples(communicator_, inputs_.names());
    report_.counts.rows_stored = communicator_.all_reduce_value(spool_->part().num_transactions, comm::ReduceOp::kSum);
    report_.counts.lines_folded = communicator_.all_reduce_value(lines_folded_, comm::ReduceOp::kSum);
    report_.num_customers = communicator_.all_reduce_value(spool_->part().num_customers, comm::ReduceOp::kSum);
    for (const std::string& name : inputs_.ignored) report_.ignored_columns.push_back(readable(name));
    const std::uint64_t rejected = report_.counts.rows_rejected();
    if (report_.counts.rows_read != report_.counts.rows_stored + report_.counts.lines_folded + rejected)
      throw InternalError(fmt::format("{} rows read are not {} stored + {} folded + {} rejected", report_.counts.rows_read, report_.counts.rows_stored, report_.counts.lines_folded, rejected));
    report_.too_many_rejected = rejected > allowed_rejects();
    const std::string path = options_.ledger + "/rejects/" + options_.segment + ".csv";
    comm::agree(communicator_, [&] {
      if (communicator_.rank() != 0) return;
      if (rejected == 0) {
        store::remove_file(path);
        return;
      }
      store::make_directories(options_.ledger + "/rejects");
      Rejects::merge(work_.path(), communicator_.size(), inputs_.files.front().header, path);
    });
    if (rejected > 0) report_.rejects_path = path;
  }

  [[nodiscard]] std::uint64_t allowed_rejects() const {
    if (options_.max_rejected_rows) return *options_.max_rejected_rows;
    if (!options_.max_rejected_percent) return 0;
    return static_cast<std::uint64_t>(static_cast<int128>(report_.counts.rows_read) * options_.max_rejected_percent->count / 10'000);
  }

  void write() {
    ledger::SegmentFacts facts;
    facts.currency = currency_;
    facts.timezone = terms_.timezone;
    const Schema& schema = inputs_.schema;
    facts.columns = {schema.has(Field::kMerchant), schema.has(Field::kCategory), schema.has(Field::kAccountId), schema.has(Field::kPending),
                     schema.has(Field::kQuantity), schema.has(Field::kMargin), schema.has(Field::kProductId)};
    facts.merchants = merchants_.texts;
    facts.categories = categories_.texts;
    facts.source = inputs_.source;
    facts.counts = report_.counts;
    ledger::SegmentWriter writer(communicator_, options_.ledger, options_.segment, facts, spool_->part());
    comm::agree(communicator_, [&] {
      for (std::size_t run = 0; run < spool_->size(); ++run) writer.append(spool_->take(run).view());
    });
    writer.publish();
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
  LedgerTerms terms_;
  SourceOptions source_options_;
  Inputs inputs_;
  std::unique_ptr<Rejects> rejects_;
  std::unique_ptr<RowParser> parser_;
  std::unique_ptr<BucketStore> rows_;
  std::unique_ptr<OrderOwners> orders_;
  std::unique_ptr<RunSpool> spool_;
  std::vector<std::vector<std::byte>> leaving_;   ///< wire rows by owner
  std::vector<std::uint32_t> owner_of_prefix_;
  ItemRange mine_;
  std::uint64_t rows_read_ = 0;
  std::uint64_t lines_folded_ = 0;
  std::string currency_;
  Dictionary merchants_;
  Dictionary categories_;
  std::unordered_set<std::string> guilty_orders_;
};

}  // namespace

ImportReport import_transactions(comm::Communicator& communicator, const ImportOptions& options) { return Importer(communicator, options).run(); }

}  // namespace spendlens::ingest
