#include "ledger/segment/open_segment.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/required_columns.hpp"
#include "ledger/segment/snapshot_layout.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/core/stream_kind.hpp"

namespace spendlens::ledger {

namespace {

using store::ElementKind;
using store::Layout;

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
  if (value > kNoTimestamp) refuse_layout(fmt::format("attribute '{}' is out of range", name));
  return static_cast<Timestamp>(value);
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
  if (id.type.width > kMaxIdBytes) refuse_layout("ids of listed customers are too long");
  require_column(layout, names::kListedHash, ElementKind::kU64, id.length);
  for (const NamedTexts& attribute : segment.attributes) {
    require_stored<std::uint16_t>(layout, names::path_of(names::kAttribute, attribute.name).c_str(),
                                  segment.num_customers);
    require_stored<std::uint16_t>(layout, names::path_of(names::kListedAttribute, attribute.name).c_str(), id.length);
  }
  segment.listed_index = read_index(*segment.file, names::kListedIndex, id.length);
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
    refuse_layout(fmt::format("'{}' has a kind that is none", names::kMerchantKind));
}

void fill(OpenedSegment& opened, const Layout& layout) {
  require_known_format(layout);
  Segment& segment = opened.segment;
  const std::uint64_t n = layout.at(names::kId, ElementKind::kText).length;
  const std::uint64_t rows = layout.at(transaction_column_of<Column::kAmount>().path).length;
  segment.num_customers = n;
  segment.num_transactions = rows;
  segment.id_width = layout.at(names::kId).type.width;
  if (segment.id_width > kMaxIdBytes) refuse_layout("customer ids are too long");
  if (layout.integer("customers") != n || layout.integer("transactions") != rows)
    refuse_layout("the numbers of customers and transactions are not as its attributes say");
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
      refuse_layout("account ids are too long");
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
