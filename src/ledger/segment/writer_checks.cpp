#include "ledger/segment/writer_checks.hpp"

#include <algorithm>
#include <numeric>

#include "ledger/segment/run_columns.hpp"

namespace spendlens::ledger {

namespace {

void require_dictionary(const std::vector<std::string>& texts, bool stored, std::size_t limit) {
  require_of_writer(stored || texts.empty(), "a dictionary without its column");
  require_of_writer(texts.size() <= limit, "too many texts in a dictionary");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    require_of_writer(!texts[i].empty() && texts[i].size() <= kMaxTextBytes,
                      "a dictionary's text is empty or too long");
    require_of_writer(i == 0 || texts[i - 1] < texts[i], "a dictionary that is not sorted");
  }
}

/// Whether the columns are what they are called, each once.
void require_named(const std::vector<NamedTexts>& columns, std::size_t most) {
  require_of_writer(columns.size() <= most, "too many dimensions or attributes");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    require_of_writer(is_column_name(columns[i].name) && (i == 0 || columns[i - 1].name < columns[i].name),
                      "dimensions or attributes whose names do not ascend");
    require_dictionary(columns[i].texts, true, kNoDimension);
  }
}

/// Whether there is a dimension for each of their columns.
void require_dimensions(const SegmentMetadata& facts) {
  require_named(facts.dimensions, kMaxDimensions);
  for (std::size_t i = 0; i < kMaxDimensions; ++i)
    require_of_writer(facts.columns.has(column_of_dimension(i)) == (i < facts.dimensions.size()),
                      "dimensions without their columns");
}

}  // namespace

void require_metadata(const SegmentMetadata& facts, const SegmentPart& totals) {
  const ColumnSet stored = facts.columns | kRequiredColumns;
  require_of_writer(std::max({totals.id_width, totals.account_width, totals.snapshot_account_width, totals.listed_width,
                              totals.joint_owner_width}) <= kMaxIdBytes,
                    "an id that is too long");
  require_dictionary(facts.merchants, stored.has(Column::kMerchant), kNoMerchant);
  require_dictionary(facts.categories, stored.has(Column::kCategory), kNoCategory);
  require_dimensions(facts);
  require_named(facts.attributes, kMaxAttributes);
  require_of_writer(facts.attributes.empty() != stored.has(Column::kAttributes), "attributes without their columns");
  const MerchantFacts& of_merchants = facts.merchant_facts;
  require_of_writer((of_merchants.kind.empty() || of_merchants.kind.size() == facts.merchants.size()) &&
                        (of_merchants.num_texts.empty() || of_merchants.num_texts.size() == facts.merchants.size()),
                    "what is known of merchants, but of others");
}

void require_run(const SegmentRun& run, ColumnSet stored) {
  const std::size_t n = run.hash.size();
  require_of_writer(run.id.size() == n * run.id_width && run.first_timestamp.size() == n && run.num_rows.size() == n,
                    "customer columns of different lengths");
  const std::size_t rows = std::accumulate(run.num_rows.begin(), run.num_rows.end(), std::uint64_t{0});
  for_each_transaction_column([&](const auto& column) {
    require_of_writer(column.of(run).size() == (stored.has(column.id) ? rows : 0),
                      "transaction columns of different lengths");
  });
  require_of_writer(std::is_sorted(run.hash.begin(), run.hash.end()), "customers that do not ascend");
  const std::size_t refs = std::accumulate(run.num_account_refs.begin(), run.num_account_refs.end(), std::uint64_t{0});
  require_of_writer(run.num_account_refs.size() == (stored.has(Column::kAccount) ? n : 0) &&
                        run.account_ref.size() == refs * run.account_width,
                    "account columns of different lengths");
  require_of_writer(run.archetype.size() == (stored.has(Column::kArchetype) ? n : 0),
                    "archetypes that are missing, or not announced");
  require_of_writer((run.snapshot != nullptr) == stored.has(Column::kSnapshot),
                    "a run whose snapshot is missing, or not announced");
  require_of_writer((run.attributes != nullptr) == stored.has(Column::kAttributes),
                    "a run whose attributes are missing, or not announced");
}

}  // namespace spendlens::ledger
