#include "ledger/segment/open_segment.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/stored_types.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/core/stream_kind.hpp"

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

/// Of a column that is T in memory.
template <class T>
void require_stored(const Layout& layout, const char* column, std::uint64_t length) {
  const ElementKind kind = layout.at(column).type.kind;
  require_column(layout, column, may_be_stored_as<T>(kind) ? kind : store::element_type<T>().kind, length);
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
    throw InputError(
        fmt::format("it has version {} of the format, this program reads version {}; use a newer spendlens", version,
                    kSegmentVersion));
  if (version < kSegmentVersion)
    throw InputError(fmt::format(
        "it has version {} of the format, this program reads version {}; import or generate it again, into a new ledger",
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

std::vector<std::string> read_dictionary(const store::ColumnFileReader& file, const std::string& column,
                                         std::size_t limit) {
  const store::ColumnPlace& place = file.layout().at(column, ElementKind::kText);
  if (place.length > limit || place.type.width > kMaxTextBytes)
    refuse_segment(fmt::format("dictionary '{}' is too large", column));
  std::vector<std::string> texts = file.read_all_texts(column);
  if (std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) != texts.end())
    refuse_segment(fmt::format("dictionary '{}' does not ascend", column));
  return texts;
}

/// The columns whose paths begin so, by name, with their dictionaries.
std::vector<NamedTexts> named_columns(const store::ColumnFileReader& file, const std::string& beginning,
                                      const char* dictionary, std::size_t most) {
  std::vector<NamedTexts> columns;
  const auto& all = file.layout().columns;
  for (auto column = all.lower_bound(beginning); column != all.end() && column->first.starts_with(beginning);
       ++column) {
    const std::string name = column->first.substr(beginning.size());
    if (!is_column_name(name)) refuse_segment(fmt::format("'{}' is no name that a column can have", name));
    columns.push_back({name, read_dictionary(file, names::path_of(dictionary, name), kNoDimension)});
  }
  if (columns.size() > most)
    refuse_segment(fmt::format("it has {} columns {}*, of which there can be {}", columns.size(), beginning, most));
  return columns;
}

void find_dimensions(OpenedSegment& opened) {
  Segment& segment = opened.segment;
  opened.dimensions = named_columns(*segment.file, names::kDimension, names::kDimensionDictionary, kMaxDimensions);
  for (std::size_t i = 0; i < opened.dimensions.size(); ++i) {
    const std::string& name = opened.dimensions[i].name;
    segment.dimensions[i] = {name, names::path_of(names::kDimension, name), {}};
  }
}

/// Whether the column is there, under the name that it has in this segment.
template <class C>
bool is_there(const Segment& segment, const C& column) {
  const char* const path = segment.path_of(column);
  return *path != '\0' && segment.file->layout().has(path);
}

/// Attributes of customers, and the customers that are listed for them alone.
void find_attributes(Segment& segment) {
  const Layout& layout = segment.file->layout();
  segment.attributes = named_columns(*segment.file, names::kAttribute, names::kAttributeDictionary, kMaxAttributes);
  if (segment.attributes.empty()) return;
  segment.columns.add(Column::kAttributes);
  const store::ColumnPlace& id = layout.at(names::kListedId, ElementKind::kText);
  if (id.type.width > kMaxIdBytes) refuse_segment("ids of listed customers are too long");
  require_column(layout, names::kListedHash, ElementKind::kU64, id.length);
  for (const NamedTexts& attribute : segment.attributes) {
    require_stored<std::uint16_t>(layout, names::path_of(names::kAttribute, attribute.name).c_str(),
                                  segment.num_customers);
    require_stored<std::uint16_t>(layout, names::path_of(names::kListedAttribute, attribute.name).c_str(), id.length);
  }
  segment.listed_index = read_index(*segment.file, names::kListedIndex, id.length);
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
    require_stored<Minor>(layout, column, accounts);

  const std::uint64_t liabilities = layout.at(names::kLiabilityType).length;
  require_column(layout, names::kLiabilityOffset, ElementKind::kU64, customers + 1);
  require_column(layout, names::kLiabilityAccount, ElementKind::kU16, liabilities);
  for (const char* column : {names::kLiabilityType, names::kIsOverdue})
    require_column(layout, column, ElementKind::kU8, liabilities);
  for (const char* column : {names::kMinimumPayment, names::kLastPayment, names::kLastStatement})
    require_stored<Minor>(layout, column, liabilities);
  require_column(layout, names::kInterestRate, ElementKind::kF64, liabilities);
  require_column(layout, names::kNextPayment, ElementKind::kU32, liabilities);
  require_column(layout, names::kAprOffset, ElementKind::kU64, liabilities + 1);
  (void)layout.at(names::kApr, ElementKind::kF64);
  if (layout.has(names::kJointOffset)) {
    const store::ColumnPlace& joint = layout.at(names::kJointAccount, ElementKind::kText);
    require_column(layout, names::kJointOffset, ElementKind::kU64, customers + 1);
    require_column(layout, names::kJointOwner, ElementKind::kText, joint.length);
    if (joint.type.width > kMaxIdBytes || layout.at(names::kJointOwner).type.width > kMaxIdBytes)
      refuse_segment("ids of joint accounts are too long");
  }
  if (layout.integer("accounts") != accounts || layout.integer("liabilities") != liabilities)
    refuse_segment("the numbers of accounts and liabilities are not as its attributes say");
  return true;
}

bool has_wide_money(const Layout& layout) {
  bool wide = false;
  for (const char* column : {names::kBalanceCurrent, names::kBalanceAvailable, names::kBalanceLimit,
                             names::kMinimumPayment, names::kLastPayment, names::kLastStatement})
    wide = wide || layout.at(column).type.kind == ElementKind::kI64;
  return wide;
}

/// How the merchants were made.
void read_merchant_facts(Segment& segment, const Layout& layout, std::size_t num_merchants) {
  if (const auto rule = layout.text_attributes.find(names::kMerchantRule); rule != layout.text_attributes.end()) {
    const auto known = parse_merchant_rule(rule->second);
    if (!known)
      throw InputError(fmt::format(
          "its merchants were made by the rule set '{}', which this program does not know; use a newer spendlens",
          readable(rule->second)));
    segment.merchant_rule = known;
    segment.aliases = layout.text(names::kAliases);
  }
  if (layout.has(names::kMerchantTexts))
    require_column(layout, names::kMerchantTexts, ElementKind::kU32, num_merchants);
  if (layout.has(names::kJoinedMerchant))
    require_column(layout, names::kJoinedMerchant, ElementKind::kU32, layout.at(names::kJoinedText).length);
  if (!require_optional(layout, names::kMerchantKind, ElementKind::kU8, num_merchants)) return;
  segment.merchant_kind = segment.file->read_all<std::uint8_t>(names::kMerchantKind);
  if (std::any_of(segment.merchant_kind.begin(), segment.merchant_kind.end(),
                  [](std::uint8_t kind) { return kind >= kStreamKindNames.size() && kind != kNoStreamKind; }))
    refuse_segment(fmt::format("'{}' has a kind that is none", names::kMerchantKind));
}

void fill(OpenedSegment& opened, const Layout& layout) {
  require_known_format(layout);
  Segment& segment = opened.segment;
  const std::uint64_t n = layout.at(names::kId, ElementKind::kText).length;
  const std::uint64_t rows = layout.at(transaction_column_of<Column::kAmount>().path).length;
  segment.num_customers = n;
  segment.num_transactions = rows;
  segment.id_width = layout.at(names::kId).type.width;
  if (segment.id_width > kMaxIdBytes) refuse_segment("customer ids are too long");
  if (layout.integer("customers") != n || layout.integer("transactions") != rows)
    refuse_segment("the numbers of customers and transactions are not as its attributes say");
  require_column(layout, names::kHash, ElementKind::kU64, n);
  require_column(layout, names::kTransactionOffset, ElementKind::kU64, n + 1);
  require_column(layout, names::kFirstTimestamp, ElementKind::kU32, n);
  find_dimensions(opened);
  for_each_transaction_column([&]<class C>(const C& column) {
    if (!kRequiredColumns.has(column.id) && !is_there(segment, column)) return;
    const char* const path = segment.path_of(column);
    require_stored<typename C::Value>(layout, path, rows);
    segment.columns.add(column.id);
    segment.wide.add(column.id,
                     !is_dimension(column.id) && layout.at(path).type == store::element_type<typename C::Value>());
  });
  if (segment.columns.has(Column::kKey)) segment.import_number = layout.integer(names::kImportNumber);
  segment.first_timestamp = timestamp_attribute(layout, "first_timestamp");
  segment.last_timestamp = timestamp_attribute(layout, "last_timestamp");
  if (segment.columns.has(Column::kAccount)) {
    require_column(layout, names::kAccountRefOffset, ElementKind::kU64, n + 1);
    if (layout.at(names::kAccountRefId, ElementKind::kText).type.width > kMaxIdBytes)
      refuse_segment("account ids are too long");
  }
  segment.has_history = require_optional(layout, names::kHistory, ElementKind::kU8, n);
  if (segment.has_history && segment.columns.has(Column::kFlags))
    require_column(layout, names::kFirstSettled, ElementKind::kU32, n);
  if (const auto turnover = layout.integer_attributes.find("turnover"); turnover != layout.integer_attributes.end())
    segment.turnover = turnover->second;
  segment.columns.add(Column::kSnapshot, require_snapshot(layout, n));
  segment.wide.add(Column::kSnapshot, segment.columns.has(Column::kSnapshot) && has_wide_money(layout));
  segment.columns.add(Column::kArchetype, require_optional(layout, names::kArchetype, ElementKind::kU8, n));
  const auto archetypes = layout.list_attributes.find(std::string(names::kArchetype) + "/values");
  if (segment.columns.has(Column::kArchetype) && archetypes != layout.list_attributes.end())
    segment.archetypes = archetypes->second;
  find_attributes(segment);
  segment.customer_index = read_index(*segment.file, names::kCustomerIndex, n);
  segment.transaction_index = read_index(*segment.file, names::kTransactionIndex, rows);
  if (segment.columns.has(Column::kMerchant)) {
    opened.merchants = read_dictionary(*segment.file, names::kMerchantDictionary, kNoMerchant);
    read_merchant_facts(segment, layout, opened.merchants.size());
  }
  if (segment.columns.has(Column::kCategory))
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
