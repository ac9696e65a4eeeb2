#include "spendlens/ledger/compact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "ledger/column_names.hpp"
#include "ledger/compact_journal.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::size_t kMostSourceBytes = 1000;

std::vector<std::string> names_of(const Ledger& ledger) {
  std::vector<std::string> names;
  for (const Segment& segment : ledger.segments()) names.push_back(segment.name);
  return names;
}

std::string new_name(const CompactOptions& options, const Ledger& folded) {
  const std::string name =
      options.into.empty() ? fmt::format("{}_to_{}", folded.segments().front().name, folded.segments().back().name) : options.into;
  try {
    (void)segment_path(options.ledger, name);
    for (const std::string& segment : names_of(folded)) (void)segment_path(options.ledger, segment);
  } catch (const UsageError&) {
    throw UsageError(fmt::format("'{}' or one of the folded cannot name a segment: 1 to 100 letters, digits, '.', '_' or '-' can, not beginning "
                                 "with '.'; give another with --into",
                                 name));
  }
  if (name.ends_with(".accounts") || name.ends_with(".liabilities"))
    throw UsageError(fmt::format("a segment's name cannot end as that of a rejects file does: '{}'; give another with --into", name));
  if (std::filesystem::exists(segment_path(options.ledger, name)))
    throw UsageError(fmt::format("the ledger has a segment '{}' already; give another name with --into", name));
  return name;
}

/// Would the accounts of another segment count, once `name` holds what counts in `folded`?
void require_same_accounts(const Ledger& all, const Ledger& folded, const std::string& name) {
  const Segment* counts = all.snapshot_segment();
  const Segment* kept = folded.snapshot_segment();
  if (kept == nullptr) return;
  const auto recency = [](const Segment& segment) { return segment.num_transactions > 0 ? segment.last_timestamp : 0; };
  Timestamp reach = 0;
  for (const Segment& segment : folded.segments()) reach = std::max(reach, recency(segment));
  const std::vector<std::string> gone = names_of(folded);
  const Segment* rival = nullptr;  // the one that counts of those that stay
  for (const Segment& segment : all.segments())
    if (segment.columns.snapshot && std::find(gone.begin(), gone.end(), segment.name) == gone.end() &&
        (rival == nullptr || recency(segment) >= recency(*rival)))
      rival = &segment;
  if (rival == nullptr) return;
  const bool new_counts = reach != recency(*rival) ? reach > recency(*rival) : name > rival->name;
  if (new_counts != (counts->name == kept->name))
    throw UsageError(fmt::format("the accounts of segment '{}' count in this ledger, and folding would put those of '{}' in their place; "
                                 "fold '{}' too",
                                 counts->name, new_counts ? kept->name : rival->name, new_counts ? rival->name : kept->name));
}

void add_rejected(const Segment& segment, const char* reason_column, const char* rejected_column, RecordCounts& counts) {
  const std::vector<std::string> reasons = segment.file->read_all_texts(reason_column);
  const std::vector<std::uint64_t> rejected = segment.file->read_all<std::uint64_t>(rejected_column);
  if (reasons.size() != rejected.size()) throw InputError(segment.file->path() + ": the counts of the import are damaged; import the segment again");
  for (std::size_t i = 0; i < reasons.size(); ++i) counts.rejected[reasons[i]] += rejected[i];
}

void add_counts(const Segment& segment, const std::string& group, RecordCounts& counts) {
  const store::Layout& layout = segment.file->layout();
  counts.rows_read += layout.integer(group + "/rows_read");
  counts.rows_stored += layout.integer(group + "/rows_stored");
  const auto folded = layout.integer_attributes.find(group + "/lines_folded");
  if (folded != layout.integer_attributes.end()) counts.lines_folded += folded->second;
}

/// All in the order of the segments' names: the digest is the XXH3-128 of the digests' texts, one after the other.
SourceFacts source_of(const Ledger& folded) {
  SourceFacts source;
  DigestStream digests;
  for (const Segment& segment : folded.segments()) {
    const store::Layout& layout = segment.file->layout();
    source.name += (source.name.empty() ? "" : " ") + layout.text("source_name");
    source.bytes += layout.integer("source_bytes");
    digests.update(std::as_bytes(std::span(layout.text("source_digest"))));
  }
  if (source.name.size() > kMostSourceBytes) {
    source.name.resize(source.name.rfind(' ', kMostSourceBytes) == std::string::npos ? kMostSourceBytes : source.name.rfind(' ', kMostSourceBytes));
    source.name += " ...";
  }
  source.digest = digest_text(digests.finish());
  return source;
}

SegmentFacts facts_of(const Ledger& folded) {
  SegmentFacts facts;
  facts.currency = folded.currency();
  facts.timezone = folded.timezone();
  facts.columns = folded.columns();
  facts.merchants = folded.merchants();
  facts.categories = folded.categories();
  facts.archetypes = folded.archetypes();
  facts.source = source_of(folded);
  for (const Segment& segment : folded.segments()) {
    add_counts(segment, names::kImport, facts.counts);
    add_rejected(segment, names::kReason, names::kRejected, facts.counts);
  }
  if (const Segment* snapshot = folded.snapshot_segment()) {
    add_counts(*snapshot, names::kImportAccounts, facts.counts.accounts);
    add_rejected(*snapshot, names::kAccountReason, names::kAccountRejected, facts.counts.accounts);
    add_counts(*snapshot, names::kImportLiabilities, facts.counts.liabilities);
    add_rejected(*snapshot, names::kLiabilityReason, names::kLiabilityRejected, facts.counts.liabilities);
  }
  return facts;
}

