#include "spendlens/ingest/import.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <set>

#include "ingest/fold_stage.hpp"
#include "ingest/format/load_text_rules.hpp"
#include "ingest/import_rejects.hpp"
#include "ingest/options_text.hpp"
#include "ingest/parse/pseudonyms.hpp"
#include "ingest/read_stage.hpp"
#include "ingest/source/input_files.hpp"
#include "ingest/source/input_paths.hpp"
#include "ingest/source/require_use.hpp"
#include "ingest/source/standard_input.hpp"
#include "ingest/stored_rows.hpp"
#include "ingest/work_directory.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/equal_rows.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/replacing.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/ledger/terms.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

ledger::Terms wanted_terms(const ImportOptions& options) {
  ledger::Terms terms{options.timezone, options.currency};
  terms.dimensions = named_columns(RecordKind::kTransactions, options);
  terms.pseudonym_key = options.pseudonym_key.empty() ? "" : key_mark(options.pseudonym_key);
  return terms;
}

std::string path_as_given(const InputFile& file) {
  if (file.name == "-") return "-";
  return file.source.empty() ? file.path : file.source;
}

/// Names with the texts of their dictionaries.
std::vector<ledger::NamedTexts> with_texts(const std::vector<std::string>& names,
                                           const std::vector<Dictionary>& dictionaries) {
  std::vector<ledger::NamedTexts> columns;
  for (std::size_t i = 0; i < names.size(); ++i) columns.push_back({names[i], dictionaries.at(i).texts});
  return columns;
}

/// One import at work on one rank: its stages in their order, and what is said and published of them.
class Importer {
 public:
  Importer(comm::Communicator& communicator, const ImportOptions& options)
      : communicator_(communicator),
        options_(options),
        work_(communicator, options),
        terms_(
            ledger::terms_for(communicator, options.ledger, options.segment, options.replace, wanted_terms(options))),
        source_options_{RecordScanner(CsvDialect{options.delimiter, options.escape, options.comment}),
                        options.block_bytes, options.decimal_comma, options.round_amounts},
        rules_(load_text_rules(communicator, options)),
        inputs_(open_inputs(communicator, options, work_.path(), source_options_.scanner,
                            !options.accounts.empty() || terms_.has_accounts)),
        read_(communicator, options, work_, inputs_, source_options_, rules_),
        fold_(communicator, options, inputs_.schema, work_.file("runs", communicator.rank())) {
    inputs_.source.options = options_digest(as_read(), rules_);
    if (!options.pseudonym_key.empty()) inputs_.source.pseudonym_key = key_mark(options.pseudonym_key);
    for (std::size_t file = 0; file < inputs_.files.size(); ++file)
      report_.files.push_back({path_as_given(inputs_.files[file]), inputs_.files[file].bytes, inputs_.digests[file]});
    report_.has_snapshot = !options.accounts.empty();
    report_.attributes = inputs_.attributes;
    clock("open");
  }

