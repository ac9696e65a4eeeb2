#include "ledger/segment/open_segment.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "ledger/segment/column_names.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ledger {

namespace {

using store::ElementKind;
using store::Layout;

[[noreturn]] void refuse_segment(const std::string& what) {
  throw InputError(what + "; import the segment again, or restore it from a copy");
}

void require_column(const Layout& layout, const char* column, ElementKind kind, std::uint64_t length) {
  const store::ColumnPlace& place = layout.at(column, kind);
  if (place.length != length)
    refuse_segment(fmt::format("column '{}' has {} elements instead of {}", column, place.length, length));
}

bool require_optional(const Layout& layout, const char* column, ElementKind kind, std::uint64_t length) {
  if (!layout.has(column)) return false;
  require_column(layout, column, kind, length);
  return true;
}

void require_known_format(const Layout& layout) {
  const auto format = layout.text_attributes.find("format");
  if (format == layout.text_attributes.end() || format->second != kSegmentFormat)
    throw InputError("it is no segment of a ledger; take it out of the ledger's directory");
  const std::uint64_t version = layout.integer("version");
  if (version > kSegmentVersion)
    throw InputError(fmt::format("it has version {} of the format, this program reads up to {}; use a newer spendlens",
                                 version, kSegmentVersion));
}

Timestamp timestamp_attribute(const Layout& layout, const char* name) {
  const std::uint64_t value = layout.integer(name);
  if (value > kNoTimestamp) refuse_segment(fmt::format("attribute '{}' is out of range", name));
  return static_cast<Timestamp>(value);
}

std::vector<std::uint64_t> read_index(const store::ColumnFileReader& file, const char* column, std::uint64_t total) {
  require_column(file.layout(), column, ElementKind::kU64, kHashPrefixes + 1);
  std::vector<std::uint64_t> index = file.read_all<std::uint64_t>(column);
  if (index.front() != 0 || index.back() != total || !std::is_sorted(index.begin(), index.end()))
    refuse_segment(fmt::format("index '{}' does not ascend from 0 to {}", column, total));
  return index;
}

std::vector<std::string> read_dictionary(const store::ColumnFileReader& file, const char* column, std::size_t limit) {
  const store::ColumnPlace& place = file.layout().at(column, ElementKind::kText);
  if (place.length > limit || place.type.width > kMaxTextBytes)
    refuse_segment(fmt::format("dictionary '{}' is too large", column));
  std::vector<std::string> texts = file.read_all_texts(column);
  if (std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) != texts.end())
    refuse_segment(fmt::format("dictionary '{}' does not ascend", column));
  return texts;
}

/// Accounts and liabilities come together, or there is no snapshot.
bool require_snapshot(const Layout& layout, std::uint64_t customers) {
  if (!layout.has(names::kAccountOffset) && !layout.has(names::kLiabilityOffset)) return false;
  const store::ColumnPlace& id = layout.at(names::kAccountId, ElementKind::kText);
  if (id.type.width > kMaxIdBytes) refuse_segment("account ids are too long");
  const std::uint64_t accounts = id.length;
  require_column(layout, names::kAccountOffset, ElementKind::kU64, customers + 1);
  for (const char* column : {names::kAccountType, names::kAccountSubtype})
    require_column(layout, column, ElementKind::kU8, accounts);
  for (const char* column : {names::kBalanceCurrent, names::kBalanceAvailable, names::kBalanceLimit})
    require_column(layout, column, ElementKind::kI64, accounts);

  const std::uint64_t liabilities = layout.at(names::kLiabilityType).length;
  require_column(layout, names::kLiabilityOffset, ElementKind::kU64, customers + 1);
  require_column(layout, names::kLiabilityAccount, ElementKind::kU16, liabilities);
  for (const char* column : {names::kLiabilityType, names::kIsOverdue})
    require_column(layout, column, ElementKind::kU8, liabilities);
  for (const char* column : {names::kMinimumPayment, names::kLastPayment, names::kLastStatement})
    require_column(layout, column, ElementKind::kI64, liabilities);
  require_column(layout, names::kInterestRate, ElementKind::kF64, liabilities);
  require_column(layout, names::kNextPayment, ElementKind::kU32, liabilities);
  require_column(layout, names::kAprOffset, ElementKind::kU64, liabilities + 1);
  (void)layout.at(names::kApr, ElementKind::kF64);
  if (layout.integer("accounts") != accounts || layout.integer("liabilities") != liabilities)
    refuse_segment("the numbers of accounts and liabilities are not as its attributes say");
  return true;
}

