#include "ledger/compact/compacted_metadata.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "ledger/segment/column_names.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/source_info.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::size_t kMaxOptionsBytes = 16'000;

void add_rejected(const Segment& segment, const char* reason_column, const char* rejected_column,
                  RecordCounts& counts) {
  const std::vector<std::string> reasons = segment.file->read_all_texts(reason_column);
  const std::vector<std::uint64_t> rejected = segment.file->read_all<std::uint64_t>(rejected_column);
  if (reasons.size() != rejected.size())
    throw InputError(segment.file->path() + ": the counts of the import are damaged; import the segment again");
  for (std::size_t i = 0; i < reasons.size(); ++i) counts.rejected[reasons[i]] += rejected[i];
}

void add_counts(const Segment& segment, const std::string& group, RecordCounts& counts) {
  const store::Layout& layout = segment.file->layout();
  counts.rows_read += layout.integer(group + "/rows_read");
  counts.rows_stored += layout.integer(group + "/rows_stored");
  counts.lines_folded += layout.integer_or_zero(group + "/lines_folded");
  counts.rows_superseded += layout.integer_or_zero(group + "/" + names::kRowsSuperseded);
  counts.rows_filtered += layout.integer_or_zero(group + "/" + names::kRowsFiltered);
}

/// All in the order of the segments' names: the digest is the XXH3-128 of the digests' texts, one after the other.
SourceInfo source_of_folded(const Ledger& folded) {
  SourceInfo source;
  DigestStream digests;
  for (const Segment& segment : folded.segments()) {
    const SourceInfo of_segment = source_of(segment.file->sums());
    source.name += (source.name.empty() ? "" : " ") + of_segment.name;
    source.bytes += of_segment.bytes;
    digests.update(std::as_bytes(std::span(of_segment.digest)));
  }
  source.digest = digest_text(digests.finish());
  source.pseudonym_key = source_of(folded.segments().front().file->sums()).pseudonym_key;  // it is that of all
  return source;
}

/// Each once, in the order of the segments' names.
std::string options_of(const Ledger& folded) {
  std::vector<std::string> all;
  std::string text;
  for (const Segment& segment : folded.segments()) {
    const auto& texts = segment.file->layout().text_attributes;
    const auto options = texts.find(std::string(names::kImport) + "/" + names::kImportOptions);
    if (options == texts.end() || std::find(all.begin(), all.end(), options->second) != all.end()) continue;
    all.push_back(options->second);
    text += (text.empty() ? "" : " | ") + options->second;
  }
  if (text.size() > kMaxOptionsBytes) text = fmt::format("{} different ones", all.size());
  return text;
}

}  // namespace

SegmentMetadata facts_of_folded(const Ledger& folded, const CompactedMerchants& merchants) {
  SegmentMetadata facts;
  facts.currency = folded.currency();
  facts.timezone = folded.timezone();
  facts.columns = folded.columns();
  facts.merchants = merchants.texts;
  if (facts.columns.has(Column::kMerchant)) facts.merchant_facts = merchants.facts;
  facts.categories = folded.categories();
  facts.archetypes = folded.archetypes();
  facts.dimensions = folded.dimensions();
  facts.attributes = folded.attributes();
  facts.source = source_of_folded(folded);
  facts.import_options = options_of(folded);
  for (const Segment& segment : folded.segments()) {
    add_counts(segment, names::kImport, facts.counts);
    add_rejected(segment, names::kReason, names::kRejected, facts.counts);
    facts.import_number = std::max(facts.import_number, segment.import_number);
  }
  facts.counts.rows_stored -= folded.num_superseded();
  facts.counts.rows_superseded += folded.num_superseded();
  if (const Segment* snapshot = folded.snapshot_segment()) {
    add_counts(*snapshot, names::kImportAccounts, facts.counts.accounts);
    add_rejected(*snapshot, names::kAccountReason, names::kAccountRejected, facts.counts.accounts);
    add_counts(*snapshot, names::kImportLiabilities, facts.counts.liabilities);
    add_rejected(*snapshot, names::kLiabilityReason, names::kLiabilityRejected, facts.counts.liabilities);
  }
  if (const Segment* attributes = folded.attribute_segment()) {
    add_counts(*attributes, names::kImportCustomers, facts.counts.customers);
    add_rejected(*attributes, names::kCustomerReason, names::kCustomerRejected, facts.counts.customers);
  }
  return facts;
}

}  // namespace spendlens::ledger
