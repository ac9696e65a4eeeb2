#include <fmt/core.h>

#include <algorithm>

#include "ledger/check/segment_check.hpp"
#include "ledger/read/column_read.hpp"
#include "ledger/segment/column_names.hpp"

namespace spendlens::ledger {

namespace {

/// Rows that are held at once.
constexpr std::uint64_t kPieceRows = 262'144;

template <class T>
T at_or_zero(const std::vector<T>& column, std::uint64_t index) {
  return column.empty() ? T{0} : column[index];
}

}  // namespace

RowCheck::RowCheck(const Segment& segment)
    : segment_(segment),
      history_(segment.columns.category ? segment.file->read_all_texts(names::kCategoryDictionary)
                                        : std::vector<std::string>()) {}

void RowCheck::read(std::uint64_t first, std::uint64_t n) {
  const auto read_column = [&](bool is_stored, const char* column, auto& values) {
    using T = typename std::remove_reference_t<decltype(values)>::value_type;
    values.resize(is_stored ? n : 0);
    if (is_stored) segment_.file->read<T>(column, first, values);
  };
  const OptionalColumns& has = segment_.columns;
  read_column(true, names::kTimestamp, timestamp_);
  read_column(true, names::kAmount, amount_);
  read_column(has.merchant, names::kMerchant, merchant_);
  read_column(has.category, names::kCategory, category_);
  read_column(has.account, names::kAccount, account_);
  read_column(has.flags, names::kFlags, flags_);
  read_column(has.quantity, names::kQuantity, quantity_);
  read_column(has.margin, names::kMargin, margin_);
  read_column(has.product_count, names::kProductCount, product_count_);
  piece_first_ = first;
}

RowCheck::Row RowCheck::row_at(std::uint64_t index) const {
  const std::uint64_t i = index - piece_first_;
  return {at_or_zero(merchant_, i), timestamp_[i],           amount_[i],
          at_or_zero(category_, i), at_or_zero(account_, i), at_or_zero(flags_, i),
          at_or_zero(quantity_, i), at_or_zero(margin_, i),  at_or_zero(product_count_, i)};
}

std::string RowCheck::fault_of(const Row& row, std::uint64_t num_accounts) const {
  const auto& [merchant, timestamp, amount, category, account, flags, quantity, margin, product_count] = row;
  const OptionalColumns& has = segment_.columns;
  if (has.merchant && merchant != kNoMerchant && merchant >= segment_.merchant_code.size())
    return fmt::format("merchant {} is not in the dictionary of {}", merchant, segment_.merchant_code.size());
  if (has.category && category != kNoCategory && category >= segment_.category_code.size())
    return fmt::format("category {} is not in the dictionary of {}", category, segment_.category_code.size());
  if (has.account && account != kNoAccount && account >= num_accounts)
    return fmt::format("account {} is not among the customer's {}", account, num_accounts);
  if (timestamp >= kTimestampLimit) return fmt::format("timestamp {} is out of range", timestamp);
  if (!in_order_range(amount)) return fmt::format("amount {} is out of range", amount);
  if (!in_order_range(margin)) return fmt::format("margin {} is out of range", margin);
  if ((flags & ~kFlagPending) != 0) return fmt::format("flags {} have unknown bits", flags);
  return {};
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
    Row previous;
    for (std::uint64_t row = chunk.offset[index]; row < chunk.offset[index + 1]; ++row) {
      if (row == piece_end) {
        piece_end = std::min(row + kPieceRows, chunk.offset.back());
        read(row, piece_end - row);
      }
      const Row present = row_at(row);
      const std::string fault = fault_of(present, num_accounts);
      if (!fault.empty()) refuse(row, fault);
      if (row > chunk.offset[index] && present < previous)
        refuse(row, "it comes too late: a customer's rows must ascend by merchant, timestamp and the further columns");
      previous = present;
      const Minor amount = std::get<2>(present);
      totals.turnover += static_cast<std::uint64_t>(amount < 0 ? -amount : amount);
      first = std::min(first, std::get<1>(present));
      const auto flags = std::get<5>(present);
      if ((flags & kFlagPending) == 0) first_settled = std::min(first_settled, std::get<1>(present));
      history |=
          history_.bits_of(std::get<2>(present), segment_.columns.category ? std::get<3>(present) : kNoCategory, flags);
      totals.last_timestamp = std::max(totals.last_timestamp, std::get<1>(present));
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