void fill(OpenedSegment& opened, const Layout& layout) {
  require_known_format(layout);
  Segment& segment = opened.segment;
  const std::uint64_t n = layout.at(names::kId, ElementKind::kText).length;
  const std::uint64_t rows = layout.at(names::kAmount).length;
  segment.num_customers = n;
  segment.num_transactions = rows;
  segment.id_width = layout.at(names::kId).type.width;
  if (segment.id_width > kMaxIdBytes) refuse_segment("customer ids are too long");
  if (layout.integer("customers") != n || layout.integer("transactions") != rows)
    refuse_segment("the numbers of customers and transactions are not as its attributes say");
  require_column(layout, names::kHash, ElementKind::kU64, n);
  require_column(layout, names::kTransactionOffset, ElementKind::kU64, n + 1);
  require_column(layout, names::kFirstTimestamp, ElementKind::kU32, n);
  require_column(layout, names::kTimestamp, ElementKind::kU32, rows);
  require_column(layout, names::kAmount, ElementKind::kI64, rows);
  segment.columns.merchant = require_optional(layout, names::kMerchant, ElementKind::kU32, rows);
  segment.columns.category = require_optional(layout, names::kCategory, ElementKind::kU16, rows);
  segment.columns.account = require_optional(layout, names::kAccount, ElementKind::kU16, rows);
  segment.columns.flags = require_optional(layout, names::kFlags, ElementKind::kU8, rows);
  segment.columns.quantity = require_optional(layout, names::kQuantity, ElementKind::kU32, rows);
  segment.columns.margin = require_optional(layout, names::kMargin, ElementKind::kI64, rows);
  segment.columns.product_count = require_optional(layout, names::kProductCount, ElementKind::kU16, rows);
  segment.first_timestamp = timestamp_attribute(layout, "first_timestamp");
  segment.last_timestamp = timestamp_attribute(layout, "last_timestamp");
  if (segment.columns.account) {
    require_column(layout, names::kAccountRefOffset, ElementKind::kU64, n + 1);
    if (layout.at(names::kAccountRefId, ElementKind::kText).type.width > kMaxIdBytes)
      refuse_segment("account ids are too long");
  }
  segment.has_history = require_optional(layout, names::kHistory, ElementKind::kU8, n);
  if (segment.has_history && segment.columns.flags) require_column(layout, names::kFirstSettled, ElementKind::kU32, n);
  if (const auto turnover = layout.integer_attributes.find("turnover"); turnover != layout.integer_attributes.end())
    segment.turnover = turnover->second;
  segment.columns.snapshot = require_snapshot(layout, n);
  segment.columns.archetype = require_optional(layout, names::kArchetype, ElementKind::kU8, n);
  const auto archetypes = layout.list_attributes.find(std::string(names::kArchetype) + "/values");
  if (segment.columns.archetype && archetypes != layout.list_attributes.end()) segment.archetypes = archetypes->second;
  segment.customer_index = read_index(*segment.file, names::kCustomerIndex, n);
  segment.transaction_index = read_index(*segment.file, names::kTransactionIndex, rows);
  if (segment.columns.merchant)
    opened.merchants = read_dictionary(*segment.file, names::kMerchantDictionary, kNoMerchant);
  if (segment.columns.category)
    opened.categories = read_dictionary(*segment.file, names::kCategoryDictionary, kNoCategory);
  opened.currency = layout.text("currency");
  opened.timezone = layout.text("timezone");
}

}  // namespace

OpenedSegment open_segment(std::shared_ptr<store::ColumnFileReader> file, const std::string& name) {
  OpenedSegment opened;
  opened.segment.name = name;
  opened.segment.file = std::move(file);
  try {
    fill(opened, opened.segment.file->layout());
  } catch (const InputError& error) {
    throw InputError(fmt::format("segment {} cannot be used: {}", opened.segment.file->path(), error.what()));
  }
  return opened;
}

}  // namespace spendlens::ledger
