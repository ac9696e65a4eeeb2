#include "spendlens/ledger/check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "ledger/check/segment_check.hpp"
#include "ledger/read/snapshot_slice.hpp"
#include "ledger/segment/column_names.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/block_sums.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::uint64_t kChunkCustomers = 65'536;

void check_index(const Segment& segment, const std::vector<std::uint64_t>& counts,
                 const std::vector<std::uint64_t>& index, const char* column) {
  std::uint64_t sum = 0;
  for (std::size_t prefix = 0; prefix < counts.size(); ++prefix) {
    if (index[prefix] != sum)
      refuse_segment(segment, fmt::format("{} says {} for prefix {}, but the customers' hashes say {}", column,
                                          index[prefix], prefix, sum));
    sum += counts[prefix];
  }
}

void check_time_range(const Segment& segment, const CheckTotals& totals) {
  if (totals.first_timestamp != segment.first_timestamp || totals.last_timestamp != segment.last_timestamp)
    refuse_segment(segment, fmt::format("its attributes say that its rows are from {} to {}, they are from {} to {}",
                                        segment.first_timestamp, segment.last_timestamp, totals.first_timestamp,
                                        totals.last_timestamp));
}

void check_turnover(const Segment& segment, uint128 turnover) {
  if (segment.turnover && *segment.turnover != stored_turnover(turnover))
    refuse_segment(segment, fmt::format("its attributes say that its turnover is {}, its rows' is {}",
                                        *segment.turnover, stored_turnover(turnover)));
}

void check_dictionary(const Segment& segment, const std::string& column) {
  const std::vector<std::string> texts = segment.file->read_all_texts(column);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) refuse_segment(segment, fmt::format("{} has an empty text in row {}", column, i));
    if (i > 0 && texts[i - 1] >= texts[i])
      refuse_segment(segment,
                     fmt::format("{} does not ascend: '{}' in row {} comes too late", column, readable(texts[i]), i));
  }
}

void check_joined_texts(const Segment& segment) {
  if (!segment.file->layout().has(names::kJoinedMerchant)) return;
  for (const std::uint32_t merchant : segment.file->read_all<std::uint32_t>(names::kJoinedMerchant))
    if (merchant >= segment.merchant_code.size())
      refuse_segment(segment, fmt::format("{} names merchant {}, but there are only {}", names::kJoinedMerchant,
                                          merchant, segment.merchant_code.size()));
}

/// What the import wrote about one kind of record.
struct CountsPlace {
  const char* group;
  const char* reason;
  const char* rejected;
  bool are_folded = false;
};
constexpr CountsPlace kTransactionCounts{names::kImport, names::kReason, names::kRejected, true};
constexpr CountsPlace kAccountCounts{names::kImportAccounts, names::kAccountReason, names::kAccountRejected};
constexpr CountsPlace kCustomerCounts{names::kImportCustomers, names::kCustomerReason, names::kCustomerRejected};
constexpr CountsPlace kLiabilityCounts{names::kImportLiabilities, names::kLiabilityReason, names::kLiabilityRejected};

/// rows read = rows stored + lines folded + rows rejected + rows filtered, and stored are as many as there are.
void check_counts(const Segment& segment, const CountsPlace& place, std::uint64_t num_rows) {
  const store::ColumnFileReader& file = *segment.file;
  const store::Layout& layout = file.layout();
  const std::vector<std::uint64_t> rejected = file.read_all<std::uint64_t>(place.rejected);
  if (layout.at(place.reason, store::ElementKind::kText).length != rejected.size())
    refuse_segment(segment, fmt::format("{} and {} have different lengths", place.reason, place.rejected));
  const auto count = [&](const char* name) { return layout.integer(fmt::format("{}/{}", place.group, name)); };
  uint128 sum = 0;
  for (const std::uint64_t one : rejected) sum += one;
  if (sum != count("rows_rejected"))
    refuse_segment(segment, fmt::format("{}: the rejected rows by reason do not add up to rows_rejected", place.group));
  if (count("rows_stored") != num_rows)
    refuse_segment(segment, fmt::format("{}: the import counted {} rows stored, there are {}", place.group,
                                        count("rows_stored"), num_rows));
  const std::uint64_t superseded = layout.integer_or_zero(fmt::format("{}/{}", place.group, names::kRowsSuperseded));
  const std::uint64_t filtered = layout.integer_or_zero(fmt::format("{}/{}", place.group, names::kRowsFiltered));
  const std::uint64_t folded = layout.integer_or_zero(fmt::format("{}/lines_folded", place.group));
  if (count("rows_read") != sum + filtered + superseded + count("rows_stored") + folded)
    refuse_segment(segment,
                   fmt::format("{}: rows_read is not rows_stored{} + rows_rejected{}{}", place.group,
                               place.are_folded ? " + lines_folded" : "", filtered > 0 ? " + rows_filtered" : "",
                               superseded > 0 ? " + rows_superseded" : ""));
}

/// Of a file of customers: those it lists beside the segment's own, of whom it may name any number.
std::uint64_t customers_named(const Segment& segment) {
  const std::uint64_t listed = segment.listed_index.back();
  const std::uint64_t stored = segment.file->layout().integer(std::string(names::kImportCustomers) + "/rows_stored");
  return std::clamp(stored, listed, listed + segment.num_customers);
}