  ImportReport run() {
    if (options_.if_changed && is_unchanged()) {
      report_.is_unchanged = true;
      report_.segment_path = ledger::segment_path(options_.ledger, options_.segment);
      return std::move(report_);
    }
    const std::optional<ledger::Ledger> accounts = accounts_of_ledger();
    read_.run({timezone(), terms_.currency, accounts ? &*accounts : nullptr});
    clock("read");
    fold_.run(read_, rules_.payees,
              static_cast<std::uint64_t>(kMaxTurnover - std::min<uint128>(terms_.turnover_beside, kMaxTurnover)));
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

  /// Whether accounts of the ledger's other segments say whose the rows are.
  [[nodiscard]] bool needs_accounts_of_ledger() const {
    if (!options_.accounts.empty() || !inputs_.schema.has(Field::kAccountId)) return false;
    return terms_.has_joint_accounts || (terms_.has_accounts && !read_.names_customers());
  }

  /// Whether the segment is there already as this import would make it, with no more rejects than are allowed now.
  /// Where other segments decide too it is made anew. Collective.
  [[nodiscard]] bool is_unchanged() {
    const std::int64_t answer = comm::agree_on_max(communicator_, [&]() -> std::int64_t {
      if (communicator_.rank() != 0 || needs_accounts_of_ledger()) return 0;
      require_whole_standard_input();
      const auto totals = ledger::totals_if_made_from(options_.ledger, options_.segment, inputs_.source);
      return totals && totals->rows_rejected <= allowed_rejects(totals->rows_read) ? 1 : 0;
    });
    return answer == 1;
  }

  /// The ledger, where its accounts say whose the rows are. Collective.
  [[nodiscard]] std::optional<ledger::Ledger> accounts_of_ledger() {
    if (!needs_accounts_of_ledger()) return std::nullopt;
    return ledger::Ledger::open(communicator_, options_.ledger, options_.segment);
  }

  [[nodiscard]] std::string timezone() const { return terms_.timezone.value_or("UTC"); }

  [[nodiscard]] ledger::RecordCounts& counts_of(RecordKind kind) {
    switch (kind) {
      case RecordKind::kTransactions:
        return report_.counts;
      case RecordKind::kAccounts:
        return report_.counts.accounts;
      case RecordKind::kLiabilities:
        return report_.counts.liabilities;
      case RecordKind::kCustomers:
        break;
    }
    return report_.counts.customers;
  }

  void finish_rejects() {
    ImportRejects& rejects = read_.rejects();
    rejects.fetch_late_records(communicator_, inputs_, source_options_, fold_.judge_of_overflowing(read_),
                               read_.pseudonyms());
    comm::agree(communicator_, [&] { rejects.flush(); });
    const ledger::SegmentPart& part = fold_.spool().part();
    report_.counts.rows_stored = communicator_.all_reduce_value(part.num_transactions, comm::ReduceOp::kSum);
    report_.counts.lines_folded = communicator_.all_reduce_value(fold_.lines_folded(), comm::ReduceOp::kSum);
    report_.num_joint_accounts = communicator_.all_reduce_value(part.num_joint, comm::ReduceOp::kSum);
    report_.counts.accounts.rows_stored =
        communicator_.all_reduce_value(part.num_accounts, comm::ReduceOp::kSum) + report_.num_joint_accounts;
    const std::uint64_t folded = read_.accounts() == nullptr ? 0 : read_.accounts()->liabilities_folded();
    report_.counts.liabilities.lines_folded = communicator_.all_reduce_value(folded, comm::ReduceOp::kSum);
    report_.counts.liabilities.rows_stored = communicator_.all_reduce_value(part.num_liabilities, comm::ReduceOp::kSum);
    report_.counts.customers.rows_stored =
        communicator_.all_reduce_value(fold_.customers_stored(), comm::ReduceOp::kSum);
    report_.num_customers = communicator_.all_reduce_value(part.num_customers, comm::ReduceOp::kSum);
    for (const std::string& name : inputs_.ignored) report_.ignored_columns.push_back(readable(name));
    report_.samples = rejects.samples(communicator_, inputs_.names());
    std::uint64_t read = 0;
    std::uint64_t rejected = 0;
    for (const RecordKind kind : kAllKinds) {
      ledger::RecordCounts& counts = counts_of(kind);
      counts.rows_read = read_.rows_read(kind);
      counts.rows_filtered = read_.rows_filtered(kind);
      counts.rejected = rejects.total_counts(communicator_, kind);
      if (counts.rows_read != counts.rows_stored + counts.lines_folded + counts.rows_rejected() + counts.rows_filtered)
        throw InternalError(fmt::format("{}: {} rows read are not {} stored + {} folded + {} rejected + {} filtered",
                                        name_of(kind), counts.rows_read, counts.rows_stored, counts.lines_folded,
                                        counts.rows_rejected(), counts.rows_filtered));
      read += counts.rows_read;
      rejected += counts.rows_rejected();
    }
    report_.hints = read_.hints(report_.counts.rejected);
    add_hint_of_rates();
    report_.too_many_rejected = rejected > allowed_rejects(read);
    for (const RecordKind kind : kAllKinds)
      if (counts_of(kind).rows_rejected() > 0)
        report_.rejects_paths.push_back(
            ledger::rejects_path(options_.ledger, options_.segment, index_of(kind), report_.too_many_rejected));
  }

  /// Rates above 1 are mostly percentages.
  void add_hint_of_rates() {
    std::uint64_t rows = 0;
    for (const char* const why : {reason::kAprOutOfRange, reason::kInterestRateOutOfRange})
      if (const auto found = report_.counts.liabilities.rejected.find(why);
          found != report_.counts.liabilities.rejected.end())
        rows += found->second;
    if (rows > 0 && !options_.are_rates_percent && communicator_.rank() == 0)
      report_.hints.push_back(fmt::format("{} liabilities have rates that are no fractions: try --rates percent",
                                          grouped_text(static_cast<int128>(rows))));
  }

  /// The rejects on their way into the ledger; on rank 0, where some come or old ones go, otherwise null. Collective.
  std::unique_ptr<ledger::RejectsPublication> rejects_to_publish() {
    std::unique_ptr<ledger::RejectsPublication> publication;
    comm::agree(communicator_, [&] {
      bool needed = !report_.rejects_paths.empty();
      for (std::size_t kind = 0; kind < kNumKinds; ++kind)
        for (const bool refused : {false, true})
          needed = needed || store::kind_of_path(ledger::rejects_path(options_.ledger, options_.segment, kind,
                                                                      refused)) != store::PathKind::kMissing;
      if (communicator_.rank() == 0 && needed)
        publication = std::make_unique<ledger::RejectsPublication>(options_.ledger, options_.segment);
    });
    read_.rejects().write(communicator_, inputs_,
                          [&](RecordKind kind) { return publication->next_path(index_of(kind)); });
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
    StoredRows& stored = fold_.stored();
    stored.reduce(communicator_);
    report_.by_sign = stored.by_sign();
    const std::vector<LatestRow> latest =
        comm::values_of<LatestRow>(communicator_.all_gather(std::as_bytes(std::span(&read_.latest(), 1))).bytes);
    comm::agree(communicator_, [&] { report_.warnings = warnings_of(stored, options_, latest, inputs_.names()); });
  }

  /// Codes that the list of categories has not, of all ranks. Collective.
  void warn_of_unlisted_categories() {
    if (rules_.categories.is_empty()) return;
    std::vector<std::string> mine;
    const RenamedTexts& seen = read_.parser().categories();
    for (const auto& [hash, known] : seen.known())
      if (known.is_named && known.by == kUnlisted) mine.push_back(seen.names().texts().at(known.name));
    std::set<std::string> unlisted;
    for (const std::vector<std::string>& of_rank : comm::gather_objects(communicator_, mine, 0))
      unlisted.insert(of_rank.begin(), of_rank.end());
    if (communicator_.rank() != 0 || unlisted.empty()) return;
    std::string some;
    constexpr std::size_t kSome = 5;
    std::size_t told = 0;
    for (auto code = unlisted.begin(); code != unlisted.end() && told < kSome; ++code, ++told)
      some += (some.empty() ? "" : ", ") + readable(*code);
    report_.warnings.push_back(fmt::format("{} code{} of categories {} not in {} and stayed as {}: {}{}",
                                           grouped_text(static_cast<int128>(unlisted.size())),
                                           unlisted.size() == 1 ? "" : "s", unlisted.size() == 1 ? "is" : "are",
                                           options_.categories, unlisted.size() == 1 ? "it is" : "they are", some,
                                           unlisted.size() > kSome ? ", ..." : ""));
  }

  /// A payee may have another name in the ledger's other segments.
  void warn_of_other_merchants() {
    const auto& others = terms_.merchant_names;
    const std::string& aliases = fold_.merchant_facts().aliases;
    if (fold_.merchants().texts.empty() || !others ||
        (others->rule == options_.merchant_rule && others->aliases == aliases))
      return;
    report_.warnings.push_back(fmt::format(
        "the merchants of this segment are {} with aliases {}, those of segment '{}' {} with aliases {}: they are not audited together; import one of them again, or run spendlens compact --ledger {} --merchants clean",
        name_of(options_.merchant_rule), aliases, others->segment, name_of(others->rule), readable(others->aliases),
        options_.ledger));
  }

  /// The options with the columns that the files have of those that a format lists.
  [[nodiscard]] ImportOptions as_read() const {
    ImportOptions options = options_;
    options.columns = inputs_.columns;
    options.column_choices.clear();
    return options;
  }

  /// A log without ids may tell what the ledger has already.
  void warn_of_equal_rows() {
    comm::agree(communicator_, [&] {
      if (communicator_.rank() != 0) return;
      for (const ledger::EqualRows& equal : ledger::estimate_equal_rows(options_.ledger, options_.segment))
        report_.warnings.push_back(fmt::format(
            "segment '{}' overlaps segment '{}' in time, and not both have ids of transactions or orders: about {} of its {} rows are equal to rows there and count twice; name the column of the ids (--column transaction_id=NAME) in both imports, or import exports that do not overlap",
            options_.segment, equal.segment, grouped_text(static_cast<int128>(equal.rows)),
            grouped_text(static_cast<int128>(report_.counts.rows_stored))));
    });
  }

  void write() {
    comm::agree(communicator_, [&] {
      if (communicator_.rank() == 0)
        report_.replaced =
            ledger::require_replaceable(options_.ledger, options_.segment, inputs_.source, options_.replace);
    });
    RunSpool& spool = fold_.spool();
    ledger::SegmentMetadata facts;
    facts.currency = read_.currency();
    facts.timezone = timezone();
    facts.columns = stored_columns(inputs_.schema).add(ledger::Column::kSnapshot, report_.has_snapshot);
    facts.columns.add(ledger::Column::kAttributes, !inputs_.attributes.empty());
    facts.merchants = fold_.merchants().texts;
    facts.categories = fold_.categories().texts;
    facts.dimensions = with_texts(named_columns(RecordKind::kTransactions, options_), fold_.dimensions());
    facts.attributes = with_texts(inputs_.attributes, fold_.attributes());
    facts.merchant_facts = fold_.merchant_facts();
    facts.source = inputs_.source;
    facts.counts = report_.counts;
    facts.import_options = options_text(as_read());
    if (!options_.pseudonym_key.empty())
      facts.import_options += " --pseudonymize-key (key " + key_mark(options_.pseudonym_key) + ")";
    facts.turnover_beside = terms_.turnover_beside;
    if (facts.columns.has(ledger::Column::kKey)) facts.import_number = terms_.import_number;
    ledger::SegmentWriter writer(communicator_, options_.ledger, options_.segment, facts, spool.part());
    comm::agree(communicator_, [&] {
      for (std::size_t run = 0; run < spool.size(); ++run) writer.append(spool.take(run).view());
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
    report_.num_merchants = fold_.merchants().texts.size();
    const auto& num_texts = fold_.merchant_facts().num_texts;
    report_.num_merchant_texts = num_texts.empty()
                                     ? report_.num_merchants
                                     : std::accumulate(num_texts.begin(), num_texts.end(), std::uint64_t{0});
    warn_of_unlisted_categories();
    warn_of_other_merchants();
    const std::uint64_t first =
        communicator_.all_reduce_value<std::uint64_t>(spool.part().first_timestamp, comm::ReduceOp::kMin);
    const std::uint64_t last =
        communicator_.all_reduce_value<std::uint64_t>(spool.part().last_timestamp, comm::ReduceOp::kMax);
    if (report_.counts.rows_stored == 0) return;
    report_.first_day = day_of(static_cast<Timestamp>(first));
    report_.last_day = day_of(static_cast<Timestamp>(last));
    warn_of_equal_rows();
  }

  comm::Communicator& communicator_;
  const ImportOptions& options_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  ImportReport report_;
  WorkDirectory work_;
  ledger::Terms terms_;
  SourceOptions source_options_;
  TextRules rules_;
  Inputs inputs_;
  ReadStage read_;
  FoldStage fold_;
};

/// What options say of single customers, by their pseudonyms.
void disguise(ImportOptions& options) {
  if (options.pseudonym_key.empty()) return;
  for (const char* key : {"customer_id", "accounts.customer_id", "customers.customer_id"})
    if (const auto constant = options.constants.find(key); constant != options.constants.end())
      constant->second = keyed_hash(options.pseudonym_key, constant->second);
  const auto named = options.columns.find("customer_id");
  for (RowCondition& condition : options.where)
    if (condition.column == (named == options.columns.end() ? "customer_id" : named->second))
      condition.value = keyed_hash(options.pseudonym_key, condition.value);
}

/// The options with files in the place of directories and patterns, as rank 0 finds them. Collective.
ImportOptions with_files(comm::Communicator& communicator, ImportOptions options) {
  for (std::vector<std::string>* paths :
       {&options.transactions, &options.accounts, &options.liabilities, &options.customers}) {
    comm::agree(communicator, [&] {
      if (communicator.rank() == 0) *paths = expand_paths(*paths);
    });
    comm::broadcast_object(communicator, *paths, 0);
  }
  return options;
}

}  // namespace

ImportReport import_transactions(comm::Communicator& communicator, const ImportOptions& given) {
  comm::agree(communicator, [&] { require_use(given); });  // before anything is made on disk
  ImportOptions options = with_files(communicator, given);
  disguise(options);
  return Importer(communicator, options).run();
}

}  // namespace spendlens::ingest
