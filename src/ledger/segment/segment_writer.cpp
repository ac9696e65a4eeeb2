#include "spendlens/ledger/segment_writer.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "ledger/segment/attribute_writer.hpp"
#include "ledger/segment/column_names.hpp"
#include "ledger/segment/customer_history.hpp"
#include "ledger/segment/part_totals.hpp"
#include "ledger/segment/run_columns.hpp"
#include "ledger/segment/snapshot_writer.hpp"
#include "ledger/segment/writer_checks.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/source_info.hpp"

namespace spendlens::ledger {

namespace {

constexpr auto require = require_of_writer;

}  // namespace

SegmentWriter::SegmentWriter(comm::Communicator& communicator, const std::string& ledger_directory,
                             const std::string& name, const SegmentMetadata& facts, const SegmentPart& part)
    : communicator_(communicator),
      columns_(facts.columns | kRequiredColumns),
      facts_(facts),
      name_(name),
      part_(part),
      customers_by_prefix_(kHashPrefixes, 0),
      transactions_by_prefix_(kHashPrefixes, 0) {
  totals_ = totals_of(communicator, part);
  first_customer_ = communicator.exclusive_sum(part.num_customers);
  first_transaction_ = communicator.exclusive_sum(part.num_transactions);
  first_account_ref_ = communicator.exclusive_sum(part.num_account_refs);
  history_ = std::make_unique<const HistoryRule>(facts.categories);
  if (columns_.has(Column::kSnapshot)) snapshot_ = std::make_unique<SnapshotWriter>(communicator, part_, totals_);
  if (columns_.has(Column::kAttributes))
    attributes_ = std::make_unique<AttributeWriter>(communicator, facts, part_, totals_);
  store::FileSpec spec;
  comm::agree(communicator, [&] {
    require_metadata(facts, totals_);
    spec = segment_spec(facts, totals_);
  });
  file_ = std::make_unique<store::ColumnFileWriter>(communicator, segment_path(ledger_directory, name), spec);
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) write_lists(facts);
  });
}

SegmentWriter::~SegmentWriter() = default;

void SegmentWriter::write_texts(const std::string& column, const std::vector<std::string>& texts) {
  file_->write_texts(column, 0, padded_texts(texts, file_->layout().at(column).type.width));
}

void SegmentWriter::write_merchant_facts(const MerchantFacts& facts) {
  if (!facts.kind.empty()) file_->write<std::uint8_t>(names::kMerchantKind, 0, facts.kind);
  if (!facts.num_texts.empty()) file_->write<std::uint32_t>(names::kMerchantTexts, 0, facts.num_texts);
  if (facts.joined.empty()) return;
  std::vector<std::uint32_t> merchants;
  std::vector<std::string> texts;
  for (const JoinedText& joined : facts.joined) {
    merchants.push_back(joined.merchant);
    texts.push_back(joined.text);
  }
  file_->write<std::uint32_t>(names::kJoinedMerchant, 0, merchants);
  write_texts(names::kJoinedText, texts);
}

void SegmentWriter::write_lists(const SegmentMetadata& facts) {
  const auto write_reasons = [&](const RecordCounts& counts, const char* reason_column, const char* rejected_column) {
    std::vector<std::string> reasons;
    std::vector<std::uint64_t> rejected;
    for (const auto& [reason, count] : counts.rejected) {
      reasons.push_back(reason);
      rejected.push_back(count);
    }
    write_texts(reason_column, reasons);
    file_->write<std::uint64_t>(rejected_column, 0, rejected);
  };
  if (columns_.has(Column::kMerchant)) {
    write_texts(names::kMerchantDictionary, facts.merchants);
    write_merchant_facts(facts.merchant_facts);
  }
  if (columns_.has(Column::kCategory)) write_texts(names::kCategoryDictionary, facts.categories);
  for (const NamedTexts& dimension : facts.dimensions)
    write_texts(names::path_of(names::kDimensionDictionary, dimension.name), dimension.texts);
  for (const NamedTexts& attribute : facts.attributes)
    write_texts(names::path_of(names::kAttributeDictionary, attribute.name), attribute.texts);
  write_reasons(facts.counts, names::kReason, names::kRejected);
  if (columns_.has(Column::kAttributes))
    write_reasons(facts.counts.customers, names::kCustomerReason, names::kCustomerRejected);
  if (!columns_.has(Column::kSnapshot)) return;
  write_reasons(facts.counts.accounts, names::kAccountReason, names::kAccountRejected);
  write_reasons(facts.counts.liabilities, names::kLiabilityReason, names::kLiabilityRejected);
}

