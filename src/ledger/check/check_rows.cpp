#include <fmt/core.h>

#include <algorithm>

#include "ledger/check/segment_check.hpp"
#include "ledger/read/column_read.hpp"
#include "ledger/segment/column_names.hpp"

namespace spendlens::ledger {

namespace {

/// Rows that are held at once.
constexpr std::uint64_t kPieceRows = 262'144;

}  // namespace

RowCheck::RowCheck(const Segment& segment)
    : segment_(segment),
      history_(segment.columns.has(Column::kCategory) ? segment.file->read_all_texts(names::kCategoryDictionary)
                                                      : std::vector<std::string>()) {}

void RowCheck::read(std::uint64_t first, std::uint64_t n) {
  for_each_transaction_column([&]<class C>(const C& column) {
    if (segment_.columns.has(column.id))
      read_stored(segment_, segment_.path_of(column), first, n, column.of(rows_),
                  [](std::uint64_t, std::span<const typename C::Value>) {});
  });
  piece_first_ = first;
}

TransactionRow RowCheck::row_at(std::uint64_t index) const {
  TransactionRow row;
  for_each_transaction_column([&](const auto& column) {
    if (segment_.columns.has(column.id)) column.of(row) = column.of(rows_)[index - piece_first_];
  });
  return row;
}

std::string RowCheck::fault_of(const TransactionRow& row, std::uint64_t num_accounts) const {
  std::string fault;
  for_each_transaction_column([&](const auto& column) {
    const auto value = column.of(row);
    const auto is_code = [&](std::size_t count) {
      return value == column.none || static_cast<std::uint64_t>(value) < count;
    };
    if (!fault.empty() || !segment_.columns.has(column.id)) return;
    switch (column.content) {
      case Content::kTime:
        if (value >= kTimestampLimit) fault = fmt::format("timestamp {} is out of range", value);
        break;
      case Content::kMoney:
        if (!in_order_range(static_cast<Minor>(value)))
          fault = fmt::format("{} {} is out of range", column.exported_as, value);
        break;
      case Content::kMerchant:
        if (const std::size_t count = segment_.merchant_code.size(); !is_code(count))
          fault = fmt::format("merchant {} is not in the dictionary of {}", value, count);
        break;
      case Content::kCategory:
        if (const std::size_t count = segment_.category_code.size(); !is_code(count))
          fault = fmt::format("category {} is not in the dictionary of {}", value, count);
        break;
      case Content::kDimension:
        if (const SegmentDimension& dimension = segment_.dimensions[dimension_of(column.id)];
            !is_code(dimension.code.size()))
          fault = fmt::format("dimension {}: {} is not in the dictionary of {}", dimension.name, value,
                              dimension.code.size());
        break;
      case Content::kAccount:
        if (!is_code(num_accounts))
          fault = fmt::format("account {} is not among the customer's {}", value, num_accounts);
        break;
      case Content::kFlags:
        if ((value & ~decltype(value){kFlagPending}) != 0) fault = fmt::format("flags {} have unknown bits", value);
        break;
      case Content::kCount:
      case Content::kKey:
        break;
    }
  });
  return fault;
}

void RowCheck::run(const CustomerCheck& customers, const CustomerChunk& chunk, CheckTotals& totals) {
  std::uint64_t piece_end = chunk.offset.front();
  for (std::uint64_t index = 0; index < chunk.size(); ++index) {
    const std::uint64_t num_accounts =
        chunk.account_offset.empty() ? 0 : chunk.account_offset[index + 1] - chunk.account_offset[index];
    const auto refuse = [&](std::uint64_t row, const std::string& what) {
      refuse_segment(segment_,
                     fmt::format("customer '{}', row {}: {}", customers.customer_text(chunk, index), row, what));
    };
    Timestamp first = kNoTimestamp;
    Timestamp first_settled = kNoTimestamp;
    std::uint8_t history = 0;
    TransactionRow previous;
    for (std::uint64_t row = chunk.offset[index]; row < chunk.offset[index + 1]; ++row) {
      if (row == piece_end) {
        piece_end = std::min(row + kPieceRows, chunk.offset.back());
        read(row, piece_end - row);
      }
      const TransactionRow present = row_at(row);
      const std::string fault = fault_of(present, num_accounts);
      if (!fault.empty()) refuse(row, fault);
      if (row > chunk.offset[index] && compare_rows(present, previous) < 0)
        refuse(row, "it comes too late: a customer's rows must ascend by merchant, timestamp and the further columns");
      previous = present;
      totals.turnover += static_cast<std::uint64_t>(present.amount < 0 ? -present.amount : present.amount);
      first = std::min(first, present.timestamp);
      if ((present.flags & kFlagPending) == 0) first_settled = std::min(first_settled, present.timestamp);
      history |= history_.bits_of(present.amount, present.category, present.flags);
      totals.last_timestamp = std::max(totals.last_timestamp, present.timestamp);
    }
    if (first != chunk.first_timestamp[index])
      refuse(chunk.offset[index], fmt::format("the customer's first_timestamp is {}, its earliest row's is {}",
                                              chunk.first_timestamp[index], first));
    if (!chunk.history.empty() && history != chunk.history[index])
      refuse(chunk.offset[index],
             fmt::format("the customer's history is {}, its rows' is {}", chunk.history[index], history));
    if (!chunk.first_settled.empty() && first_settled != chunk.first_settled[index])
      refuse(chunk.offset[index], fmt::format("the customer's first_settled is {}, its earliest settled row's is {}",
                                              chunk.first_settled[index], first_settled));
    totals.first_timestamp = std::min(totals.first_timestamp, first);
  }
}

}  // namespace spendlens::ledger
