#include "spendlens/ledger/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/stored_types.hpp"
#include "spendlens/core/accounts.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/stream_kind.hpp"

namespace spendlens::ledger {

namespace {

using store::ColumnSpec;
using store::ElementType;
using store::text_type;

const ElementType kU8 = store::element_type<std::uint8_t>();
const ElementType kU16 = store::element_type<std::uint16_t>();
const ElementType kU32 = store::element_type<std::uint32_t>();
const ElementType kU64 = store::element_type<std::uint64_t>();
const ElementType kF64 = store::element_type<double>();

constexpr std::size_t kMaxColumnNameBytes = 32;

std::uint32_t widest(const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  return static_cast<std::uint32_t>(width);
}

std::vector<std::string> texts_of(const std::vector<JoinedText>& joined) {
  std::vector<std::string> texts;
  for (const JoinedText& one : joined) texts.push_back(one.text);
  return texts;
}

std::vector<ColumnSpec> customer_columns(ColumnSet stored, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_customers;
  std::vector<ColumnSpec> columns = {
      {names::kId, text_type(totals.id_width), n, "", "Customer id, sorted by (hash, id), padded with NUL.", {}},
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
       {}}};
  if (stored.has(Column::kFlags))
    columns.push_back({names::kFirstSettled,
                       kU32,
                       n,
                       "seconds since 1970-01-01 00:00, local",
                       "As first_timestamp, without pending rows.",
                       {}});
  return columns;
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

void append_reasons(std::vector<ColumnSpec>& columns, const RecordCounts& counts, const char* reason_column,
                    const char* rejected_column) {
  std::vector<std::string> reasons;
  for (const auto& [reason, count] : counts.rejected) reasons.push_back(reason);
  columns.push_back({reason_column, text_type(widest(reasons)), reasons.size(), "", "Why rows were rejected.", {}});
  columns.push_back({rejected_column, kU64, reasons.size(), "rows", "Rows rejected for that reason.", {}});
}

ColumnSpec dictionary_column(const char* beginning, const NamedTexts& column, const char* what) {
  return {names::path_of(beginning, column.name),
          text_type(widest(column.texts)),
          column.texts.size(),
          "",
          fmt::format("{} {}, sorted bytewise.", what, column.name),
          {}};
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

void append_other_columns(std::vector<ColumnSpec>& columns, const SegmentMetadata& facts, const SegmentPart& totals) {
  if (facts.columns.has(Column::kAccount)) {
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
  append_reasons(columns, facts.counts, names::kReason, names::kRejected);
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

template <std::size_t n>
std::vector<std::string> list_of(const std::array<const char*, n>& names) {
  return {names.begin(), names.end()};
}

ColumnSpec money_column(const char* path, std::uint64_t n, const SegmentPart& totals, const char* what) {
  return {path,
          stored_type_of_balances(totals.wide),
          n,
          "minor units",
          fmt::format("{}; the type's largest value: not known.", what),
          {}};
}

void append_account_columns(std::vector<ColumnSpec>& columns, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_accounts;
  columns.push_back({names::kAccountOffset,
                     kU64,
                     totals.num_customers + 1,
                     "rows",
                     "Customer i has accounts [offset[i], offset[i+1]).",
                     {}});
  columns.push_back({names::kAccountId,
                     text_type(totals.snapshot_account_width),
                     n,
                     "",
                     "Account id, sorted within the customer, padded with NUL.",
                     {}});
  columns.push_back({names::kAccountType, kU8, n, "", "The subtype's type.", list_of(kAccountTypeNames)});
  columns.push_back({names::kAccountSubtype, kU8, n, "", "Subtype.", list_of(kAccountSubtypeNames)});
  columns.push_back(money_column(names::kBalanceCurrent, n, totals, "What is held, or owed on a credit or loan"));
  columns.push_back(money_column(names::kBalanceAvailable, n, totals, "What can be drawn"));
  columns.push_back(money_column(names::kBalanceLimit, n, totals, "Credit limit, not below 0"));
}

/// Only where there are some.
void append_joint_columns(std::vector<ColumnSpec>& columns, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_joint;
  if (n == 0) return;
  columns.push_back({names::kJointOffset,
                     kU64,
                     totals.num_customers + 1,
                     "rows",
                     "Customer i has accounts [offset[i], offset[i+1]) in common with another one.",
                     {}});
  columns.push_back({names::kJointAccount,
                     text_type(totals.snapshot_account_width),
                     n,
                     "",
                     "Id of an account that counts for another customer, sorted within the customer.",
                     {}});
  columns.push_back({names::kJointOwner,
                     text_type(totals.joint_owner_width),
                     n,
                     "",
                     "The customer for whom it counts, who was named first.",
                     {}});
}

void append_liability_columns(std::vector<ColumnSpec>& columns, const SegmentPart& totals) {
  const std::uint64_t n = totals.num_liabilities;
  columns.push_back({names::kLiabilityOffset,
                     kU64,
                     totals.num_customers + 1,
                     "rows",
                     "Customer i has liabilities [offset[i], offset[i+1]).",
                     {}});
  columns.push_back({names::kLiabilityAccount,
                     kU16,
                     n,
                     "",
                     "Index among the customer's accounts, ascending; an account has at most one liability.",
                     {}});
  columns.push_back({names::kLiabilityType, kU8, n, "", "Type.", list_of(kLiabilityTypeNames)});
  columns.push_back({names::kInterestRate, kF64, n, "fraction", "Interest rate; NaN: not known.", {}});
  columns.push_back(money_column(names::kMinimumPayment, n, totals, "Minimum payment, not below 0"));
  columns.push_back(money_column(names::kLastPayment, n, totals, "Last payment, not below 0"));
  columns.push_back(money_column(names::kLastStatement, n, totals, "Balance of the last statement"));
  columns.push_back(
      {names::kIsOverdue, kU8, n, "", "Whether a payment is overdue; 255: not known.", {"false", "true"}});
  columns.push_back({names::kNextPayment,
                     kU32,
                     n,
                     "seconds since 1970-01-01 00:00, local",
                     "Midnight of the day the next payment is due; 4294967295: not known.",
                     {}});
  columns.push_back({names::kAprOffset, kU64, n + 1, "rows", "Liability i has aprs [offset[i], offset[i+1]).", {}});
  columns.push_back({names::kApr, kF64, totals.num_aprs, "fraction", "Annual percentage rates, 0 to 1.", {}});
}

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
  append_account_columns(spec.columns, totals);
  append_joint_columns(spec.columns, totals);
  append_liability_columns(spec.columns, totals);
  append_reasons(spec.columns, facts.counts.accounts, names::kAccountReason, names::kAccountRejected);
  append_reasons(spec.columns, facts.counts.liabilities, names::kLiabilityReason, names::kLiabilityRejected);
}

/// Likewise, after a snapshot.
void append_attributes(store::FileSpec& spec, const SegmentMetadata& facts, const SegmentPart& totals) {
  spec.group_attributes[names::kImportCustomers] = count_attributes(facts.counts.customers, false);
  const auto add_codes = [&](const char* beginning, std::uint64_t n) {
    for (const NamedTexts& attribute : facts.attributes)
      spec.columns.push_back({names::path_of(beginning, attribute.name),
                              stored_type_of_codes(attribute.texts.size()),
                              n,
                              "",
                              fmt::format("Index into {}; the type's largest value: none.",
                                          names::path_of(names::kAttributeDictionary, attribute.name)),
                              {}});
  };
  add_codes(names::kAttribute, totals.num_customers);
  spec.columns.push_back({names::kListedId,
                          text_type(totals.listed_width),
                          totals.num_listed,
                          "",
                          "Ids that the file of customers names and that have neither a transaction nor an account in "
                          "this segment, as /customer/id.",
                          {}});
  spec.columns.push_back({names::kListedHash, kU64, totals.num_listed, "", "XXH3-64 of the id, seed 0.", {}});
  add_codes(names::kListedAttribute, totals.num_listed);
  for (const NamedTexts& attribute : facts.attributes)
    spec.columns.push_back(dictionary_column(names::kAttributeDictionary, attribute, "Texts of the attribute"));
  spec.columns.push_back({names::kListedIndex,
                          kU64,
                          kHashPrefixes + 1,
                          "rows",
                          "First listed customer of each value of a hash's upper 16 bits, then the number of them.",
                          {}});
  append_reasons(spec.columns, facts.counts.customers, names::kCustomerReason, names::kCustomerRejected);
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
  spec.columns = customer_columns(facts.columns, totals);
  append_transaction_columns(spec.columns, facts, totals);
  append_other_columns(spec.columns, facts, totals);
  if (facts.columns.has(Column::kSnapshot)) append_snapshot(spec, facts, totals);
  if (facts.columns.has(Column::kAttributes)) append_attributes(spec, facts, totals);
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