void SegmentWriter::append(const SegmentRun& run) {
  require_run(run, columns_);
  const std::uint64_t n = run.hash.size();
  const std::uint64_t rows = run.timestamp.size();
  require(n <= part_.num_customers - customers_ && rows <= part_.num_transactions - transactions_,
          "more rows than announced");
  const std::uint64_t customer = first_customer_ + customers_;
  const std::uint64_t row = first_transaction_ + transactions_;

  file_->write_texts(names::kId, customer,
                     run.id_width == totals_.id_width ? run.id : repadded(run.id, run.id_width, totals_.id_width));
  file_->write(names::kHash, customer, run.hash);
  file_->write(names::kFirstTimestamp, customer, run.first_timestamp);
  file_->write<std::uint64_t>(names::kTransactionOffset, customer, offsets_from(row, run.num_rows));
  for_each_transaction_column([&](const auto& column) {
    if (!columns_.has(column.id)) return;
    const std::string path = path_in(facts_, column);
    if (!write_stored(*file_, path.c_str(), row, column.of(run))) unfit_.add(column.id);
  });
  if (columns_.has(Column::kAccount)) append_account_refs(run, customer);
  const HistoryColumns history = history_of(run, columns_, *history_);
  file_->write<std::uint8_t>(names::kHistory, customer, history.history);
  if (columns_.has(Column::kFlags)) file_->write<Timestamp>(names::kFirstSettled, customer, history.first_settled);
  if (columns_.has(Column::kArchetype)) file_->write(names::kArchetype, customer, run.archetype);
  part_.turnover += turnover_of(run.amount);
  if (!part_.time_range_known && rows > 0) {
    const auto [first, last] = std::minmax_element(run.timestamp.begin(), run.timestamp.end());
    part_.first_timestamp = std::min(part_.first_timestamp, *first);
    part_.last_timestamp = std::max(part_.last_timestamp, *last);
  }
  if (snapshot_ && !snapshot_->append(*file_, customer, n, *run.snapshot)) unfit_.add(Column::kSnapshot);
  if (attributes_) attributes_->append(*file_, customer, n, *run.attributes);
  for (std::uint64_t i = 0; i < n; ++i) {
    ++customers_by_prefix_[hash_prefix(run.hash[i])];
    transactions_by_prefix_[hash_prefix(run.hash[i])] += run.num_rows[i];
  }
  customers_ += n;
  transactions_ += rows;
}

ColumnSet SegmentWriter::unfit_columns() { return of_any_rank(communicator_, unfit_); }

void SegmentWriter::append_account_refs(const SegmentRun& run, std::uint64_t customer) {
  const std::vector<char> ids = repadded(run.account_ref, run.account_width, totals_.account_width);
  const std::uint64_t refs = ids.size() / totals_.account_width;
  require(refs <= part_.num_account_refs - account_refs_, "more accounts than announced");
  const std::uint64_t ref = first_account_ref_ + account_refs_;
  file_->write_texts(names::kAccountRefId, ref, ids);
  file_->write<std::uint64_t>(names::kAccountRefOffset, customer, offsets_from(ref, run.num_account_refs));
  account_refs_ += refs;
}

/// What is known only now is in attributes: the metadata is written again, and nothing else moves.
void SegmentWriter::reduce_attributes() {
  const SegmentPart totals = totals_of(communicator_, part_);
  totals_.first_timestamp = totals.first_timestamp;
  totals_.last_timestamp = totals.last_timestamp;
  totals_.turnover = totals.turnover;
  comm::agree(communicator_, [&] { require_room(); });
  file_->extend(segment_spec(facts_, totals_));
}

void SegmentWriter::require_room() const {
  if (!facts_.turnover_beside || *facts_.turnover_beside + totals_.turnover <= kMaxTurnover) return;
  const auto text = [](uint128 turnover) { return grouped_text(static_cast<int128>(turnover), 2); };
  throw InputError(fmt::format(
      "segment '{}': its amounts, all taken as positive, add up to {}, those of the ledger's other segments to {}; a ledger holds {}. "
      "Is it the right column that is read as amount? If it is, use a ledger of its own",
      name_, text(totals_.turnover), text(*facts_.turnover_beside), text(kMaxTurnover)));
}

void SegmentWriter::publish(const std::function<void(const store::BlockSums&)>& announce) {
  comm::agree(communicator_, [&] {
    if (snapshot_) snapshot_->require_complete();
    if (attributes_) attributes_->require_complete();
    require(unfit_ == ColumnSet(), "values that do not fit their columns");
    require(customers_ == part_.num_customers && transactions_ == part_.num_transactions &&
                account_refs_ == part_.num_account_refs,
            "fewer rows than announced");
  });
  reduce_attributes();
  communicator_.all_reduce(customers_by_prefix_, comm::ReduceOp::kSum);
  communicator_.all_reduce(transactions_by_prefix_, comm::ReduceOp::kSum);
  comm::agree(communicator_, [&] {
    if (communicator_.rank() != 0) return;
    file_->write<std::uint64_t>(names::kCustomerIndex, 0, index_of_counts(customers_by_prefix_));
    file_->write<std::uint64_t>(names::kTransactionIndex, 0, index_of_counts(transactions_by_prefix_));
    const std::uint64_t n = totals_.num_customers;
    file_->write<std::uint64_t>(names::kTransactionOffset, n, std::span(&totals_.num_transactions, 1));
    if (columns_.has(Column::kAccount))
      file_->write<std::uint64_t>(names::kAccountRefOffset, n, std::span(&totals_.num_account_refs, 1));
    if (snapshot_) snapshot_->close_offsets(*file_);
  });
  if (attributes_) attributes_->write_index(communicator_, *file_);
  file_->publish(announce, facts_of(facts_.source));
}

}  // namespace spendlens::ledger
