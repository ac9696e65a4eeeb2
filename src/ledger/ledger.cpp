#include "spendlens/ledger/ledger.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ledger {

void Ledger::require_one_merchant_rule() const {
  const Segment* first = nullptr;
  for (const Segment& segment : segments_) {
    if (!segment.merchant_rule || segment.merchant_code.empty()) continue;
    if (first == nullptr) first = &segment;
    if (segment.merchant_rule == first->merchant_rule && segment.aliases == first->aliases) continue;
    const auto said = [](const Segment& one) {
      return fmt::format("{} with aliases {}", name_of(*one.merchant_rule), readable(one.aliases));
    };
    throw InputError(fmt::format(
        "ledger {}: the merchants of segment '{}' are {}, those of '{}' {}, so that one payee may have several names; import one of them again, or run spendlens compact --ledger {} --merchants clean",
        directory_, first->name, said(*first), segment.name, said(segment), directory_));
  }
}

std::uint64_t Ledger::num_transactions() const {
  if (filtered_) return filtered_->transactions;
  std::uint64_t sum = 0;
  for (const Segment& segment : segments_) sum += segment.num_transactions;
  return sum - num_superseded();
}

bool Ledger::has_overlaps() const {
  return std::any_of(segments_.begin(), segments_.end(), [](const Segment& segment) { return segment.overlap != 0; });
}

std::uint32_t Ledger::id_width() const {
  std::uint32_t width = 1;
  for (const Segment& segment : segments_) width = std::max(width, segment.id_width);
  return width;
}

std::optional<Day> Ledger::first_day() const {
  if (filtered_) return filtered_->transactions == 0 ? std::nullopt : std::optional(day_of(filtered_->first_timestamp));
  if (counted_rows_ && counted_rows_->first_timestamp != kNoTimestamp) return day_of(counted_rows_->first_timestamp);
  std::optional<Day> first;
  for (const Segment& segment : segments_)
    if (segment.num_transactions > 0)
      first = std::min(first.value_or(std::numeric_limits<Day>::max()), day_of(segment.first_timestamp));
  return first;
}

std::optional<Day> Ledger::last_day() const {
  if (filtered_) return filtered_->transactions == 0 ? std::nullopt : std::optional(day_of(filtered_->last_timestamp));
  if (counted_rows_ && counted_rows_->first_timestamp != kNoTimestamp) return day_of(counted_rows_->last_timestamp);
  std::optional<Day> last;
  for (const Segment& segment : segments_)
    if (segment.num_transactions > 0) last = std::max(last.value_or(0), day_of(segment.last_timestamp));
  return last;
}

Timestamp Ledger::last_timestamp() const {
  if (filtered_) return filtered_->last_timestamp;
  if (counted_rows_) return counted_rows_->last_timestamp;
  Timestamp last = 0;
  for (const Segment& segment : segments_)
    if (segment.num_transactions > 0) last = std::max(last, segment.last_timestamp);
  return last;
}

ColumnSet Ledger::columns() const {
  ColumnSet all;
  for (const Segment& segment : segments_) all = all | segment.columns;
  return all;
}

void Ledger::set_customers(std::size_t first, std::span<const std::uint32_t> counts) {
  customers_before_.assign(counts.size() + 1, 0);
  std::partial_sum(counts.begin(), counts.end(), customers_before_.begin() + 1, std::plus<std::uint64_t>());
  counted_ = {first, first + counts.size()};
}

std::uint64_t Ledger::customers_in(PrefixRange range) const {
  if (range.begin >= counted_.begin && range.end <= counted_.end && !customers_before_.empty())
    return customers_before_[range.end - counted_.begin] - customers_before_[range.begin - counted_.begin];
  std::uint64_t sum = 0;
  for (const Segment& segment : segments_)
    sum += segment.customer_index[range.end] - segment.customer_index[range.begin];
  return sum;
}

const std::vector<NamedTexts>& Ledger::attributes() const {
  static const std::vector<NamedTexts> none;
  const Segment* const segment = attribute_segment();
  return segment == nullptr ? none : segment->attributes;
}

const Segment* Ledger::newest_with(Column column) const {
  const auto recency = [](const Segment& segment) { return segment.num_transactions > 0 ? segment.last_timestamp : 0; };
  const Segment* newest = nullptr;
  for (const Segment& segment : segments_)
    if (segment.columns.has(column) && (newest == nullptr || recency(segment) >= recency(*newest))) newest = &segment;
  return newest;
}

}  // namespace spendlens::ledger