void check_offset_ends(const Segment& segment) {
  if (segment.num_customers > 0) return;  // otherwise checked with the customers
  const auto check_column = [&segment](const char* column, std::uint64_t length) {
    const std::vector<std::uint64_t> offset = segment.file->read_all<std::uint64_t>(column);
    if (offset != std::vector<std::uint64_t>{0} || length != 0)
      refuse_segment(segment, fmt::format("{} must be 0 alone: there is no customer", column));
  };
  check_column(names::kTransactionOffset, segment.num_transactions);
  const store::Layout& layout = segment.file->layout();
  if (segment.columns.has(Column::kAccount))
    check_column(names::kAccountRefOffset, layout.at(names::kAccountRefId).length);
  if (!segment.columns.has(Column::kSnapshot)) return;
  check_column(names::kAccountOffset, layout.at(names::kAccountId).length);
  check_column(names::kLiabilityOffset, layout.at(names::kLiabilityType).length);
  check_column(names::kAprOffset, layout.at(names::kApr).length);
  if (layout.has(names::kJointOffset)) check_column(names::kJointOffset, layout.at(names::kJointAccount).length);
}

void check_share(const Segment& segment, ItemRange share, CheckTotals& totals) {
  CustomerCheck customers(segment);
  RowCheck rows(segment);
  CustomerChunk chunk;
  Snapshot snapshot;
  for (std::uint64_t begin = share.begin; begin < share.end; begin += kChunkCustomers) {
    const ItemRange range{begin, std::min(begin + kChunkCustomers, share.end)};
    customers.read(range, chunk, totals);
    rows.run(customers, chunk, totals);
    if (segment.columns.has(Column::kSnapshot)) read_snapshot(segment, range, refuse_segment, snapshot);
  }
}

/// The prefixes of one rank.
PrefixRange share_of(const comm::Communicator& communicator) {
  const ItemRange share = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator.rank()),
                                  static_cast<std::uint64_t>(communicator.size()));
  return {share.begin, share.end};
}

}  // namespace

void refuse_segment(const Segment& segment, const std::string& what) {
  throw InputError(fmt::format("segment '{}' ({}): {}; import it again, or restore it from a copy", segment.name,
                               segment.file->path(), what));
}

void check_segment(comm::Communicator& communicator, const Segment& segment) {
  store::verify_all_blocks(communicator, segment.file->file(), segment.file->sums());
  CheckTotals totals;
  totals.customers_by_prefix.assign(kHashPrefixes, 0);
  totals.transactions_by_prefix.assign(kHashPrefixes, 0);
  comm::agree(communicator, [&] {
    check_share(segment,
                part_of(segment.num_customers, static_cast<std::uint64_t>(communicator.rank()),
                        static_cast<std::uint64_t>(communicator.size())),
                totals);
    if (segment.columns.has(Column::kAttributes)) check_attributes(segment, share_of(communicator));
  });
  communicator.all_reduce(totals.customers_by_prefix, comm::ReduceOp::kSum);
  communicator.all_reduce(totals.transactions_by_prefix, comm::ReduceOp::kSum);
  totals.first_timestamp = static_cast<Timestamp>(
      communicator.all_reduce_value(std::uint64_t{totals.first_timestamp}, comm::ReduceOp::kMin));
  totals.last_timestamp =
      static_cast<Timestamp>(communicator.all_reduce_value(std::uint64_t{totals.last_timestamp}, comm::ReduceOp::kMax));
  std::array<int128, 1> turnover{static_cast<int128>(totals.turnover)};
  communicator.all_reduce(turnover, comm::ReduceOp::kSum);
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    check_offset_ends(segment);
    check_index(segment, totals.customers_by_prefix, segment.customer_index, names::kCustomerIndex);
    check_index(segment, totals.transactions_by_prefix, segment.transaction_index, names::kTransactionIndex);
    check_time_range(segment, totals);
    check_turnover(segment, static_cast<uint128>(turnover.front()));
    if (segment.columns.has(Column::kMerchant)) check_dictionary(segment, names::kMerchantDictionary);
    check_joined_texts(segment);
    if (segment.columns.has(Column::kCategory)) check_dictionary(segment, names::kCategoryDictionary);
    for (const SegmentDimension& dimension : segment.dimensions)
      if (!dimension.name.empty())
        check_dictionary(segment, names::path_of(names::kDimensionDictionary, dimension.name));
    for (const NamedTexts& attribute : segment.attributes)
      check_dictionary(segment, names::path_of(names::kAttributeDictionary, attribute.name));
    check_counts(segment, kTransactionCounts, segment.num_transactions);
    if (segment.columns.has(Column::kAttributes)) check_counts(segment, kCustomerCounts, customers_named(segment));
    if (!segment.columns.has(Column::kSnapshot)) return;
    const store::Layout& layout = segment.file->layout();
    check_counts(segment, kAccountCounts,
                 layout.at(names::kAccountId).length +
                     (layout.has(names::kJointAccount) ? layout.at(names::kJointAccount).length : 0));
    check_counts(segment, kLiabilityCounts, segment.file->layout().at(names::kLiabilityType).length);
  });
}

}  // namespace spendlens::ledger
