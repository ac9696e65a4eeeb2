#include <numeric>
#include <string>
#include <vector>

#include "ingest/importer.hpp"
#include "ingest/options_text.hpp"
#include "ingest/parse/pseudonyms.hpp"
#include "ingest/source/standard_input.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/ledger/replacing.hpp"
#include "spendlens/ledger/segment_writer.hpp"

namespace spendlens::ingest {

namespace {

/// Names with the texts of their dictionaries.
std::vector<ledger::NamedTexts> with_texts(const std::vector<std::string>& names,
                                           const std::vector<Dictionary>& dictionaries) {
  std::vector<ledger::NamedTexts> columns;
  for (std::size_t i = 0; i < names.size(); ++i) columns.push_back({names[i], dictionaries.at(i).texts});
  return columns;
}

}  // namespace

ledger::SegmentMetadata Importer::metadata() const {
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
  return facts;
}

void Importer::publish() {
  RunSpool& spool = fold_.spool();
  ledger::SegmentWriter writer(communicator_, options_.ledger, options_.segment, metadata(), spool.part());
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
}

void Importer::describe_segment() {
  report_.segment_path = ledger::segment_path(options_.ledger, options_.segment);
  report_.num_merchants = fold_.merchants().texts.size();
  const auto& num_texts = fold_.merchant_facts().num_texts;
  report_.num_merchant_texts =
      num_texts.empty() ? report_.num_merchants : std::accumulate(num_texts.begin(), num_texts.end(), std::uint64_t{0});
  warn_of_unlisted_categories();
  warn_of_other_merchants();
  const ledger::SegmentPart& part = fold_.spool().part();
  const std::uint64_t first = communicator_.all_reduce_value<std::uint64_t>(part.first_timestamp, comm::ReduceOp::kMin);
  const std::uint64_t last = communicator_.all_reduce_value<std::uint64_t>(part.last_timestamp, comm::ReduceOp::kMax);
  if (report_.counts.rows_stored == 0) return;
  report_.first_day = day_of(static_cast<Timestamp>(first));
  report_.last_day = day_of(static_cast<Timestamp>(last));
  warn_of_equal_rows();
}

void Importer::write() {
  comm::agree(communicator_, [&] {
    if (communicator_.rank() == 0)
      report_.replaced =
          ledger::require_replaceable(options_.ledger, options_.segment, inputs_.source, options_.replace);
  });
  publish();
  describe_segment();
}

}  // namespace spendlens::ingest
