#include "spendlens/ledger/compact.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "ledger/compact/compact_rows.hpp"
#include "ledger/compact/compacted_metadata.hpp"
#include "ledger/segment/compact_journal.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/count_rows.hpp"
#include "spendlens/ledger/ranges.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/ledger/write_lock.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

std::vector<std::string> names_of(const Ledger& ledger) {
  std::vector<std::string> names;
  for (const Segment& segment : ledger.segments()) names.push_back(segment.name);
  return names;
}

std::string new_name(const CompactOptions& options, const Ledger& folded) {
  const std::string& first = folded.segments().front().name;
  const std::string by_itself =
      folded.segments().size() == 1 ? first + "_named" : fmt::format("{}_to_{}", first, folded.segments().back().name);
  std::string name = options.into.empty() ? by_itself : options.into;
  try {
    (void)segment_path(options.ledger, name);
    for (const std::string& segment : names_of(folded)) (void)segment_path(options.ledger, segment);
  } catch (const UsageError&) {
    throw UsageError(fmt::format(
        "'{}' or one of the folded cannot name a segment: 1 to 100 letters, digits, '.', '_' or '-' can, not beginning "
        "with '.'; give another with --into",
        name));
  }
  require_own_rejects(name);
  if (store::kind_of_path(segment_path(options.ledger, name)) != store::PathKind::kMissing)
    throw UsageError(fmt::format("the ledger has a segment '{}' already; give another name with --into", name));
  return name;
}

/// Would the accounts (or attributes, as `what` and `column` say) of another segment count, once `name` holds what
/// counts in `folded`?
void require_same_newest(const Ledger& all, const Ledger& folded, const std::string& name, Column column,
                         const char* what) {
  const bool of_accounts = column == Column::kSnapshot;
  const Segment* counts = of_accounts ? all.snapshot_segment() : all.attribute_segment();
  const Segment* kept = of_accounts ? folded.snapshot_segment() : folded.attribute_segment();
  if (kept == nullptr) return;
  const auto recency = [](const Segment& segment) { return segment.num_transactions > 0 ? segment.last_timestamp : 0; };
  Timestamp reach = 0;
  for (const Segment& segment : folded.segments()) reach = std::max(reach, recency(segment));
  reach = std::min(reach, folded.last_timestamp());
  const std::vector<std::string> gone = names_of(folded);
  const Segment* rival = nullptr;  // the one that counts of those that stay
  for (const Segment& segment : all.segments())
    if (segment.columns.has(column) && std::find(gone.begin(), gone.end(), segment.name) == gone.end() &&
        (rival == nullptr || recency(segment) >= recency(*rival)))
      rival = &segment;
  if (rival == nullptr) return;
  const bool new_counts = reach != recency(*rival) ? reach > recency(*rival) : name > rival->name;
  if (new_counts != (counts->name == kept->name))
    throw UsageError(
        fmt::format("the {} of segment '{}' count in this ledger, and folding would put those of '{}' in their place; "
                    "fold '{}' too",
                    what, counts->name, new_counts ? kept->name : rival->name, new_counts ? rival->name : kept->name));
}

/// The new segment takes the place of the last import among the folded. Would one that stays come before some of them,
/// and after others, whose rows it supersedes or is superseded by?
void require_order_of_imports(const Ledger& all, const Ledger& folded) {
  const std::vector<std::string> gone = names_of(folded);
  const auto is_gone = [&gone](const Segment& one) {
    return std::find(gone.begin(), gone.end(), one.name) != gone.end();
  };
  for (const Segment& kept : all.segments()) {
    if (kept.overlap == 0 || is_gone(kept)) continue;
    const Segment* earlier = nullptr;
    bool is_later_there = false;
    for (const Segment& one : folded.segments()) {
      if (one.overlap == kept.overlap && one.import_number < kept.import_number) earlier = &one;
      is_later_there = is_later_there || one.import_number > kept.import_number;
    }
    if (earlier != nullptr && is_later_there)
      throw UsageError(fmt::format(
          "segment '{}' overlaps '{}' in time and was imported after it, but before others of those to fold; fold '{}' "
          "too, or leave '{}' out",
          kept.name, earlier->name, kept.name, earlier->name));
  }
}

}  // namespace

CompactReport compact(comm::Communicator& communicator, const CompactOptions& options) {
  std::unique_ptr<WriteLock> lock;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0 && store::kind_of_path(options.ledger) == store::PathKind::kDirectory)
      lock = std::make_unique<WriteLock>(options.ledger);
  });
  Ledger all = Ledger::open(communicator, options.ledger);
  Ledger chosen;
  comm::agree(communicator, [&] {
    if (!options.segments.empty()) chosen = all.only(options.segments);
  });
  Ledger& folded = options.segments.empty() ? all : chosen;
  count_rows(communicator, folded);
  CompactReport report;
  if (options.segments.empty() && folded.segments().size() == 1 && !options.merchants) return report;
  CompactedMerchants merchants;
  comm::agree(communicator, [&] {
    if (folded.segments().size() == 1 && !options.merchants)
      throw UsageError("one segment alone cannot be folded; name two or more, or none for all");
    report.segment = new_name(options, folded);
    require_same_newest(all, folded, report.segment, Column::kSnapshot, "accounts");
    require_same_newest(all, folded, report.segment, Column::kAttributes, "attributes of customers");
    require_order_of_imports(all, folded);
    merchants = merchants_of_folded(folded, options.merchants ? &*options.merchants : nullptr);
  });
  SegmentMetadata facts;
  SegmentPart part;
  const PrefixRange range = balanced_ranges(
      folded, static_cast<std::size_t>(communicator.size()))[static_cast<std::size_t>(communicator.rank())];
  comm::agree(communicator, [&] {
    facts = facts_of_folded(folded, merchants);
    part = count_folded(folded, range, options.memory_bytes);
  });
  SegmentWriter writer(communicator, options.ledger, report.segment, facts, part);
  comm::agree(communicator, [&] { append_folded(writer, folded, range, options.memory_bytes, merchants.code); });
  comm::agree(communicator, [&] {  // only now: every rank has all of its rows in place
    if (communicator.rank() == 0) write_compact_journal(options.ledger, {report.segment, names_of(folded)});
  });
  writer.publish();
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) recover_compaction(options.ledger);
  });
  report.folded = names_of(folded);
  report.num_customers = communicator.all_reduce_value(part.num_customers, comm::ReduceOp::kSum);
  report.num_transactions = folded.num_transactions();
  report.bytes_written = communicator.all_reduce_value(writer.bytes_written(), comm::ReduceOp::kSum);
  return report;
}

}  // namespace spendlens::ledger
