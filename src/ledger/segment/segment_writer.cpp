#include "spendlens/ledger/segment_writer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "ledger/segment/attribute_writer.hpp"
#include "ledger/segment/column_names.hpp"
#include "ledger/segment/customer_history.hpp"
#include "ledger/segment/run_columns.hpp"
#include "ledger/segment/snapshot_writer.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/source_info.hpp"

namespace spendlens::ledger {

namespace {

constexpr auto require = require_of_writer;

/// What SegmentPart::wide may hold.
constexpr std::array kNarrowColumns{Column::kAmount, Column::kMargin, Column::kAccount, Column::kSnapshot};

ColumnSet of_any_rank(comm::Communicator& communicator, ColumnSet columns) {
  std::array<std::uint64_t, 4> found{};
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = columns.has(kNarrowColumns[i]) ? 1 : 0;
  communicator.all_reduce(std::span<std::uint64_t>(found), comm::ReduceOp::kMax);
  ColumnSet all;
  for (std::size_t i = 0; i < found.size(); ++i) all.add(kNarrowColumns[i], found[i] != 0);
  return all;
}

SegmentPart totals_of(comm::Communicator& communicator, const SegmentPart& part) {
  std::array<std::uint64_t, 8> sums{part.num_customers, part.num_transactions, part.num_account_refs,
                                    part.num_accounts,  part.num_liabilities,  part.num_aprs,
                                    part.num_listed,    part.num_joint};
  std::array<std::uint64_t, 6> largest{part.id_width,
                                       part.account_width,
                                       part.snapshot_account_width,
                                       part.listed_width,
                                       part.num_transactions > 0 ? part.last_timestamp : 0,
                                       part.joint_owner_width};
  const std::uint64_t first = part.num_transactions > 0 ? part.first_timestamp : kNoTimestamp;
  communicator.all_reduce(sums, comm::ReduceOp::kSum);
  communicator.all_reduce(largest, comm::ReduceOp::kMax);
  const auto width = [&largest](std::size_t i) {
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, largest[i]));
  };
  SegmentPart totals;
  totals.num_customers = sums[0];
  totals.num_transactions = sums[1];
  totals.num_account_refs = sums[2];
  totals.num_accounts = sums[3];
  totals.num_liabilities = sums[4];
  totals.num_aprs = sums[5];
  totals.num_listed = sums[6];
  totals.num_joint = sums[7];
  totals.id_width = width(0);
  totals.account_width = width(1);
  totals.snapshot_account_width = width(2);
  totals.listed_width = width(3);
  totals.last_timestamp = static_cast<Timestamp>(largest[4]);
  totals.joint_owner_width = width(5);
  totals.first_timestamp = static_cast<Timestamp>(communicator.all_reduce_value(first, comm::ReduceOp::kMin));
  std::array<int128, 1> turnover{static_cast<int128>(part.turnover)};
  communicator.all_reduce(turnover, comm::ReduceOp::kSum);
  totals.turnover = static_cast<uint128>(turnover.front());
  totals.wide = of_any_rank(communicator, part.wide);
  return totals;
}

void require_dictionary(const std::vector<std::string>& texts, bool stored, std::size_t limit) {
  require(stored || texts.empty(), "a dictionary without its column");
  require(texts.size() <= limit, "too many texts in a dictionary");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    require(!texts[i].empty() && texts[i].size() <= kMaxTextBytes, "a dictionary's text is empty or too long");
    require(i == 0 || texts[i - 1] < texts[i], "a dictionary that is not sorted");
  }
}

/// Whether the columns are what they are called, each once.
void require_named(const std::vector<NamedTexts>& columns, std::size_t most) {
  require(columns.size() <= most, "too many dimensions or attributes");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    require(is_column_name(columns[i].name) && (i == 0 || columns[i - 1].name < columns[i].name),
            "dimensions or attributes whose names do not ascend");
    require_dictionary(columns[i].texts, true, kNoDimension);
  }
}

/// Whether there is a dimension for each of their columns.
void require_dimensions(const SegmentMetadata& facts) {
  require_named(facts.dimensions, kMaxDimensions);
  for (std::size_t i = 0; i < kMaxDimensions; ++i)
    require(facts.columns.has(column_of_dimension(i)) == (i < facts.dimensions.size()),
            "dimensions without their columns");
}

void require_sizes(const SegmentRun& run, ColumnSet stored) {
  const std::size_t n = run.hash.size();
  require(run.id.size() == n * run.id_width && run.first_timestamp.size() == n && run.num_rows.size() == n,
          "customer columns of different lengths");
  const std::size_t rows = std::accumulate(run.num_rows.begin(), run.num_rows.end(), std::uint64_t{0});
  for_each_transaction_column([&](const auto& column) {
    require(column.of(run).size() == (stored.has(column.id) ? rows : 0), "transaction columns of different lengths");
  });
  require(std::is_sorted(run.hash.begin(), run.hash.end()), "customers that do not ascend");
  const std::size_t refs = std::accumulate(run.num_account_refs.begin(), run.num_account_refs.end(), std::uint64_t{0});
  require(run.num_account_refs.size() == (stored.has(Column::kAccount) ? n : 0) &&
              run.account_ref.size() == refs * run.account_width,
          "account columns of different lengths");
  require(run.archetype.size() == (stored.has(Column::kArchetype) ? n : 0),
          "archetypes that are missing, or not announced");
  require((run.snapshot != nullptr) == stored.has(Column::kSnapshot),
          "a run whose snapshot is missing, or not announced");
  require((run.attributes != nullptr) == stored.has(Column::kAttributes),
          "a run whose attributes are missing, or not announced");
}

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
    require(std::max({totals_.id_width, totals_.account_width, totals_.snapshot_account_width, totals_.listed_width,
                      totals_.joint_owner_width}) <= kMaxIdBytes,
            "an id that is too long");
    require_dictionary(facts.merchants, columns_.has(Column::kMerchant), kNoMerchant);
    require_dictionary(facts.categories, columns_.has(Column::kCategory), kNoCategory);
    require_dimensions(facts);
    require_named(facts.attributes, kMaxAttributes);
    require(facts.attributes.empty() != columns_.has(Column::kAttributes), "attributes without their columns");
    const MerchantFacts& of_merchants = facts.merchant_facts;
    require((of_merchants.kind.empty() || of_merchants.kind.size() == facts.merchants.size()) &&
                (of_merchants.num_texts.empty() || of_merchants.num_texts.size() == facts.merchants.size()),
            "what is known of merchants, but of others");
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
  require_sizes(run, columns_);
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
