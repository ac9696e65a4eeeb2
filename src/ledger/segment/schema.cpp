#include "spendlens/ledger/schema.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/column_specs.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/stream_kind.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::size_t kMaxColumnNameBytes = 32;

/// Filtered and superseded rows only where there were some, so also folded ones where rows are seldom `are_folded`.
std::vector<store::Attribute> count_attributes(const RecordCounts& counts, bool are_folded) {
  std::vector<store::Attribute> attributes = {{"rows_read", counts.rows_read}, {"rows_stored", counts.rows_stored}};
  if (are_folded || counts.lines_folded > 0) attributes.push_back({"lines_folded", counts.lines_folded});
  attributes.push_back({"rows_rejected", counts.rows_rejected()});
  if (counts.rows_filtered > 0) attributes.push_back({names::kRowsFiltered, counts.rows_filtered});
  if (counts.rows_superseded > 0) attributes.push_back({names::kRowsSuperseded, counts.rows_superseded});
  return attributes;
}

/// After everything else: a segment without a snapshot has the bytes that it would have if there were none at all.
void append_snapshot(store::FileSpec& spec, const SegmentMetadata& facts, const SegmentPart& totals) {
  spec.attributes.push_back({"accounts", totals.num_accounts});
  spec.attributes.push_back({"liabilities", totals.num_liabilities});
  spec.group_attributes[names::kImportAccounts] = count_attributes(facts.counts.accounts, false);
  spec.group_attributes[names::kImportLiabilities] = count_attributes(facts.counts.liabilities, false);
  append_snapshot_columns(spec.columns, facts, totals);
}

}  // namespace

bool is_column_name(std::string_view name) {
  const auto is_small = [](char c) { return is_letter(c) && to_lower(c) == c; };
  return !name.empty() && name.size() <= kMaxColumnNameBytes && is_small(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_small(c) || is_digit(c) || c == '_'; });
}

std::uint64_t stored_turnover(uint128 turnover) {
  return static_cast<std::uint64_t>(std::min<uint128>(turnover, kMaxTurnover + 1));
}

void MerchantFacts::drop_what_says_nothing() {
  if (std::all_of(kind.begin(), kind.end(), [](std::uint8_t code) { return code == kNoStreamKind; })) kind.clear();
  if (std::all_of(num_texts.begin(), num_texts.end(), [](std::uint32_t texts) { return texts == 1; }))
    num_texts.clear();
}

std::uint64_t RecordCounts::rows_rejected() const {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : rejected) sum += count;
  return sum;
}

store::FileSpec segment_spec(const SegmentMetadata& facts, const SegmentPart& totals) {
  store::FileSpec spec;
  spec.attributes = {{"format", std::string(kSegmentFormat)},
                     {"version", kSegmentVersion},
                     {"currency", facts.currency},
                     {"currency_decimals", std::uint64_t{2}},
                     {"timezone", facts.timezone},
                     {"customers", totals.num_customers},
                     {"transactions", totals.num_transactions},
                     {"first_timestamp", std::uint64_t{totals.first_timestamp}},
                     {"last_timestamp", std::uint64_t{totals.last_timestamp}},
                     {"turnover", stored_turnover(totals.turnover)},
                     {"written_by", std::string("spendlens " SPENDLENS_VERSION)}};
  if (facts.columns.has(Column::kKey)) spec.attributes.push_back({names::kImportNumber, facts.import_number});
  if (!facts.merchant_facts.rule.empty()) {
    spec.attributes.push_back({names::kMerchantRule, facts.merchant_facts.rule});
    spec.attributes.push_back({names::kAliases, facts.merchant_facts.aliases});
  }
  spec.group_attributes[names::kImport] = count_attributes(facts.counts, true);
  if (!facts.import_options.empty())
    spec.group_attributes[names::kImport].push_back({names::kImportOptions, facts.import_options});
  append_row_columns(spec.columns, facts, totals);
  if (facts.columns.has(Column::kSnapshot)) append_snapshot(spec, facts, totals);
  if (facts.columns.has(Column::kAttributes)) {
    spec.group_attributes[names::kImportCustomers] = count_attributes(facts.counts.customers, false);
    append_attribute_columns(spec.columns, facts, totals);
  }
  if (facts.columns.has(Column::kArchetype))
    spec.columns.push_back({names::kArchetype, kU8, totals.num_customers, "",
                            "What the generator made the customer; 255: unknown.", facts.archetypes});
  return spec;
}

std::string segment_path(const std::string& ledger_directory, const std::string& name) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; };
  if (name.empty() || name.size() > 100 || name.front() == '.' || name.front() == '-' ||
      !std::all_of(name.begin(), name.end(), fits))
    throw UsageError(
        fmt::format("'{}' cannot name a segment: 1 to 100 letters, digits, '.', '_' or '-' can, not beginning with "
                    "'.' or '-'; give another with --segment",
                    name));
  return fmt::format("{}/{}.h5", ledger_directory, name);
}

}  // namespace spendlens::ledger