/// What this rank will append. A pass of its own where accounts must be counted, otherwise from ids alone.
SegmentPart part_of(const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes) {
  SegmentPart part;
  part.id_width = folded.id_width();
  for (const Segment& segment : folded.segments()) {
    part.num_transactions += segment.transaction_index[range.end] - segment.transaction_index[range.begin];
    if (segment.num_transactions == 0) continue;
    part.first_timestamp = std::min(part.first_timestamp, segment.first_timestamp);
    part.last_timestamp = std::max(part.last_timestamp, segment.last_timestamp);
  }
  const OptionalColumns columns = folded.columns();
  if (!columns.account && !columns.snapshot) {
    part.num_customers = count_customers(folded, range);
    return part;
  }
  WantedColumns wanted;
  wanted.account = true;
  wanted.snapshot = true;
  BatchReader reader(folded, batches_of(folded, range, memory_bytes, reading_cost(folded, wanted)), wanted);
  while (const Batch* batch = reader.next()) {
    part.num_customers += batch->num_customers();
    if (columns.account) {
      part.num_account_refs += batch->account_ref_offset.back();
      part.account_width = std::max(part.account_width, batch->account_width);
    }
    if (columns.snapshot) {
      part.num_accounts += batch->snapshot.num_accounts();
      part.num_liabilities += batch->snapshot.num_liabilities();
      part.num_aprs += batch->snapshot.apr.size();
      part.snapshot_account_width = std::max(part.snapshot_account_width, batch->snapshot.account_width);
    }
  }
  return part;
}

std::vector<std::uint64_t> differences(const std::vector<std::uint64_t>& offset) {
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i + 1 < offset.size(); ++i) counts.push_back(offset[i + 1] - offset[i]);
  return counts;
}

void append_batch(SegmentWriter& writer, const Batch& batch, const OptionalColumns& columns) {
  const std::vector<std::uint64_t> num_rows = differences(batch.offset);
  const std::vector<std::uint64_t> num_refs = differences(batch.account_ref_offset);
  SegmentRun run;
  run.id_width = batch.id_width;
  run.id = batch.id;
  run.hash = batch.hash;
  run.first_timestamp = batch.first_timestamp;
  run.num_rows = num_rows;
  run.timestamp = batch.timestamp;
  run.amount = batch.amount;
  run.merchant = batch.merchant;
  run.category = batch.category;
  run.account = batch.account;
  run.flags = batch.flags;
  run.quantity = batch.quantity;
  run.margin = batch.margin;
  run.product_count = batch.product_count;
  run.num_account_refs = num_refs;
  run.account_width = batch.account_width;
  run.account_ref = batch.account_ref;
  run.archetype = batch.archetype;
  if (columns.snapshot) run.snapshot = &batch.snapshot;
  writer.append(run);
}

void append_rows(SegmentWriter& writer, const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes) {
  const WantedColumns wanted{true, true, true, true, true, true, true, true, true};
  BatchReader reader(folded, batches_of(folded, range, memory_bytes, reading_cost(folded, wanted)), wanted, RowOrder::kTotal);
  while (const Batch* batch = reader.next()) append_batch(writer, *batch, folded.columns());
}

}  // namespace

CompactReport compact(comm::Communicator& communicator, const CompactOptions& options) {
  std::unique_ptr<store::FileLock> lock;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0 || !std::filesystem::is_directory(options.ledger)) return;
    lock = std::make_unique<store::FileLock>(options.ledger + "/.lock");
    settle_compaction(options.ledger);
  });
  const Ledger all = Ledger::open(communicator, options.ledger);
  const Ledger folded = Ledger::open(communicator, options.ledger, options.segments);
  CompactReport report;
  if (options.segments.empty() && folded.segments().size() == 1) return report;
  comm::agree(communicator, [&] {
    if (folded.segments().size() == 1) throw UsageError("one segment alone cannot be folded; name two or more, or none for all");
    report.segment = new_name(options, folded);
    require_same_accounts(all, folded, report.segment);
  });
  SegmentFacts facts;
  SegmentPart part;
  const PrefixRange range = balanced_ranges(folded, static_cast<std::size_t>(communicator.size()))[static_cast<std::size_t>(communicator.rank())];
  comm::agree(communicator, [&] {
    facts = facts_of(folded);
    part = part_of(folded, range, options.memory_bytes);
  });
  SegmentWriter writer(communicator, options.ledger, report.segment, facts, part);
  comm::agree(communicator, [&] {
    append_rows(writer, folded, range, options.memory_bytes);
  });
  comm::agree(communicator, [&] {  // only now: every rank has all of its rows in place
    if (communicator.rank() == 0) write_compact_journal(options.ledger, {report.segment, names_of(folded)});
  });
  writer.publish();
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) settle_compaction(options.ledger);
  });
  report.folded = names_of(folded);
  report.num_customers = communicator.all_reduce_value(part.num_customers, comm::ReduceOp::kSum);
  report.num_transactions = folded.num_transactions();
  report.bytes_written = communicator.all_reduce_value(writer.bytes_written(), comm::ReduceOp::kSum);
  return report;
}

}  // namespace spendlens::ledger
