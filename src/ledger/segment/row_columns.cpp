#include "ledger/segment/column_names.hpp"
#include "ledger/segment/column_specs.hpp"
#include "ledger/segment/stored_types.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/stream_kind.hpp"

namespace spendlens::ledger {

namespace {

using store::ColumnSpec;
using store::text_type;

void append_customer_columns(std::vector<ColumnSpec>& columns, ColumnSet stored, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_customers;
  columns.insert(
      columns.end(),
      {{names::kId, text_type(totals.id_width), n, "", "Customer id, sorted by (hash, id), padded with NUL.", {}},
       {names::kHash, kU64, n, "", "XXH3-64 of the id, seed 0.", {}},
       {names::kTransactionOffset, kU64, n + 1, "rows", "Customer i has rows [offset[i], offset[i+1]).", {}},
       {names::kFirstTimestamp,
        kU32,
        n,
        "seconds since 1970-01-01 00:00, local",
        "Earliest timestamp of all of the customer's rows in this segment; 4294967295: no rows.",
        {}},
       {names::kHistory,
        kU8,
        n,
        "",
        "What is among the customer's rows: bit 0 an amount of 0 or below, bit 1 one whose category is not TRANSFER_IN*, TRANSFER_OUT* or "
        "LOAN_PAYMENTS_CREDIT_CARD*; bits 2 and 3 the same of pending rows, which 0 and 1 leave out.",
        {}}});
  if (stored.has(Column::kFlags))
    columns.push_back({names::kFirstSettled,
                       kU32,
                       n,
                       "seconds since 1970-01-01 00:00, local",
                       "As first_timestamp, without pending rows.",
                       {}});
}

void append_transaction_columns(std::vector<ColumnSpec>& columns, const SegmentMetadata& facts,
                                const SegmentPart& totals) {
  const ColumnSet stored = facts.columns | kRequiredColumns;
  for_each_transaction_column([&]<class Column>(const Column& column) {
    if (stored.has(column.id))
      columns.push_back({path_in(facts, column),
                         stored_type_of(column.id, store::element_type<typename Column::Value>(), facts, totals.wide),
                         totals.num_transactions,
                         column.units,
                         column.description,
                         {}});
  });
}

void append_account_refs(std::vector<ColumnSpec>& columns, const SegmentPart& totals) {
  columns.push_back({names::kAccountRefId,
                     text_type(totals.account_width),
                     totals.num_account_refs,
                     "",
                     "Account ids that a customer's rows name, sorted within the customer.",
                     {}});
  columns.push_back({names::kAccountRefOffset,
                     kU64,
                     totals.num_customers + 1,
                     "rows",
                     "Customer i's account ids are [offset[i], offset[i+1]).",
                     {}});
}

std::vector<std::string> texts_of(const std::vector<JoinedText>& joined) {
  std::vector<std::string> texts;
  for (const JoinedText& one : joined) texts.push_back(one.text);
  return texts;
}

/// Only what is known of some.
void append_merchant_facts(std::vector<ColumnSpec>& columns, const MerchantFacts& facts) {
  if (!facts.kind.empty())
    columns.push_back({names::kMerchantKind,
                       kU8,
                       facts.kind.size(),
                       "",
                       "Kind of the merchant's streams, by an alias; 255: none is said.",
                       {kStreamKindNames.begin(), kStreamKindNames.end()}});
  if (!facts.num_texts.empty())
    columns.push_back({names::kMerchantTexts,
                       kU32,
                       facts.num_texts.size(),
                       "texts",
                       "Distinct texts that were stored as this merchant.",
                       {}});
  if (facts.joined.empty()) return;
  columns.push_back({names::kJoinedMerchant,
                     kU32,
                     facts.joined.size(),
                     "",
                     "Index into /dictionary/merchant of those that join most texts.",
                     {}});
  columns.push_back({names::kJoinedText,
                     text_type(widest(texts_of(facts.joined))),
                     facts.joined.size(),
                     "",
                     "The smallest texts that were stored as that merchant.",
                     {}});
}

void append_dictionaries(std::vector<ColumnSpec>& columns, const SegmentMetadata& facts) {
  if (facts.columns.has(Column::kMerchant))
    columns.push_back({names::kMerchantDictionary,
                       text_type(widest(facts.merchants)),
                       facts.merchants.size(),
                       "",
                       "Merchants, sorted bytewise.",
                       {}});
  append_merchant_facts(columns, facts.merchant_facts);
  if (facts.columns.has(Column::kCategory))
    columns.push_back({names::kCategoryDictionary,
                       text_type(widest(facts.categories)),
                       facts.categories.size(),
                       "",
                       "Categories, sorted bytewise.",
                       {}});
  for (const NamedTexts& dimension : facts.dimensions)
    columns.push_back(dictionary_column(names::kDimensionDictionary, dimension, "Texts of the dimension"));
}

void append_index(std::vector<ColumnSpec>& columns) {
  columns.push_back({names::kCustomerIndex,
                     kU64,
                     kHashPrefixes + 1,
                     "rows",
                     "First customer of each value of a hash's upper 16 bits, then the number of them.",
                     {}});
  columns.push_back({names::kTransactionIndex,
                     kU64,
                     kHashPrefixes + 1,
                     "rows",
                     "First transaction of each value of a hash's upper 16 bits, then the number of them.",
                     {}});
}

}  // namespace

void append_row_columns(std::vector<ColumnSpec>& columns, const SegmentMetadata& facts, const SegmentPart& totals) {
  append_customer_columns(columns, facts.columns, totals);
  append_transaction_columns(columns, facts, totals);
  if (facts.columns.has(Column::kAccount)) append_account_refs(columns, totals);
  append_dictionaries(columns, facts);
  append_reasons(columns, facts.counts, names::kReason, names::kRejected);
  append_index(columns);
}

}  // namespace spendlens::ledger
