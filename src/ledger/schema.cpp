#include "spendlens/ledger/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/column_names.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ledger {

namespace {

using store::ColumnSpec;
using store::ElementType;
using store::text_type;

const ElementType kU8 = store::element_type<std::uint8_t>();
const ElementType kU16 = store::element_type<std::uint16_t>();
const ElementType kU32 = store::element_type<std::uint32_t>();
const ElementType kU64 = store::element_type<std::uint64_t>();
const ElementType kI64 = store::element_type<std::int64_t>();

std::uint32_t widest(const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  return static_cast<std::uint32_t>(width);
}

std::vector<ColumnSpec> customer_columns(const SegmentPart& totals) {
  const std::uint64_t n = totals.num_customers;
  return {{names::kId, text_type(totals.id_width), n, "", "Customer id, sorted by (hash, id), padded with NUL.", {}},
          {names::kHash, kU64, n, "", "XXH3-64 of the id, seed 0.", {}},
          {names::kTransactionOffset, kU64, n + 1, "rows", "Customer i has rows [offset[i], offset[i+1]).", {}},
          {names::kFirstTimestamp, kU32, n, "seconds since 1970-01-01 00:00, local",
           "Earliest timestamp of all of the customer's rows in this segment; 4294967295: no rows.", {}}};
}

std::vector<ColumnSpec> transaction_columns(const OptionalColumns& has, std::uint64_t n) {
  std::vector<ColumnSpec> columns = {
      {names::kTimestamp, kU32, n, "seconds since 1970-01-01 00:00, local",
       "A customer's rows ascend by merchant, timestamp, amount, category, account, flags, quantity, margin, "
       "product_count: those that are there.", {}},
      {names::kAmount, kI64, n, "minor units", "Signed: below 0 money leaves the customer.", {}}};
  if (has.merchant)
    columns.push_back({names::kMerchant, kU32, n, "", "Index into /dictionary/merchant; 4294967295: none.", {}});
  if (has.category)
    columns.push_back({names::kCategory, kU16, n, "", "Index into /dictionary/category; 65535: none.", {}});
  if (has.account)
    columns.push_back({names::kAccount, kU16, n, "", "Index among the customer's /account_ref ids; 65535: none.", {}});
  if (has.flags) columns.push_back({names::kFlags, kU8, n, "", "Bit 0: pending.", {}});
  if (has.quantity) columns.push_back({names::kQuantity, kU32, n, "units", "Summed over the order's lines.", {}});
  if (has.margin) columns.push_back({names::kMargin, kI64, n, "minor units", "Summed over the order's lines.", {}});
  if (has.product_count)
    columns.push_back({names::kProductCount, kU16, n, "products", "Distinct products of the order.", {}});
  return columns;
}

void append_other_columns(std::vector<ColumnSpec>& columns, const SegmentFacts& facts, const SegmentPart& totals) {
  if (facts.columns.account) {
    columns.push_back({names::kAccountRefId, text_type(totals.account_width), totals.num_account_refs, "",
                       "Account ids that a customer's rows name, sorted within the customer.", {}});
    columns.push_back({names::kAccountRefOffset, kU64, totals.num_customers + 1, "rows",
                       "Customer i's account ids are [offset[i], offset[i+1]).", {}});
  }
  if (facts.columns.merchant)
    columns.push_back({names::kMerchantDictionary, text_type(widest(facts.merchants)), facts.merchants.size(), "",
                       "Merchants, sorted bytewise.", {}});
  if (facts.columns.category)
    columns.push_back({names::kCategoryDictionary, text_type(widest(facts.categories)), facts.categories.size(), "",
                       "Categories, sorted bytewise.", {}});
  std::vector<std::string> reasons;
  for (const auto& [reason, count] : facts.counts.rejected) reasons.push_back(reason);
  columns.push_back({names::kReason, text_type(widest(reasons)), reasons.size(), "", "Why rows were rejected.", {}});
  columns.push_back({names::kRejected, kU64, reasons.size(), "rows", "Rows rejected for that reason.", {}});
  columns.push_back({names::kCustomerIndex, kU64, kHashPrefixes + 1, "rows",
                     "First customer of each value of a hash's upper 16 bits, then the number of them.", {}});
  columns.push_back({names::kTransactionIndex, kU64, kHashPrefixes + 1, "rows",
                     "First transaction of each value of a hash's upper 16 bits, then the number of them.", {}});
}

}  // namespace

std::uint64_t RecordCounts::rows_rejected() const {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : rejected) sum += count;
  return sum;
}

store::FileSpec segment_spec(const SegmentFacts& facts, const SegmentPart& totals) {
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
                     {"source_name", facts.source.name},
                     {"source_bytes", facts.source.bytes},
                     {"source_digest", facts.source.digest},
                     {"written_by", std::string("spendlens " SPENDLENS_VERSION)}};
  spec.group_attributes[names::kImport] = {{"rows_read", facts.counts.rows_read},
                                           {"rows_stored", facts.counts.rows_stored},
                                           {"lines_folded", facts.counts.lines_folded},
                                           {"rows_rejected", facts.counts.rows_rejected()}};
  spec.columns = customer_columns(totals);
  for (ColumnSpec& column : transaction_columns(facts.columns, totals.num_transactions))
    spec.columns.push_back(std::move(column));
  append_other_columns(spec.columns, facts, totals);
  return spec;
}

std::string segment_path(const std::string& ledger_directory, const std::string& name) {
  const auto fits = [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  if (name.empty() || name.size() > 100 || name.front() == '.' || !std::all_of(name.begin(), name.end(), fits))
    throw UsageError(
        fmt::format("'{}' cannot name a segment: 1 to 100 letters, digits, '.', '_' or '-' can, not beginning with "
                    "'.'; give another with --segment",
                    name));
  return fmt::format("{}/{}.h5", ledger_directory, name);
}

}  // namespace spendlens::ledger
